#include "services/echo/unknown_methods.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/echo/served_methods.h"

namespace echo {
namespace {

class Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Reactor(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

std::string Printable(const std::string& method) {
  constexpr size_t kLongest = 200;
  std::string text = method.substr(0, kLongest);
  for (char& c : text) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) c = '?';
  }
  return text;
}

}  // namespace

grpc::ServerGenericBidiReactor* UnknownMethods::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  const std::string nearest = NearestMethod(context->method(), methods_);
  return new Reactor(grpc::Status(
      grpc::StatusCode::UNIMPLEMENTED,
      absl::StrCat("this server has no method ", Printable(context->method()),
                   nearest.empty() ? "" : absl::StrCat("; perhaps you mean ", nearest))));
}

}  // namespace echo
