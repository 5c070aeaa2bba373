// The names by which a Kubernetes cluster's DNS knows a Service.
#ifndef CERTGEN_SERVICE_NAMES_H_
#define CERTGEN_SERVICE_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

inline constexpr char kDefaultNamespace[] = "default";

// Of the Service S in the namespace N, in this order: S, S.N, S.N.svc, S.N.svc.cluster.local, and
// *.S.N.svc.cluster.local, which is each pod behind a headless Service. (A cluster with another
// domain than cluster.local needs names of its own, as DnsName makes them.) The first has at most
// 63 characters: it fits a common name.
//
// kInvalidArgument names --service or --namespace and what is wrong: both are labels
// (kubernetes_name.h), and no name may end in a number.
absl::StatusOr<std::vector<SubjectAltName>> ServiceNames(const std::string& service,
                                                         const std::string& name_space);

}  // namespace certgen

#endif  // CERTGEN_SERVICE_NAMES_H_
