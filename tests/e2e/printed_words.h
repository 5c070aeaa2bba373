// gRPC C++ itself, without our programs around it, and what it prints. The credentials are
// gRPC's own: services/tls hands on no bad ones.
#ifndef TESTS_E2E_PRINTED_WORDS_H_
#define TESTS_E2E_PRINTED_WORDS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "certgen/finding_code.h"
#include "certgen/stack.h"

namespace test {

// The tables' words are those of gRPC 1.51.
bool HasTheWordsOfTheTable();

// gRPC's lines since the last call.
std::string TakeGrpcLog();
// Those until `enough` holds of them, or a few seconds are over.
std::string TakeGrpcLogUntil(const std::function<bool(const std::string&)>& enough);

// The words lead to the code in the table of `stack`.
bool LeadsTo(const std::string& words, certgen::Stack stack, certgen::FindingCode code);

// As a program has them that takes a file it cannot read for an empty one.
struct PemCredentials {
  std::string cert;
  std::string key;
  std::string roots;
};

class GrpcServer {
 public:
  GrpcServer(const PemCredentials& credentials, bool wants_certificates);
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  bool runs() const;
  int port() const { return port_; }
  std::string address() const;

 private:
  struct Running;
  int port_ = 0;
  std::unique_ptr<Running> running_;
};

// The status message of a call to `target`, whose certificate is to be `host`'s; nullopt if TLS
// is fine.
std::optional<std::string> WordsOfGrpcCall(const std::string& target, const std::string& host,
                                           const PemCredentials& credentials,
                                           absl::Duration within = absl::Seconds(20),
                                           bool by_proxy = false);

// Without it, in CI where there is a Go that ./dev setup builds it with, the test fails.
bool ThereIsGrpcurl();

}  // namespace test

#endif  // TESTS_E2E_PRINTED_WORDS_H_
