#include "services/echo/telemetry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/services/log_records.h"
#include "tests/services/metric_values.h"

namespace echo {
namespace {

using Code = certgen::FindingCode;
using nlohmann::json;
using test::MetricValues;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kEcho[] = "/echo.v1.EchoService/Echo";
constexpr char kStarted[] = "grpc_server_call_started_total";
constexpr char kDuration[] = "grpc_server_call_duration_seconds";
constexpr char kHandshakes[] = "grpc_server_tls_handshakes_total";
constexpr char kRefusals[] = "echo_refusals_total";
constexpr char kDecisions[] = "echo_authorization_decisions_total";
constexpr char kExpiry[] = "echo_certificate_expiry_seconds";

MetricValues::Labels OfEcho() { return {{"grpc_method", "echo.v1.EchoService/Echo"}}; }
MetricValues::Labels OfEcho(const std::string& status) {
  return {{"grpc_method", "echo.v1.EchoService/Echo"}, {"grpc_status", status}};
}
MetricValues::Labels Decided(const std::string& decision, const std::string& rule) {
  return {{"decision", decision}, {"rule", rule}};
}
MetricValues::Labels Ended(const std::string& result) {
  return {{"grpc_tls_handshake_result", result}};
}
MetricValues::Labels Caller() { return {{"certificate", "caller"}}; }

tls::RefusedCall NotAllowed(bool dry_run) {
  tls::RefusedCall call;
  call.refusal.code = Code::kCallerNotAllowed;
  call.refusal.cause = "a cause";
  call.refusal.cure = "a cure";
  call.status = grpc::StatusCode::PERMISSION_DENIED;
  call.method = kEcho;
  call.names = {"dns:client.example.com"};
  call.dry_run = dry_run;
  return call;
}

CallRecord LetInBy(const std::string& rule) {
  CallRecord call;
  call.method = kEcho;
  call.status = grpc::StatusCode::OK;
  call.rule = rule;
  return call;
}

// Nobody said anything.
tls::Handshake Silent() {
  tls::Handshake handshake;
  handshake.begun = handshake.ended = absl::Now();
  return handshake;
}

class TelemetryTest : public testing::Test {
 protected:
  explicit TelemetryTest(bool tls_verifies = true)
      : metrics_(std::make_shared<ServerMetrics>(std::vector<std::string>{kEcho},
                                                 certgen::CheckedCredentials(), 1)),
        telemetry_(tls::RefusalPolicy(), metrics_, tls_verifies) {}

  MetricValues Now() const { return MetricValues(metrics_->collectables()); }

  const std::shared_ptr<ServerMetrics> metrics_;
  Telemetry telemetry_;
};

// Where a caller check verifies, or nobody does.
class TelemetryWithoutTlsThatVerifies : public TelemetryTest {
 protected:
  TelemetryWithoutTlsThatVerifies() : TelemetryTest(/*tls_verifies=*/false) {}
};

TEST_F(TelemetryTest, ARefusedCallCameAndEndedWithItsStatus) {
  const auto records =
      test::LogRecords([&] { telemetry_.CallRefused(NotAllowed(/*dry_run=*/false)); });
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kStarted, OfEcho()), 1);
  EXPECT_EQ(values.CountOf(kDuration, OfEcho("PERMISSION_DENIED")), 1U);
  EXPECT_EQ(values.Value("echo_calls_in_flight", OfEcho()), 0);
  EXPECT_EQ(values.Value(kRefusals, {{"code", "CALLER_NOT_ALLOWED"}}), 1);
  EXPECT_EQ(values.Value(kDecisions, Decided("refused", "none")), 1);
  EXPECT_THAT(values.SeriesOf(kDecisions), SizeIs(1));
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records.front().at("event"), "refused");
  EXPECT_EQ(json(telemetry_.refusals().Counts()).at("refused"), json({{"CALLER_NOT_ALLOWED", 1}}));
}

TEST_F(TelemetryTest, ACallerThatIsNotKnownIsRefusedByNoRule) {
  tls::RefusedCall call = NotAllowed(/*dry_run=*/false);
  call.refusal.code = Code::kCertificateExpired;
  call.status = grpc::StatusCode::UNAUTHENTICATED;
  test::LogRecords([&] { telemetry_.CallRefused(call); });
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kStarted, OfEcho()), 1);
  EXPECT_EQ(values.CountOf(kDuration, OfEcho("UNAUTHENTICATED")), 1U);
  EXPECT_EQ(values.Value(kRefusals, {{"code", "CERTIFICATE_EXPIRED"}}), 1);
  EXPECT_THAT(values.SeriesOf(kDecisions), IsEmpty());
}

TEST_F(TelemetryTest, WhatADryRunWouldRefuseIsNotRefused) {
  const auto records = test::LogRecords([&] {
    telemetry_.CallRefused(NotAllowed(/*dry_run=*/true));
    telemetry_.CallBegins(kEcho);
    telemetry_.CallEnds(LetInBy(kNoRule));
  });
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kStarted, OfEcho()), 1);
  EXPECT_EQ(values.CountOf(kDuration, OfEcho("OK")), 1U);
  EXPECT_EQ(values.CountOf(kDuration, OfEcho("PERMISSION_DENIED")), 0U);
  EXPECT_EQ(values.Value(kRefusals, {{"code", "CALLER_NOT_ALLOWED"}}), 0);
  EXPECT_EQ(values.Value(kDecisions, Decided("would_refuse", "none")), 1);
  EXPECT_THAT(values.SeriesOf(kDecisions), SizeIs(1));
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].at("event"), "would-refuse");
  EXPECT_EQ(records[1].at("event"), "call");
  EXPECT_EQ(records[1].at("rule"), "none");
  const json counts(telemetry_.refusals().Counts());
  EXPECT_EQ(counts.at("refused"), json::object());
  EXPECT_EQ(counts.at("would_refuse"), 1);
}

