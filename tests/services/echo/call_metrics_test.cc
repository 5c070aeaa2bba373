#include "services/echo/call_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/services/metric_values.h"

namespace echo {
namespace {

using test::MetricValues;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kEcho[] = "/echo.v1.EchoService/Echo";
constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kStarted[] = "grpc_server_call_started_total";
constexpr char kInFlight[] = "echo_calls_in_flight";
constexpr char kDuration[] = "grpc_server_call_duration_seconds";
constexpr char kSent[] = "grpc_server_call_sent_total_compressed_message_size_bytes";
constexpr char kReceived[] = "grpc_server_call_rcvd_total_compressed_message_size_bytes";

// gRFC A66 leaves the slash at the start out.
MetricValues::Labels OfEcho() { return {{"grpc_method", "echo.v1.EchoService/Echo"}}; }
MetricValues::Labels OfOther() { return {{"grpc_method", "other"}}; }
MetricValues::Labels With(MetricValues::Labels labels, const std::string& status) {
  labels["grpc_status"] = status;
  return labels;
}

CallRecord Ended(const std::string& method, grpc::StatusCode status = grpc::StatusCode::OK) {
  CallRecord call;
  call.method = method;
  call.status = status;
  return call;
}

// How many were at most `bound`, which is one of the histogram's own; -1: it is none.
int CountUpTo(const prometheus::ClientMetric& metric, double bound) {
  for (const auto& bucket : metric.histogram.bucket) {
    if (bucket.upper_bound == bound) return static_cast<int>(bucket.cumulative_count);
  }
  return -1;
}

class CallMetricsTest : public testing::Test {
 protected:
  MetricValues Now() const { return MetricValues(registry_); }

  prometheus::Registry registry_;
  CallMetrics metrics_{{kEcho, kCheck}, &registry_};
};

TEST_F(CallMetricsTest, EveryMethodCountsFromZeroOn) {
  const MetricValues values = Now();
  for (const char* method : {"echo.v1.EchoService/Echo", "grpc.health.v1.Health/Check", "other"}) {
    EXPECT_EQ(values.Value(kStarted, {{"grpc_method", method}}), 0) << method;
    EXPECT_EQ(values.Value(kInFlight, {{"grpc_method", method}}), 0) << method;
  }
  EXPECT_THAT(values.SeriesOf(kStarted), SizeIs(3));
  EXPECT_THAT(values.SeriesOf(kDuration), IsEmpty());
}

TEST_F(CallMetricsTest, ACallIsInFlightUntilItEnds) {
  metrics_.Begins(kEcho);
  metrics_.Begins(kEcho);
  EXPECT_EQ(Now().Value(kStarted, OfEcho()), 2);
  EXPECT_EQ(Now().Value(kInFlight, OfEcho()), 2);
  EXPECT_EQ(Now().CountOf(kDuration, With(OfEcho(), "OK")), 0U);
  metrics_.Ends(Ended(kEcho));
  EXPECT_EQ(Now().Value(kStarted, OfEcho()), 2);
  EXPECT_EQ(Now().Value(kInFlight, OfEcho()), 1);
  EXPECT_EQ(Now().CountOf(kDuration, With(OfEcho(), "OK")), 1U);
  metrics_.Ends(Ended(kEcho));
  EXPECT_EQ(Now().Value(kInFlight, OfEcho()), 0);
  EXPECT_EQ(Now().Value(kStarted, OfOther()), 0);
}

TEST_F(CallMetricsTest, CallsAreCountedByTheirStatus) {
  for (const auto status : {grpc::StatusCode::OK, grpc::StatusCode::CANCELLED, grpc::StatusCode::OK,
                            grpc::StatusCode::DEADLINE_EXCEEDED}) {
    metrics_.Begins(kEcho);
    metrics_.Ends(Ended(kEcho, status));
  }
  const MetricValues values = Now();
  for (const char* name : {kDuration, kSent, kReceived}) {
    EXPECT_EQ(values.CountOf(name, With(OfEcho(), "OK")), 2U) << name;
    EXPECT_EQ(values.CountOf(name, With(OfEcho(), "CANCELLED")), 1U) << name;
    EXPECT_EQ(values.CountOf(name, With(OfEcho(), "DEADLINE_EXCEEDED")), 1U) << name;
    EXPECT_THAT(values.SeriesOf(name), SizeIs(3)) << name;
  }
}

TEST_F(CallMetricsTest, ACallTookItsTimeInSeconds) {
  for (const auto duration : {absl::Milliseconds(250), absl::Seconds(200)}) {
    CallRecord call = Ended(kEcho);
    call.duration = duration;
    metrics_.Begins(kEcho);
    metrics_.Ends(call);
  }
  const MetricValues values = Now();
  const auto* const metric = values.Find(kDuration, With(OfEcho(), "OK"));
  ASSERT_NE(metric, nullptr);
  EXPECT_EQ(metric->histogram.sample_count, 2U);
  EXPECT_DOUBLE_EQ(metric->histogram.sample_sum, 200.25);
  EXPECT_EQ(CountUpTo(*metric, 0.2), 0);
  EXPECT_EQ(CountUpTo(*metric, 0.25), 1);
  EXPECT_EQ(CountUpTo(*metric, 100), 1);
  EXPECT_EQ(metric->histogram.bucket.back().cumulative_count, 2U);
}

TEST_F(CallMetricsTest, WhatCameWasReceivedAndWhatWentWasSent) {
  CallRecord call = Ended(kEcho);
  call.request_messages = 1;
  call.request_bytes = 0;
  call.response_messages = 2;
  call.response_bytes = 2000;
  metrics_.Begins(kEcho);
  metrics_.Ends(call);
  const MetricValues values = Now();
  const auto* const sent = values.Find(kSent, With(OfEcho(), "OK"));
  const auto* const received = values.Find(kReceived, With(OfEcho(), "OK"));
  ASSERT_NE(sent, nullptr);
  ASSERT_NE(received, nullptr);
  EXPECT_DOUBLE_EQ(sent->histogram.sample_sum, 2000);
  EXPECT_EQ(CountUpTo(*sent, 1024), 0);
  EXPECT_EQ(CountUpTo(*sent, 2048), 1);
  EXPECT_DOUBLE_EQ(received->histogram.sample_sum, 0);
  EXPECT_EQ(CountUpTo(*received, 0), 1);
}

TEST_F(CallMetricsTest, ARefusedCallCameAndEndedAtOnce) {
  metrics_.Refused(kEcho, grpc::StatusCode::PERMISSION_DENIED);
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kStarted, OfEcho()), 1);
  EXPECT_EQ(values.Value(kInFlight, OfEcho()), 0);
  const auto* const metric = values.Find(kDuration, With(OfEcho(), "PERMISSION_DENIED"));
  ASSERT_NE(metric, nullptr);
  EXPECT_EQ(metric->histogram.sample_count, 1U);
  EXPECT_DOUBLE_EQ(metric->histogram.sample_sum, 0);
  EXPECT_EQ(CountUpTo(*metric, 0), 1);
}

