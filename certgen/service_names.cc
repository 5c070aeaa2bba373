#include "certgen/service_names.h"

#include "absl/strings/str_cat.h"
#include "certgen/kubernetes_name.h"

namespace certgen {

absl::StatusOr<std::vector<SubjectAltName>> ServiceNames(const std::string& service,
                                                         const std::string& name_space) {
  if (absl::Status s = CheckKubernetesLabel("--service", service); !s.ok()) return s;
  if (absl::Status s = CheckKubernetesLabel("--namespace", name_space); !s.ok()) return s;
  const std::string in_namespace = absl::StrCat(service, ".", name_space);
  const std::string full = absl::StrCat(in_namespace, ".svc.cluster.local");
  std::vector<SubjectAltName> names;
  for (const std::string& text :
       {service, in_namespace, absl::StrCat(in_namespace, ".svc"), full, "*." + full}) {
    const absl::StatusOr<SubjectAltName> name = DnsName(text);
    if (!name.ok()) {
      // A label may be all digits, a host name may not end in one that is.
      return absl::InvalidArgumentError(absl::StrCat(
          "--service '", service, "' --namespace '", name_space, "': ", name.status().message(),
          "; give the names that clients call it by with --dns, such as --dns ", full));
    }
    names.push_back(*name);
  }
  return names;
}

}  // namespace certgen
