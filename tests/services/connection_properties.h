// A connection's properties, without the connection.
#ifndef TESTS_SERVICES_CONNECTION_PROPERTIES_H_
#define TESTS_SERVICES_CONNECTION_PROPERTIES_H_

#include <grpcpp/security/auth_context.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace test {

class ConnectionProperties : public grpc::AuthContext {
 public:
  explicit ConnectionProperties(std::multimap<std::string, std::string> values)
      : values_(std::move(values)) {}

  // As gRPC does in every mode, verified or not.
  bool IsPeerAuthenticated() const override { return !values_.empty(); }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return ""; }
  std::vector<grpc::string_ref> FindPropertyValues(const std::string& name) const override {
    std::vector<grpc::string_ref> found;
    const auto [begin, end] = values_.equal_range(name);
    for (auto value = begin; value != end; ++value) {
      found.emplace_back(value->second.data(), value->second.size());
    }
    return found;
  }
  grpc::AuthPropertyIterator begin() const override { return Nowhere(); }
  grpc::AuthPropertyIterator end() const override { return Nowhere(); }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override { return false; }

 private:
  // The constructor of the iterator is for subclasses.
  struct Nowhere : grpc::AuthPropertyIterator {};

  const std::multimap<std::string, std::string> values_;
};

}  // namespace test

#endif  // TESTS_SERVICES_CONNECTION_PROPERTIES_H_
