// Answers calls of methods that no service has, so that they are seen, logged and counted like all
// others: gRPC's own answer has no words, and passes by every interceptor.
#ifndef SERVICES_ECHO_UNKNOWN_METHODS_H_
#define SERVICES_ECHO_UNKNOWN_METHODS_H_

#include <grpcpp/generic/async_generic_service.h>

#include <string>
#include <utility>
#include <vector>

namespace echo {

class UnknownMethods final : public grpc::CallbackGenericService {
 public:
  // Those there are.
  explicit UnknownMethods(std::vector<std::string> methods) : methods_(std::move(methods)) {}

  // Ends with UNIMPLEMENTED, and names the method that was perhaps meant.
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  const std::vector<std::string> methods_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_UNKNOWN_METHODS_H_
