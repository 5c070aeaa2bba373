// A directory of credentials as certgen lays it out:
//
//   pki/root/{ca.crt,ca.key}
//   pki/NAME/{tls.crt,tls.key,ca.crt}
//   pki/INTERMEDIATE/{ca.crt,ca.key,chain.crt}
//   pki/.gitignore            holds `*`: keys do not belong in a repository
#ifndef CERTGEN_PKI_H_
#define CERTGEN_PKI_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/issuer.h"
#include "certgen/unique_fd.h"

namespace certgen {

inline constexpr char kRootName[] = "root";
inline constexpr char kCaKeyFile[] = "ca.key";
inline constexpr char kCaChainFile[] = "chain.crt";

// kInvalidArgument unless `name` is [a-z0-9][a-z0-9._-]*, at most 100
// characters and not "root".
absl::Status CheckMemberName(const std::string& name);

// While it lives, no other certgen writes in the directory.
using PkiLock = UniqueFd;

class Pki {
 public:
  explicit Pki(std::filesystem::path directory);

  // Makes the directory if need be (0755 less the umask) and waits for its
  // lock. kInvalidArgument if its name is empty; kFailedPrecondition if it is no safe place to
  // write keys to.
  absl::StatusOr<PkiLock> Lock() const;

  const std::filesystem::path& directory() const { return directory_; }
  std::filesystem::path member(const std::string& name) const { return directory_ / name; }
  bool Has(const std::string& name) const;
  // The member holds a CA's key.
  bool IsCa(const std::string& name) const;

  // The CA in this directory that issued `leaf`; nullopt if none of them did.
  std::optional<std::string> IssuerOf(const Certificate& leaf) const;

  // "root" or an intermediate, ready to issue at `now`. kNotFound,
  // kPermissionDenied or kFailedPrecondition name the file and the cause; see
  // also Issuer::Create.
  absl::StatusOr<Issuer> LoadIssuer(const std::string& name, absl::Time now) const;

  // Members whose ca.crt holds `root`: what that root vouches for. Sorted.
  std::vector<std::string> Below(const Certificate& root) const;

 private:
  std::filesystem::path directory_;
};

}  // namespace certgen

#endif  // CERTGEN_PKI_H_
