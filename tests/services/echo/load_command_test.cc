#include "services/echo/load_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/echo/echo_server.h"
#include "tests/services/dns_server.h"
#include "tests/services/odd_echo_server.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using testing::HasSubstr;

constexpr char kName[] = "echo.test";

class LoadCommand : public testing::Test {
 protected:
  LoadCommand() { test::GrpcLog::Get(); }

  LoadRequest RequestTo(const std::string& target) {
    LoadRequest request;
    request.client.target = test::ValueOf(ParseTarget(target));
    request.client.timeout = test::kPatience;
    request.client.retries = kMaxRetries;
    request.credentials = test::Unchecked(leaf_);
    request.load.count = 20;
    return request;
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
};

TEST_F(LoadCommand, EveryKindOfCallGetsItsReplies) {
  const auto server = test::Serve(test::Unchecked(leaf_));
  for (const LoadKind kind :
       {LoadKind::kUnary, LoadKind::kServer, LoadKind::kClient, LoadKind::kBidi}) {
    LoadRequest request = RequestTo(test::AddressOf(*server));
    request.load.kind = kind;
    request.load.connections = 2;
    request.load.streams = 2;
    request.load.messages = 5;
    request.load.payload_size = 3000;
    const LoadEnd end = RunLoad(request);
    EXPECT_EQ(end.exit_code, 0) << (end.error ? end.error->cause : "");
    EXPECT_EQ(end.document.at("ok"), true);
    EXPECT_EQ(end.document.at("calls"), 20);
    EXPECT_EQ(end.document.at("errors"), 0);
    EXPECT_EQ(end.document.at("connections"), 2);
    const int replies = kind == LoadKind::kServer || kind == LoadKind::kBidi ? 5 : 1;
    const int requests = kind == LoadKind::kClient || kind == LoadKind::kBidi ? 5 : 1;
    EXPECT_GE(end.document.at("bytes_received"), 20 * 3000 * replies);
    EXPECT_LT(end.document.at("bytes_received"), 20 * 4000 * replies);
    EXPECT_GE(end.document.at("bytes_sent"), 20 * 3000 * requests);
    EXPECT_LT(end.document.at("bytes_sent"), 20 * 3100 * requests);
    EXPECT_THAT(end.text, HasSubstr("none lost"));
  }
}

TEST_F(LoadCommand, WithoutAServerItEndsAsEchoDoes) {
  const test::RawSocket nobody("127.0.0.1", test::RawSocket::kOnlyBound);
  LoadRequest request = RequestTo(absl::StrCat("127.0.0.1:", nobody.port()));
  const LoadEnd end = RunLoad(request);
  EXPECT_EQ(end.exit_code, certgen::kExitNetwork);
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, "CONNECTION_REFUSED");
  EXPECT_EQ(end.document.at("ok"), false);
  EXPECT_EQ(end.document.at("verdict").at("code"), "CONNECTION_REFUSED");
  EXPECT_EQ(end.text, "");
  request.diagnose = false;
  const LoadEnd undiagnosed = RunLoad(request);
  EXPECT_EQ(undiagnosed.exit_code, certgen::kExitNetwork);
  ASSERT_TRUE(undiagnosed.error);
  EXPECT_EQ(undiagnosed.error->code, "CONNECTION_FAILED");
  EXPECT_THAT(undiagnosed.error->cause, HasSubstr("Connection refused"));
}

TEST_F(LoadCommand, ASilentServerIsNamedWhenTheTimeIsOver) {
  const test::RawSocket silent;
  LoadRequest request = RequestTo(absl::StrCat("127.0.0.1:", silent.port()));
  request.client.timeout = absl::Seconds(1);
  const LoadEnd end = RunLoad(request);
  EXPECT_EQ(end.exit_code, certgen::kExitNetwork);
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, "HANDSHAKE_TIMEOUT");
}

TEST_F(LoadCommand, AServerThatRefusesOurCertificateIsNamed) {
  const test::TestCa other;
  const auto server = test::Serve(test::Unchecked(leaf_));
  LoadRequest request = RequestTo(test::AddressOf(*server));
  const test::Credential foreign = other.Leaf();
  request.credentials = test::Unchecked(foreign);
  request.credentials.roots_pem = leaf_.roots;
  request.credentials.roots = {ca_.root()};
  const LoadEnd end = RunLoad(request);
  EXPECT_EQ(end.exit_code, certgen::kExitRefused) << (end.error ? end.error->cause : "");
}

TEST_F(LoadCommand, LostCallsAreReportedByStatusAndExitCode) {
  const test::OddEchoServer odd(leaf_, [](int number, v1::EchoResponse*) {
    return number % 2 == 0 ? grpc::Status::OK : grpc::Status(grpc::StatusCode::INTERNAL, "broken");
  });
  const LoadEnd end = RunLoad(RequestTo(odd.target()));
  EXPECT_EQ(end.exit_code, certgen::kExitCallFailed);
  EXPECT_EQ(end.document.at("errors"), 10);
  EXPECT_EQ(end.document.at("errors_by_status").at("INTERNAL"), 10);
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, "INTERNAL");
  EXPECT_THAT(end.error->cause, HasSubstr("10 of 20 calls were lost"));
}

TEST_F(LoadCommand, CallsThatEndUnavailableAreTriedAgain) {
  const test::OddEchoServer odd(leaf_, [](int number, v1::EchoResponse*) {
    return number % 3 == 0 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "") : grpc::Status::OK;
  });
  LoadRequest request = RequestTo(odd.target());
  EXPECT_EQ(RunLoad(request).exit_code, 0);
  EXPECT_GT(odd.calls(), 20);
  request.client.retries = 0;
  EXPECT_EQ(RunLoad(request).exit_code, certgen::kExitCallFailed);
}

// A rollout: of two servers behind a name one goes and comes again, then the other, under load.
// These bring a name server of their own, which gRPC asks only through c-ares.
class LoadOverRestarts : public LoadCommand {
 protected:
  void Serve(int number) {
    ServerOptions options;
    options.server_name = absl::StrCat("127.0.0.", number);
    options.listen = {{options.server_name, port_}};
    servers_[number] = test::ValueOf(EchoServer::Start(options, test::Unchecked(named_)));
    port_ = servers_[number]->addresses().front().port;
  }

  test::Credential named_ = ca_.Leaf(test::Named(kName));
  int port_ = 0;
  std::map<int, std::unique_ptr<EchoServer>> servers_;
};

TEST_F(LoadOverRestarts, LoseNoCall) {
  for (const int number : {1, 2}) Serve(number);
  const test::DnsServer dns({"127.0.0.1", "127.0.0.2"});
  LoadRequest request = RequestTo(dns.Target(kName, port_));
  request.credentials = test::Unchecked(named_);
  request.client.dns_interval = absl::Milliseconds(50);
  request.load.count = 0;
  request.load.duration = absl::Seconds(4);
  request.load.rate = 300;
  request.load.streams = 20;
  int restarted = 0;
  request.on_progress = [&](const std::string&) {
    if (restarted == 2) return;
    const int number = ++restarted;
    EXPECT_TRUE(servers_.at(number)->Drain(absl::ZeroDuration(), test::kPatience));
    servers_.at(number).reset();
    Serve(number);
  };
  const LoadEnd end = RunLoad(request);
  EXPECT_EQ(restarted, 2);
  EXPECT_EQ(end.exit_code, 0) << (end.error ? end.error->cause : "");
  EXPECT_EQ(end.document.at("calls"), 1200);
}

}  // namespace
}  // namespace echo
