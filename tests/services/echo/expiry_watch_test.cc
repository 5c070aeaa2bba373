#include "services/echo/expiry_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/certificate.h"
#include "tests/services/log_records.h"
#include "tests/services/serving.h"

namespace echo {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using nlohmann::json;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kKnown[] = "echo.v1.EchoService";
constexpr absl::Duration kDay = absl::Hours(24);
const absl::Duration kWeek = 7 * kDay;

// The service alone, on a server in this process.
class ExpiryWatchTest : public testing::Test {
 protected:
  ExpiryWatchTest() : health_({kKnown}) {
    test::GrpcLog::Get();
    grpc::ServerBuilder builder;
    builder.RegisterService(&health_);
    server_ = builder.BuildAndStart();
    stub_ = Health::NewStub(server_->InProcessChannel(grpc::ChannelArguments()));
  }

  static HealthCheckRequest RequestFor(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    return request;
  }

  // "SERVING" and so on, or the number of the error.
  std::string HealthOf(const std::string& service) {
    grpc::ClientContext context;
    test::SetDeadline(&context);
    HealthCheckResponse response;
    const grpc::Status status = stub_->Check(&context, RequestFor(service), &response);
    return status.ok() ? HealthCheckResponse::ServingStatus_Name(response.status())
                       : absl::StrCat("error ", status.error_code());
  }
  std::string TlsHealth() { return HealthOf(ExpiryWatch::kService); }

  HealthService health_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

TEST_F(ExpiryWatchTest, SaysServingWhileThereIsTimeLeft) {
  EXPECT_EQ(TlsHealth(), absl::StrCat("error ", grpc::StatusCode::NOT_FOUND));
  const auto records = test::LogRecords([&] {
    const ExpiryWatch watch(absl::Now() + kWeek + kDay, true, kWeek, &health_);
    EXPECT_EQ(TlsHealth(), "SERVING");
  });
  EXPECT_THAT(records, IsEmpty());
}

TEST_F(ExpiryWatchTest, SaysNotServingAtOnceWithLessTimeThanTheWarning) {
  const ExpiryWatch watch(absl::Now() + kDay, true, kWeek, &health_);
  EXPECT_EQ(TlsHealth(), "NOT_SERVING");
}

TEST_F(ExpiryWatchTest, WithoutAWarningSaysNotServingOfWhatIsOver) {
  {
    const ExpiryWatch watch(absl::Now() + kDay, true, absl::ZeroDuration(), &health_);
    EXPECT_EQ(TlsHealth(), "SERVING");
  }
  const ExpiryWatch watch(absl::Now() - absl::Seconds(1), true, absl::ZeroDuration(), &health_);
  EXPECT_EQ(TlsHealth(), "NOT_SERVING");
}

TEST_F(ExpiryWatchTest, OfACertificateWithoutAnEndSaysServing) {
  const ExpiryWatch watch(absl::InfiniteFuture(), true, kWeek, &health_);
  EXPECT_EQ(TlsHealth(), "SERVING");
}

TEST_F(ExpiryWatchTest, LogsWhenItTurnsAndWhatToDo) {
  const absl::Time end = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())) + kDay;
  const auto records =
      test::LogRecords([&] { const ExpiryWatch watch(end, true, kWeek, &health_); });
  ASSERT_THAT(records, SizeIs(1));
  const json& record = records.front();
  EXPECT_EQ(record.at("level"), "warning");
  EXPECT_EQ(record.at("event"), "expiry");
  EXPECT_EQ(record.at("not_after"), certgen::Rfc3339(end));
  EXPECT_LE(record.at("seconds_left").get<int>(), 86400);
  EXPECT_GT(record.at("seconds_left").get<int>(), 86400 - 60);
  EXPECT_FALSE(record.at("cause").get<std::string>().empty());
  EXPECT_FALSE(record.at("cure").get<std::string>().empty());
}

TEST_F(ExpiryWatchTest, TurnsWhenTheMomentComes) {
  grpc::ClientContext context;
  test::SetDeadline(&context);
  const auto reader = stub_->Watch(&context, RequestFor(ExpiryWatch::kService));
  const absl::Time moment = absl::Now() + absl::Milliseconds(500);
  const auto records = test::LogRecords([&] {
    const ExpiryWatch watch(moment + kWeek, true, kWeek, &health_);
    HealthCheckResponse response;
    // First that there is no such service, then that it serves; a slow reader sees only the last.
    while (reader->Read(&response) && response.status() != HealthCheckResponse::NOT_SERVING) {
      continue;
    }
    EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
    EXPECT_GE(absl::Now(), moment);
  });
  context.TryCancel();
  HealthCheckResponse unread;
  while (reader->Read(&unread)) continue;
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records.front().at("event"), "expiry");
}

TEST_F(ExpiryWatchTest, LeavesOtherServicesAlone) {
  const ExpiryWatch watch(absl::Now() + kDay, true, kWeek, &health_);
  EXPECT_EQ(TlsHealth(), "NOT_SERVING");
  EXPECT_EQ(HealthOf(""), "SERVING");
  EXPECT_EQ(HealthOf(kKnown), "SERVING");
  EXPECT_EQ(HealthOf("TLS"), absl::StrCat("error ", grpc::StatusCode::NOT_FOUND));
}

TEST_F(ExpiryWatchTest, SaysNotServingOnceTheServerStops) {
  const ExpiryWatch watch(absl::Now() + kWeek + kDay, true, kWeek, &health_);
  EXPECT_EQ(TlsHealth(), "SERVING");
  health_.StopServing();
  EXPECT_EQ(TlsHealth(), "NOT_SERVING");
}

TEST_F(ExpiryWatchTest, OfAServerThatStopsNeverSaysServing) {
  health_.StopServing();
  const ExpiryWatch watch(absl::Now() + kWeek + kDay, true, kWeek, &health_);
  EXPECT_EQ(TlsHealth(), "NOT_SERVING");
}

TEST_F(ExpiryWatchTest, EndsWithoutWaitingForTheNextLook) {
  const absl::Time before = absl::Now();
  { const ExpiryWatch watch(absl::Now() + kWeek + kDay, true, kWeek, &health_); }
  { const ExpiryWatch watch(absl::Now() + kDay, true, kWeek, &health_); }
  EXPECT_LT(absl::Now() - before, test::kPatience);
}

}  // namespace
}  // namespace echo
