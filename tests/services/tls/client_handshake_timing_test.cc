#include "services/tls/client_handshake_timing.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/services/tls_pair.h"
#include "tests/testing/test_pki.h"

namespace tls {
namespace {

class ClientHandshakeTimingTest : public testing::TestWithParam<int> {
 protected:
  ClientHandshakeTimingTest() { TimeClientHandshakes(); }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
  test::TlsPair::Side server_ = {&leaf_, false, GetParam()};
  test::TlsPair::Side client_ = {nullptr, false, GetParam()};
  const absl::Time begin_ = absl::Now();
};

TEST_P(ClientHandshakeTimingTest, GoesFromTheFirstHelloToBothFinished) {
  test::TlsPair pair(server_, client_);
  EXPECT_FALSE(FirstClientHandshake(begin_));
  pair.StepClient();
  const absl::Time said_hello = absl::Now();
  EXPECT_FALSE(FirstClientHandshake(begin_));
  pair.ShakeHands();
  const auto times = FirstClientHandshake(begin_);
  ASSERT_TRUE(times);
  EXPECT_GE(times->begun, begin_);
  EXPECT_LE(times->begun, said_hello);
  EXPECT_GE(times->finished, said_hello);
  EXPECT_LE(times->finished, absl::Now());
  EXPECT_FALSE(FirstClientHandshake(absl::Now()));
}

TEST_P(ClientHandshakeTimingTest, LeavesOutOneThatFails) {
  // No server without a certificate gets to the end.
  test::TlsPair pair({nullptr, false, GetParam()}, client_);
  pair.ShakeHands();
  EXPECT_FALSE(FirstClientHandshake(begin_));
}

TEST_P(ClientHandshakeTimingTest, GivesTheFirstThatFinished) {
  test::TlsPair slow(server_, client_);
  slow.StepClient();
  test::TlsPair fast(server_, client_);
  const absl::Time second = absl::Now();
  fast.ShakeHands();
  slow.ShakeHands();
  EXPECT_GE(FirstClientHandshake(begin_)->begun, second);
}

INSTANTIATE_TEST_SUITE_P(Versions, ClientHandshakeTimingTest,
                         testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

}  // namespace
}  // namespace tls
