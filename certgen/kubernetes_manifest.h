// A Secret or ConfigMap of Kubernetes as text: the same for the same input, byte for byte.
#ifndef CERTGEN_KUBERNETES_MANIFEST_H_
#define CERTGEN_KUBERNETES_MANIFEST_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "certgen/exported_files.h"
#include "certgen/json_document.h"

namespace certgen {

struct KubernetesObject {
  // A Secret is of the type kubernetes.io/tls.
  ExportKind kind = ExportKind::kSecret;
  // Names as kubernetes_name.h takes them; without a namespace kubectl's own is used.
  std::string name;
  std::optional<std::string> name_space = std::nullopt;
  // File names and contents; a ConfigMap's are text.
  std::map<std::string, std::string> data = {};
};

// "Secret" or "ConfigMap".
std::string KindName(ExportKind kind);

// The object as the API has it: a Secret's data are in base64.
Json ToManifest(const KubernetesObject& object);

// `manifest`, mappings of text only, in YAML, with a line break at its end. Text of several lines
// becomes a literal block that people can read, and must end with one line break; what readers
// would take for a number or a boolean is quoted. kInternal: the emitter refused.
absl::StatusOr<std::string> ToYaml(const Json& manifest);

}  // namespace certgen

#endif  // CERTGEN_KUBERNETES_MANIFEST_H_
