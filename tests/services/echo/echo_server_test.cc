#include "services/echo/echo_server.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using certgen::ClientCertificateMode;
using test::RawSocket;
using test::StatusIs;
using test::TestCa;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

class EchoServerStart : public testing::Test {
 protected:
  EchoServerStart() { test::GrpcLog::Get(); }

  absl::StatusOr<std::unique_ptr<EchoServer>> Start(const std::vector<ListenAddress>& listen) {
    ServerOptions options;
    options.listen = listen;
    options.client_certificate_mode = ClientCertificateMode::kNone;
    return EchoServer::Start(options, credentials_);
  }

  // Whether the echo service answers there.
  grpc::Status Call(const std::string& host, int port) {
    return test::CallEcho(
        test::ChannelTo(absl::StrCat(host, ":", port), test::OnlyRoots(ca_), "localhost"));
  }

  TestCa ca_;
  certgen::CheckedCredentials credentials_ = test::Unchecked(ca_.Leaf());
};

TEST_F(EchoServerStart, ReportsTheRealPort) {
  const auto server = test::ValueOf(Start({{"127.0.0.1", 0}}));
  ASSERT_EQ(server->addresses().size(), 1U);
  EXPECT_EQ(server->addresses()[0].host, "127.0.0.1");
  EXPECT_GT(server->addresses()[0].port, 0);
  EXPECT_TRUE(Call("127.0.0.1", server->addresses()[0].port).ok());
}

TEST_F(EchoServerStart, ListensOnEveryAddressInTheirOrder) {
  const auto server =
      test::ValueOf(Start({{"127.0.0.1", 0}, {"127.0.0.1", 0}, {"localhost", 0}, {"0.0.0.0", 0}}));
  ASSERT_EQ(server->addresses().size(), 4U);
  EXPECT_EQ(server->addresses()[2].host, "localhost");
  EXPECT_NE(server->addresses()[0].port, server->addresses()[1].port);
  for (const ListenAddress& address : server->addresses()) {
    EXPECT_TRUE(Call("127.0.0.1", address.port).ok()) << ToString(address);
  }
}

TEST_F(EchoServerStart, ListensOnIpv6WhereThereIsOne) {
  if (!RawSocket("::1").ok()) GTEST_SKIP() << "this machine has no ::1";
  const auto server = test::ValueOf(Start({{"::1", 0}}));
  EXPECT_EQ(server->addresses()[0].host, "::1");
  EXPECT_TRUE(Call("[::1]", server->addresses()[0].port).ok());
}

TEST_F(EchoServerStart, NamesThePortThatIsTaken) {
  const RawSocket taken;
  EXPECT_THAT(
      Start({{"127.0.0.1", taken.port()}}),
      StatusIs(absl::StatusCode::kUnavailable,
               AllOf(HasSubstr(absl::StrCat("127.0.0.1:", taken.port())), HasSubstr("in use"))));
  EXPECT_THAT(Start({{"127.0.0.1", 0}, {"127.0.0.1", taken.port()}}),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr(absl::StrCat("127.0.0.1:", taken.port()))));
}

TEST_F(EchoServerStart, RefusesThePortOfAServerThatRuns) {
  const auto first = test::ValueOf(Start({{"127.0.0.1", 0}}));
  const int port = first->addresses()[0].port;
  for (const char* host : {"127.0.0.1", "localhost", "0.0.0.0", "::"}) {
    EXPECT_THAT(
        Start({{host, port}}),
        StatusIs(absl::StatusCode::kUnavailable,
                 AllOf(HasSubstr(ToString(ListenAddress{host, port})), HasSubstr("in use"))))
        << host;
  }
  EXPECT_TRUE(Call("127.0.0.1", port).ok());
}

TEST_F(EchoServerStart, RefusesWhatAWildcardServerCovers) {
  const auto first = test::ValueOf(Start({{"0.0.0.0", 0}}));
  const int port = first->addresses()[0].port;
  for (const char* host : {"0.0.0.0", "127.0.0.1", "localhost"}) {
    EXPECT_THAT(Start({{host, port}}),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("in use")))
        << host;
  }
}

