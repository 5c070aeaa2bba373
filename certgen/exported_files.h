// What of a credential leaves for a cluster: checked first, since a fault there shows only in
// the words of a pod that does not start, and never with a CA's key.
#ifndef CERTGEN_EXPORTED_FILES_H_
#define CERTGEN_EXPORTED_FILES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/finding.h"
#include "certgen/pki.h"

namespace certgen {

enum class ExportKind {
  // ca.crt, tls.crt and tls.key, what was checked in them and nothing else (files that certgen
  // made come out the same byte for byte): for who proves an identity.
  kSecret,
  // ca.crt alone, its certificates written again and nothing else: for who only checks others.
  kConfigMap,
};

struct ExportedFiles {
  // By name; empty if something fatal was found.
  std::map<std::string, std::string> contents;
  // Of the check in credential_check.h, for the role of the leaf's extended key usage; of a CA,
  // of its certificate.
  std::vector<Finding> findings;
  // For stderr, a sentence each.
  std::vector<std::string> notes;
};

// More than this in all values of an object is refused by Kubernetes.
inline constexpr size_t kMaxExportedBytes = size_t{1} << 20;

// Of the member `name` of `pki`, which may be the root; all files are of one generation.
// kInvalidArgument, `name` is none; kNotFound, it is not there, and the message says what is;
// kFailedPrecondition, a CA (by its place or by its certificate) was asked for as a Secret, a
// private key lies beside the leaf's and would leave with it, or the files are too large.
absl::StatusOr<ExportedFiles> ReadExportedFiles(const Pki& pki, const std::string& name,
                                                ExportKind kind, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_EXPORTED_FILES_H_
