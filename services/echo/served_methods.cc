#include "services/echo/served_methods.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace echo {
namespace {

// Which version of reflection gRPC serves depends on its own.
const char* const kServices[] = {"echo.v1.EchoService", "grpc.health.v1.Health",
                                 "grpc.reflection.v1alpha.ServerReflection",
                                 "grpc.reflection.v1.ServerReflection"};
constexpr char kChannelz[] = "grpc.channelz.v1.Channelz";

void AppendMethods(const char* service_name, std::vector<std::string>* methods) {
  const auto* const service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service_name);
  if (service == nullptr) return;
  for (int i = 0; i < service->method_count(); ++i) {
    methods->push_back(absl::StrCat("/", service_name, "/", service->method(i)->name()));
  }
}

// Levenshtein's.
size_t Distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> ServedMethods(bool channelz) {
  std::vector<std::string> methods;
  for (const char* service : kServices) AppendMethods(service, &methods);
  if (channelz) AppendMethods(kChannelz, &methods);
  return methods;
}

std::string NearestMethod(const std::string& method, const std::vector<std::string>& methods) {
  constexpr size_t kLongest = 80;
  if (method.size() > kLongest) return "";
  const std::string wanted = absl::AsciiStrToLower(method);
  std::string nearest;
  size_t least = kLongest;
  for (const std::string& candidate : methods) {
    const size_t distance = Distance(wanted, absl::AsciiStrToLower(candidate));
    // With a third of it unlike it is another name.
    if (distance >= std::min(least, std::max(wanted.size(), candidate.size()) / 3)) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace echo
