// The three files of a credential with a fault in one of them, put together from
// parts: a plan of the certificates, and what to do to one of the files.
#ifndef CERTGEN_BAD_FILES_H_
#define CERTGEN_BAD_FILES_H_

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/defective_certificate.h"

namespace certgen {

struct BadFile {
  enum class Kind { kRegular, kFolder, kLink, kAbsent };

  // Of a link: where it leads.
  std::string contents = "";
  mode_t mode = 0644;
  Kind kind = Kind::kRegular;
  // A shorter file is grown to this with zeros, which take no space.
  size_t size = 0;
};

struct BadFiles {
  BadFile cert;
  BadFile key;
  BadFile ca;
};

// What the kinds of one run share.
struct BadSource {
  absl::Time now;
  // Of all kinds whose fault is not in the roots: who trusts this one can be shown
  // every one of them. Its key is written nowhere.
  CertifiedKey root;
};

absl::StatusOr<BadSource> NewBadSource(absl::Time now);

// Makes the files of one kind. kInternal if OpenSSL refuses.
using MakeBadFiles = std::function<absl::StatusOr<BadFiles>(const BadSource& source)>;

// Which certificates there are, and which of them are in the files. 0 is the leaf, 1
// its issuer, and so on; the last is the root.
struct ChainPlan {
  // The leaf, then who issued it, without the root.
  std::vector<DefectiveCertificate> chain = {{}};
  // Default: the one that all kinds share.
  std::optional<DefectiveCertificate> root = std::nullopt;
  // What is in tls.crt. Default: all but the root.
  std::vector<size_t> presented = {};
  // What is in ca.crt. Default: the root.
  std::vector<size_t> trusted = {};
};

MakeBadFiles Chain(const ChainPlan& plan);
// The leaf below the root that all share.
MakeBadFiles Leaf(const DefectiveCertificate& leaf);

// What `make` makes, with a change of the three together.
MakeBadFiles Altered(const MakeBadFiles& make, void (*alter)(BadFiles* files));

// What takes a file's place: made of the leaf and its key.
using Replacement =
    std::function<absl::StatusOr<BadFile>(const CertifiedKey& leaf, const BadSource& source)>;

// Otherwise good files with one, or those of `plan`.
MakeBadFiles CertificateIs(const Replacement& replacement, const ChainPlan& plan = {});
MakeBadFiles KeyIs(const Replacement& replacement, const ChainPlan& plan = {});
MakeBadFiles RootsAre(const Replacement& replacement, const ChainPlan& plan = {});

Replacement Absent();
Replacement Folder();
Replacement LinkTo(const std::string& target);
Replacement Text(const std::string& contents);
Replacement GrownTo(size_t size, const Replacement& replacement);
// The leaf's certificate or key itself.
Replacement TheCertificate();
Replacement TheKey();
// What `convert` makes of the leaf and its key (wrong_form.h).
Replacement As(absl::StatusOr<std::string> (*convert)(const CertifiedKey& leaf));
// What `change` makes of the PEM text that `replacement` gives.
Replacement Changed(std::string (*change)(const std::string& pem), const Replacement& replacement);
// Of a pair that has nothing to do with the leaf: a self-signed certificate; a key
// (NewKey).
Replacement CertificateOf(const DefectiveCertificate& other);
Replacement AnotherKey(const std::string& kind);
// One after the other.
Replacement Joined(const std::vector<Replacement>& parts);
// The root that all share.
Replacement SharedRoot();

}  // namespace certgen

#endif  // CERTGEN_BAD_FILES_H_
