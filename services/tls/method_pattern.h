// Which methods a rule is for.
#ifndef SERVICES_TLS_METHOD_PATTERN_H_
#define SERVICES_TLS_METHOD_PATTERN_H_

#include <string>

#include "absl/status/statusor.h"

namespace tls {

class MethodPattern {
 public:
  // "/package.Service/Method", as HTTP/2 has it in :path, or "/package.Service/*" for all methods
  // of a service. kInvalidArgument says what is wrong and the nearest pattern that is right.
  static absl::StatusOr<MethodPattern> Parse(const std::string& text);

  // Exactly, as gRPC looks up its methods.
  bool Matches(const std::string& method) const;

  const std::string& text() const { return text_; }

 private:
  explicit MethodPattern(std::string text);

  std::string text_;
  // "/package.Service/"; empty: one method only.
  std::string service_;
};

}  // namespace tls

#endif  // SERVICES_TLS_METHOD_PATTERN_H_
