#include "services/tls/grpc_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/serving.h"

namespace tls {
namespace {

TEST(GrpcLog, LinesGoToTheSinkAndNotToStderr) {
  const test::TestCa ca;
  test::GrpcLog::Get().Clear();
  testing::internal::CaptureStderr();
  {
    const auto server = test::Serve(test::Unchecked(ca.Leaf()));
    const auto channel = test::ChannelTo(test::AddressOf(*server), test::OnlyRoots(ca));
    EXPECT_FALSE(test::CallEcho(channel).ok());
  }
  const bool logged = test::GrpcLog::Get().Has("peer did not return a certificate");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(logged);
}

}  // namespace
}  // namespace tls
