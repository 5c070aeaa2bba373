// Names as Kubernetes takes them. It would refuse others too, but only when the
// manifest is applied, and a certificate for a Service that cannot be is no use.
#ifndef CERTGEN_KUBERNETES_NAME_H_
#define CERTGEN_KUBERNETES_NAME_H_

#include <string>

#include "absl/status/status.h"

namespace certgen {

// Both: kInvalidArgument says which flag, what is wrong with its value and what to do; with a
// legal name that is close, where there is one.

// A DNS label in lower case (RFC 1123): at most 63 of a-z, 0-9 and `-`, which neither starts nor
// ends it. Services and namespaces have such names.
absl::Status CheckKubernetesLabel(const std::string& flag, const std::string& text);

// A DNS subdomain in lower case (RFC 1123): labels with dots between, at most 253 characters
// (Kubernetes does not limit those of one label). Secrets and ConfigMaps have such names. `flag`
// is what gave the name, `cure_flag` what can give another.
absl::Status CheckKubernetesObjectName(const std::string& flag, const std::string& text,
                                       const std::string& cure_flag);

}  // namespace certgen

#endif  // CERTGEN_KUBERNETES_NAME_H_
