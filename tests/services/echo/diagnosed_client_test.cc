#include "services/echo/diagnosed_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

class DiagnosedClientTest : public testing::Test {
 protected:
  ClientSession SessionTo(int port) {
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(absl::StrCat("127.0.0.1:", port)));
    options.timeout = test::kPatience;
    return {.output = {},
            .options = options,
            .credentials = credentials_,
            .console = nullptr,
            .begun = absl::InfinitePast(),
            .resolved = std::nullopt};
  }

  test::TestCa ca_;
  certgen::CheckedCredentials credentials_ = test::Unchecked(ca_.Leaf());
};

TEST_F(DiagnosedClientTest, SaysWhyThereIsNoConnectionAsOftenAsItIsAsked) {
  const test::RawSocket nobody("127.0.0.1", test::RawSocket::kOnlyBound);
  DiagnosedClient client(SessionTo(nobody.port()));
  v1::EchoResponse response;
  const CallOutcome outcome = client->Echo("hi", &response);
  for (int i = 0; i < 2; ++i) {
    const auto diagnosis = client.WhyUnconnected(outcome);
    ASSERT_TRUE(diagnosis);
    EXPECT_EQ(tls::CodeName(diagnosis->verdict), "CONNECTION_REFUSED");
  }
}

TEST_F(DiagnosedClientTest, SaysNothingOfACallThatHadOneOrIfItIsToldNotToLook) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()));
  DiagnosedClient good(SessionTo(server->addresses().front().port));
  v1::EchoResponse response;
  EXPECT_FALSE(good.WhyUnconnected(good->Echo("hi", &response)));

  credentials_ = test::Unchecked(ca_.Leaf());
  const test::RawSocket nobody("127.0.0.1", test::RawSocket::kOnlyBound);
  ClientSession session = SessionTo(nobody.port());
  session.output.no_diagnose = true;
  DiagnosedClient blind(session);
  EXPECT_FALSE(blind.WhyUnconnected(blind->Echo("hi", &response)));
}

TEST_F(DiagnosedClientTest, LeavesNoKeyInTheSession) {
  ASSERT_FALSE(credentials_.key_pem.empty());
  const test::RawSocket nobody("127.0.0.1", test::RawSocket::kOnlyBound);
  const DiagnosedClient client(SessionTo(nobody.port()));
  EXPECT_TRUE(credentials_.key_pem.empty());
}

}  // namespace
}  // namespace echo