TEST_F(EchoServerStart, TakesAPortAgainAfterAServerHasEnded) {
  auto first = test::ValueOf(Start({{"127.0.0.1", 0}}));
  const int port = first->addresses()[0].port;
  EXPECT_TRUE(Call("127.0.0.1", port).ok());
  first.reset();
  EXPECT_THAT(Start({{"127.0.0.1", port}}), test::IsOk());
}

TEST_F(EchoServerStart, NamesTheSecondOfTwoAddressesThatAreTheSame) {
  RawSocket free("127.0.0.1", RawSocket::kOnlyBound);
  const int port = free.port();
  for (const auto& [first, second] :
       {std::pair("127.0.0.1", "127.0.0.1"), std::pair("127.0.0.1", "localhost"),
        std::pair("0.0.0.0", "127.0.0.1")}) {
    const auto running = test::ValueOf(Start({{"127.0.0.1", 0}}));
    // Free for certain: it was given to us a moment ago.
    auto probe = test::ValueOf(Start({{"127.0.0.1", 0}}));
    const int same = probe->addresses()[0].port;
    probe.reset();
    EXPECT_NE(same, port);
    EXPECT_THAT(Start({{first, same}, {second, same}}),
                StatusIs(absl::StatusCode::kUnavailable,
                         HasSubstr(absl::StrCat("cannot listen on ", second, ":", same))))
        << first;
  }
}

TEST_F(EchoServerStart, SaysThatItIsTheCredentialsWhenItIs) {
  credentials_.key_pem = ca_.Leaf().key;
  EXPECT_THAT(Start({{"127.0.0.1", 0}}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("certificate")));
}

TEST_F(EchoServerStart, RefusesAnAddressOfAnotherMachine) {
  EXPECT_THAT(Start({{"192.0.2.1", 0}}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("192.0.2.1:0")));
}

// The reflection service's messages, of which there is no header: by name, from
// the library that the server links.
std::unique_ptr<google::protobuf::Message> ReflectionMessage(const std::string& name,
                                                             const std::string& text = "") {
  const google::protobuf::Descriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          "grpc.reflection.v1alpha." + name);
  if (descriptor == nullptr) return nullptr;
  std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  google::protobuf::TextFormat::ParseFromString(text, message.get());
  return message;
}

class Reflection : public EchoServerStart {
 protected:
  // The answer to `request`, in the text form of protobuf.
  std::string Ask(const std::string& request) {
    const auto question = ReflectionMessage("ServerReflectionRequest", request);
    const auto answer = ReflectionMessage("ServerReflectionResponse");
    if (question == nullptr || answer == nullptr) return "(no reflection in this program)";
    const auto server = test::ValueOf(Start({{"127.0.0.1", 0}}));
    const auto channel = test::ChannelTo(test::AddressOf(*server), test::OnlyRoots(ca_));
    test::RawCall call(channel, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
    if (!call.Write(*question) || !call.Read(answer.get())) return "(no answer)";
    return answer->ShortDebugString();
  }
};

TEST_F(Reflection, ListsTheThreeServices) {
  const std::string listed = Ask("list_services: ''");
  EXPECT_THAT(listed, HasSubstr("service { name: \"echo.v1.EchoService\" }"));
  EXPECT_THAT(listed, HasSubstr("service { name: \"grpc.health.v1.Health\" }"));
  EXPECT_THAT(listed, HasSubstr("service { name: \"grpc.reflection.v1alpha.ServerReflection\" }"));
}

TEST_F(Reflection, DescribesTheServicesWithTheirMethods) {
  EXPECT_THAT(Ask("file_containing_symbol: 'echo.v1.EchoService'"),
              AllOf(HasSubstr("file_descriptor_proto"), HasSubstr("WhoAmIResponse"),
                    HasSubstr("sha256_fingerprint")));
  EXPECT_THAT(Ask("file_containing_symbol: 'grpc.health.v1.Health'"),
              AllOf(HasSubstr("HealthCheckResponse"), HasSubstr("SERVICE_UNKNOWN")));
}

TEST_F(Reflection, SaysOfAnUnknownSymbolThatItIsUnknown) {
  EXPECT_THAT(Ask("file_containing_symbol: 'echo.v2.EchoService'"), HasSubstr("error_response"));
}

}  // namespace
}  // namespace echo