TEST_F(CallMetricsTest, NoCallerMakesASeriesByNamingAMethod) {
  for (int i = 0; i < 1000; ++i) {
    const std::string method = absl::StrCat("/no.such.Service", i, "/Method");
    metrics_.Begins(method);
    metrics_.Ends(Ended(method, grpc::StatusCode::UNIMPLEMENTED));
    metrics_.Refused(method, grpc::StatusCode::UNIMPLEMENTED);
  }
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kStarted, OfOther()), 2000);
  EXPECT_EQ(values.Value(kInFlight, OfOther()), 0);
  EXPECT_EQ(values.CountOf(kDuration, With(OfOther(), "UNIMPLEMENTED")), 2000U);
  EXPECT_THAT(values.SeriesOf(kStarted), SizeIs(3));
  EXPECT_THAT(values.SeriesOf(kInFlight), SizeIs(3));
  for (const char* name : {kDuration, kSent, kReceived}) {
    EXPECT_THAT(values.SeriesOf(name), SizeIs(1)) << name;
  }
}

TEST_F(CallMetricsTest, WhatOnlyLooksLikeAMethodIsAnother) {
  const char* const others[] = {"",
                                "other",
                                "/other",
                                "echo.v1.EchoService/Echo",
                                "/echo.v1.EchoService/echo",
                                "/echo.v1.EchoService/Echo/",
                                "/echo.v1.EchoService/Echo\n"};
  for (const char* method : others) {
    metrics_.Begins(method);
    metrics_.Ends(Ended(method));
  }
  EXPECT_EQ(Now().Value(kStarted, OfEcho()), 0);
  EXPECT_EQ(Now().Value(kStarted, OfOther()), static_cast<double>(std::size(others)));
}

TEST_F(CallMetricsTest, CountsCallsOfManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kEach = 1000;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] {
      const auto status = i % 2 == 0 ? grpc::StatusCode::OK : grpc::StatusCode::CANCELLED;
      for (int n = 0; n < kEach; ++n) {
        metrics_.Begins(kEcho);
        metrics_.Ends(Ended(kEcho, status));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kStarted, OfEcho()), kThreads * kEach);
  EXPECT_EQ(values.Value(kInFlight, OfEcho()), 0);
  for (const char* status : {"OK", "CANCELLED"}) {
    EXPECT_EQ(values.CountOf(kDuration, With(OfEcho(), status)), kThreads * kEach / 2U) << status;
  }
}

}  // namespace
}  // namespace echo
