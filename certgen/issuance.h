// What `certgen init`, `root` and `leaf` do, without the terminal. All of a
// request is checked before anything is written; asking again for what is there
// changes nothing.
#ifndef CERTGEN_ISSUANCE_H_
#define CERTGEN_ISSUANCE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/certificate_request.h"
#include "certgen/pki.h"
#include "certgen/private_key.h"
#include "certgen/publish.h"

namespace certgen {

struct RootOptions {
  std::string name = "tls-echo root";
  KeyType key = KeyType::kEcP256;
  int days = 3650;
  int path_length = 1;
  // Replace a root that exists; only with `orphans` equal to the number of
  // members that it vouches for, if there are any.
  bool force = false;
  int orphans = 0;
};

struct LeafOptions {
  std::string name;
  // "root", or an intermediate in the same directory.
  std::string issuer = kRootName;
  // At least one.
  std::vector<SubjectAltName> names;
  Usage usage = Usage::kBoth;
  KeyType key = KeyType::kEcP256;
  int days = 90;
  // Issue again, whatever is there.
  bool force = false;
  SecretAccess access;
};

struct Issued {
  std::string name;
  std::filesystem::path directory;
  Certificate certificate;
  // False: it was there already, as asked for.
  bool written = false;
};

struct Issuance {
  std::vector<Issued> issued;
  // For stderr, a sentence each: a validity that was cut, and the like.
  std::vector<std::string> notes;
};

// What to ask for to issue the leaf `name` again as it is: its names, issuer,
// usage, key type, days, and the access to its key. nullopt if there is no readable leaf.
std::optional<LeafOptions> OptionsOf(const Pki& pki, const std::string& name);

// Errors: kInvalidArgument, the request; kAlreadyExists, something else is
// there, and the message says what differs and how to replace it;
// kFailedPrecondition, the issuer may not issue this, or the place is not safe
// or not ours; others, the file system.

absl::StatusOr<Issuance> MakeRoot(const Pki& pki, const RootOptions& options, absl::Time now);

absl::StatusOr<Issuance> MakeLeaf(const Pki& pki, const LeafOptions& options, absl::Time now);

// The root if there is none, then the leaf.
absl::StatusOr<Issuance> MakeRootAndLeaf(const Pki& pki, const RootOptions& root,
                                         const LeafOptions& leaf, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_ISSUANCE_H_
