// Short words for what an inspection found, for tests.
#ifndef TESTS_CERTGEN_INSPECTED_H_
#define TESTS_CERTGEN_INSPECTED_H_

#include <string>
#include <vector>

#include "certgen/finding.h"
#include "certgen/inspected_file.h"

namespace certgen {

// "certificate", "private key", "encrypted key", "public key", "request", "list", "other".
inline std::string KindOf(const InspectedObject& object) {
  static constexpr const char* kKinds[] = {
      "certificate", "private key", "encrypted key", "public key", "request", "list", "other"};
  return kKinds[object.object.index()];
}

inline std::vector<std::string> KindsIn(const std::vector<InspectedObject>& objects) {
  std::vector<std::string> kinds;
  kinds.reserve(objects.size());
  for (const InspectedObject& object : objects) kinds.push_back(KindOf(object));
  return kinds;
}

inline std::vector<std::string> CodesIn(const std::vector<Finding>& findings) {
  std::vector<std::string> codes;
  codes.reserve(findings.size());
  for (const Finding& finding : findings) codes.push_back(FindingCodeName(finding.code));
  return codes;
}

}  // namespace certgen

#endif  // TESTS_CERTGEN_INSPECTED_H_