TEST_F(TelemetryTest, ACallThatARuleLetInIsCountedForTheRule) {
  const auto records = test::LogRecords([&] {
    telemetry_.CallBegins(kEcho);
    EXPECT_EQ(Now().Value("echo_calls_in_flight", OfEcho()), 1);
    telemetry_.CallEnds(LetInBy("allow:1"));
  });
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kStarted, OfEcho()), 1);
  EXPECT_EQ(values.Value("echo_calls_in_flight", OfEcho()), 0);
  EXPECT_EQ(values.Value(kDecisions, Decided("allowed", "allow:1")), 1);
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records.front().at("rule"), "allow:1");
}

TEST_F(TelemetryTest, WithoutRulesNothingIsDecided) {
  test::LogRecords([&] {
    telemetry_.CallBegins(kEcho);
    telemetry_.CallEnds(LetInBy(""));
  });
  EXPECT_THAT(Now().SeriesOf(kDecisions), IsEmpty());
  EXPECT_EQ(Now().CountOf(kDuration, OfEcho("OK")), 1U);
}

TEST_F(TelemetryTest, AConnectionIsAGoodHandshakeAndOpenUntilItCloses) {
  const tls::OpenConnection connection;
  telemetry_.ConnectionOpened(connection);
  EXPECT_EQ(Now().Value(kHandshakes, Ended("SUCCESS")), 1);
  EXPECT_EQ(Now().Value("echo_connections"), 1);
  telemetry_.ConnectionClosed(connection);
  EXPECT_EQ(Now().Value(kHandshakes, Ended("SUCCESS")), 1);
  EXPECT_EQ(Now().Value("echo_connections"), 0);
  // It presented no certificate.
  EXPECT_FALSE(Now().Value(kExpiry, Caller()));
}

TEST_F(TelemetryTest, TheCertificateOfACallerThatTlsVerifiedCounts) {
  tls::OpenConnection connection;
  connection.client_not_after = absl::Now() + absl::Hours(1);
  telemetry_.ConnectionOpened(connection);
  EXPECT_NEAR(Now().Value(kExpiry, Caller()).value_or(0), 3600, 60);
}

TEST_F(TelemetryWithoutTlsThatVerifies, ACertificateThatAnybodyCanMakeDoesNotCount) {
  tls::OpenConnection connection;
  connection.client_not_after = absl::Now() + absl::Hours(1);
  telemetry_.ConnectionOpened(connection);
  EXPECT_FALSE(Now().Value(kExpiry, Caller()));
  telemetry_.ConnectionClosed(connection);
  EXPECT_FALSE(Now().Value(kExpiry, Caller()));
  EXPECT_EQ(Now().Value("echo_connections"), 0);
}

TEST_F(TelemetryWithoutTlsThatVerifies, OneThatACallerCheckFoundGoodCounts) {
  telemetry_.CallerIsGoodUntil(absl::Now() + absl::Hours(1));
  EXPECT_NEAR(Now().Value(kExpiry, Caller()).value_or(0), 3600, 60);
}

TEST_F(TelemetryTest, AFailedHandshakeIsLoggedAndCounted) {
  tls::Handshake handshake = Silent();
  handshake.alert_made = SSL_AD_PROTOCOL_VERSION;
  const auto records = test::LogRecords([&] { telemetry_.HandshakeFailed(handshake); });
  EXPECT_EQ(Now().Value(kHandshakes, Ended("PROTOCOL_VERSION_UNSUPPORTED")), 1);
  EXPECT_EQ(Now().Value(kRefusals, {{"code", "PROTOCOL_VERSION_UNSUPPORTED"}}), 1);
  EXPECT_EQ(Now().Value("echo_connections"), 0);
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records.front().at("event"), "refused");
}

TEST_F(TelemetryTest, WhoLeavesWithoutAWordCountsUntilTheServerCloses) {
  const auto records = test::LogRecords([&] {
    telemetry_.HandshakeFailed(Silent());
    telemetry_.Closing();
    telemetry_.HandshakeFailed(Silent());
  });
  EXPECT_EQ(Now().Value(kHandshakes, Ended("PEER_CONNECTION_CLOSED")), 1);
  EXPECT_EQ(Now().Value(kRefusals, {{"code", "PEER_CONNECTION_CLOSED"}}), 0);
  EXPECT_THAT(records, SizeIs(1));
}

TEST_F(TelemetryTest, WhoIsRefusedWhileTheServerClosesCounts) {
  tls::Handshake handshake = Silent();
  handshake.alert_made = SSL_AD_PROTOCOL_VERSION;
  test::LogRecords([&] {
    telemetry_.Closing();
    telemetry_.HandshakeFailed(handshake);
  });
  EXPECT_EQ(Now().Value(kHandshakes, Ended("PROTOCOL_VERSION_UNSUPPORTED")), 1);
}

}  // namespace
}  // namespace echo
