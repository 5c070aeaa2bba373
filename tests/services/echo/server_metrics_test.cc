#include "services/echo/server_metrics.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "certgen/finding.h"
#include "certgen/handshake_result.h"
#include "certgen/version.h"
#include "tests/services/metric_values.h"
#include "tests/testing/test_pki.h"

namespace echo {
namespace {

using Code = certgen::FindingCode;
using certgen::Severity;
using test::MetricValues;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSubsetOf;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr char kHandshakes[] = "grpc_server_tls_handshakes_total";
constexpr char kRefusals[] = "echo_refusals_total";
constexpr char kDecisions[] = "echo_authorization_decisions_total";
constexpr char kReloads[] = "echo_allow_file_reloads_total";
constexpr char kRules[] = "echo_allow_rules";
constexpr char kFindings[] = "echo_credential_findings";

MetricValues::Labels Ended(const std::string& result) {
  return {{"grpc_tls_handshake_result", result}};
}
MetricValues::Labels For(const std::string& code) { return {{"code", code}}; }
MetricValues::Labels Decided(const std::string& decision, const std::string& rule) {
  return {{"decision", decision}, {"rule", rule}};
}

tls::Refusal Of(Code code, bool by_us = true) { return {code, {}, "a cause", "a cure", by_us}; }

certgen::Finding Found(Code code, Severity severity, const std::string& rule = "") {
  return {code, severity, "tls.crt", {}, "a cause", "a cure", rule};
}

class ServerMetricsTest : public testing::Test {
 protected:
  MetricValues Now() const { return MetricValues(metrics_.collectables()); }

  ServerMetrics metrics_{{"/echo.v1.EchoService/Echo"}, certgen::CheckedCredentials(), 3};
};

TEST_F(ServerMetricsTest, EveryEndOfAHandshakeCountsFromZeroOn) {
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kHandshakes, Ended("SUCCESS")), 0);
  EXPECT_EQ(values.Value(kHandshakes, Ended("UNKNOWN_FAILURE")), 0);
  for (const certgen::FindingKind& kind : certgen::FindingKinds()) {
    const std::string result = certgen::HandshakeResultName(kind.result);
    if (result.empty()) continue;
    EXPECT_EQ(values.Value(kHandshakes, Ended(result)), 0) << result;
  }
  EXPECT_FALSE(values.Value(kHandshakes, Ended("")));
}

TEST_F(ServerMetricsTest, EveryReasonOfARefusalCountsFromZeroOn) {
  const MetricValues values = Now();
  for (const char* code :
       {"CERTIFICATE_EXPIRED", "CERTIFICATE_REVOKED", "CLIENT_CERTIFICATE_MISSING",
        "PLAINTEXT_CLIENT", "NOT_TLS", "HANDSHAKE_TIMEOUT", "HANDSHAKE_FAILED",
        "SESSION_WITHOUT_VERDICT", "CALLER_NOT_ALLOWED"}) {
    EXPECT_EQ(values.Value(kRefusals, For(code)), 0) << code;
  }
  // Nobody is refused for these.
  for (const char* code : {"FILE_MISSING", "PRIVATE_KEY_EXPOSED", "NAME_NOT_RESOLVED"}) {
    EXPECT_FALSE(values.Value(kRefusals, For(code))) << code;
  }
}

TEST_F(ServerMetricsTest, AGoodHandshakeIsASuccess) {
  metrics_.HandshakeSucceeded();
  EXPECT_EQ(Now().Value(kHandshakes, Ended("SUCCESS")), 1);
  EXPECT_EQ(Now().Value(kHandshakes, Ended("UNKNOWN_FAILURE")), 0);
}

TEST_F(ServerMetricsTest, AFailedHandshakeCountsByTheWordOfA118AndByOurs) {
  metrics_.HandshakeFailed(Of(Code::kCertificateExpired));
  metrics_.HandshakeFailed(Of(Code::kClientCertificateMissing));
  metrics_.HandshakeFailed(Of(Code::kNotTls));
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kHandshakes, Ended("CERTIFICATE_EXPIRED")), 1);
  EXPECT_EQ(values.Value(kHandshakes, Ended("CERTIFICATE_VERIFICATION_FAILED")), 1);
  EXPECT_EQ(values.Value(kHandshakes, Ended("UNEXPECTED_MESSAGE")), 1);
  EXPECT_EQ(values.Value(kHandshakes, Ended("SUCCESS")), 0);
  for (const char* code : {"CERTIFICATE_EXPIRED", "CLIENT_CERTIFICATE_MISSING", "NOT_TLS"}) {
    EXPECT_EQ(values.Value(kRefusals, For(code)), 1) << code;
  }
}

TEST_F(ServerMetricsTest, AReasonWithoutAWordOfA118IsAnUnknownFailure) {
  metrics_.HandshakeFailed(Of(Code::kSessionWithoutVerdict));
  EXPECT_EQ(Now().Value(kHandshakes, Ended("UNKNOWN_FAILURE")), 1);
  EXPECT_EQ(Now().Value(kRefusals, For("SESSION_WITHOUT_VERDICT")), 1);
}

TEST_F(ServerMetricsTest, WhoLeavesByItselfWasNotRefused) {
  metrics_.HandshakeFailed(Of(Code::kPeerConnectionClosed, /*by_us=*/false));
  metrics_.HandshakeFailed(Of(Code::kServerCertificateRefused, /*by_us=*/false));
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kHandshakes, Ended("PEER_CONNECTION_CLOSED")), 2);
  EXPECT_EQ(values.Value(kRefusals, For("PEER_CONNECTION_CLOSED")), 0);
  EXPECT_EQ(values.Value(kRefusals, For("SERVER_CERTIFICATE_REFUSED")), 0);
}

TEST_F(ServerMetricsTest, ARefusedCallIsNoFailedHandshake) {
  metrics_.CallRefused(Of(Code::kCallerNotAllowed));
  metrics_.CallRefused(Of(Code::kCertificateRevoked));
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kRefusals, For("CALLER_NOT_ALLOWED")), 1);
  EXPECT_EQ(values.Value(kRefusals, For("CERTIFICATE_REVOKED")), 1);
  for (const auto& labels : values.SeriesOf(kHandshakes)) {
    EXPECT_EQ(values.Value(kHandshakes, labels), 0) << testing::PrintToString(labels);
  }
}

TEST_F(ServerMetricsTest, ConnectionsOpenAndClose) {
  EXPECT_EQ(Now().Value("echo_connections"), 0);
  metrics_.ConnectionOpened();
  metrics_.ConnectionOpened();
  metrics_.ConnectionClosed();
  EXPECT_EQ(Now().Value("echo_connections"), 1);
}

TEST_F(ServerMetricsTest, DecisionsCountByTheRuleThatMadeThem) {
  EXPECT_THAT(Now().SeriesOf(kDecisions), IsEmpty());
  metrics_.Allowed("allow:1");
  metrics_.Allowed("allow:1");
  metrics_.Allowed("allow-file:7");
  metrics_.Refused();
  metrics_.WouldRefuse();
  metrics_.WouldRefuse();
  const MetricValues values = Now();
  EXPECT_EQ(values.Value(kDecisions, Decided("allowed", "allow:1")), 2);
  EXPECT_EQ(values.Value(kDecisions, Decided("allowed", "allow-file:7")), 1);
  EXPECT_EQ(values.Value(kDecisions, Decided("refused", "none")), 1);
  EXPECT_EQ(values.Value(kDecisions, Decided("would_refuse", "none")), 2);
  EXPECT_THAT(values.SeriesOf(kDecisions), SizeIs(4));
}

TEST_F(ServerMetricsTest, RulesThatAreReplacedAreCountedAndThoseThatAreKeptStay) {
  EXPECT_EQ(Now().Value(kRules), 3);
  EXPECT_EQ(Now().Value(kReloads, {{"result", "replaced"}}), 0);
  EXPECT_EQ(Now().Value(kReloads, {{"result", "kept"}}), 0);
  metrics_.RulesReplaced(5);
  metrics_.RulesKept();
  metrics_.RulesKept();
  EXPECT_EQ(Now().Value(kRules), 5);
  EXPECT_EQ(Now().Value(kReloads, {{"result", "replaced"}}), 1);
  EXPECT_EQ(Now().Value(kReloads, {{"result", "kept"}}), 2);
}

TEST_F(ServerMetricsTest, TellWhatRuns) {
  const MetricValues values = Now();
  const MetricValues::Labels build = {{"version", certgen::kVersion},
                                      {"grpc", grpc::Version()},
                                      {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)}};
  EXPECT_THAT(values.SeriesOf("echo_build_info"), ElementsAre(build));
  EXPECT_EQ(values.Value("echo_build_info", build), 1);
}

TEST_F(ServerMetricsTest, CallsAreOnThePageToo) {
  metrics_.calls().Begins("/echo.v1.EchoService/Echo");
  EXPECT_EQ(
      Now().Value("grpc_server_call_started_total", {{"grpc_method", "echo.v1.EchoService/Echo"}}),
      1);
}

TEST(ServerMetrics, FindingsCountByCodeAndSeverity) {
  certgen::CheckedCredentials credentials;
  credentials.findings = {Found(Code::kCertificateWrongPurpose, Severity::kFatal),
                          Found(Code::kCertificateExpiresSoon, Severity::kWarning),
                          Found(Code::kCertificateExpiresSoon, Severity::kWarning),
                          Found(Code::kCertificateExpiresSoon, Severity::kFatal),
                          Found(Code::kRuleViolated, Severity::kWarning, "rule:one"),
                          Found(Code::kRuleViolated, Severity::kWarning, "rule:two")};
  const ServerMetrics metrics({}, credentials, 0);
  const MetricValues values(metrics.collectables());
  const auto count = [&](const std::string& code, const std::string& severity) {
    return values.Value(kFindings, {{"code", code}, {"severity", severity}});
  };
  EXPECT_EQ(count("CERTIFICATE_WRONG_PURPOSE", "fatal"), 1);
  EXPECT_EQ(count("CERTIFICATE_EXPIRES_SOON", "warning"), 2);
  EXPECT_EQ(count("CERTIFICATE_EXPIRES_SOON", "fatal"), 1);
  EXPECT_EQ(count("rule:one", "warning"), 1);
  EXPECT_EQ(count("rule:two", "warning"), 1);
  EXPECT_THAT(values.SeriesOf(kFindings), SizeIs(5));
}

TEST(ServerMetrics, WithoutFindingsThereAreNone) {
  const ServerMetrics metrics({}, certgen::CheckedCredentials(), 0);
  EXPECT_THAT(MetricValues(metrics.collectables()).SeriesOf(kFindings), IsEmpty());
}

TEST(ServerMetrics, CertificatesAndCallersAreOnThePageToo) {
  const test::TestCa ca;
  certgen::CheckedCredentials credentials;
  credentials.chain = {ca.Leaf().leaf};
  credentials.roots = {ca.root()};
  ServerMetrics metrics({}, credentials, 0);
  metrics.callers().Seen(absl::Now() + absl::Hours(1), absl::Now());
  std::multiset<std::string> uses;
  for (const auto& labels :
       MetricValues(metrics.collectables()).SeriesOf("echo_certificate_expiry_seconds")) {
    uses.insert(labels.at("certificate"));
  }
  EXPECT_THAT(uses, UnorderedElementsAre("server", "root", "caller"));
}

// Whoever scrapes is not known.
TEST_F(ServerMetricsTest, NoLabelTellsWhoCalls) {
  tls::Refusal refusal = Of(Code::kCertificateExpired);
  refusal.certificate = test::TestCa().Leaf(test::Named("secret.example.com")).leaf;
  refusal.cause = "the certificate of secret.example.com expired";
  metrics_.HandshakeFailed(refusal);
  metrics_.CallRefused(refusal);
  metrics_.calls().Begins("/secret.example.com/secret");
  metrics_.Refused();
  metrics_.Allowed("allow:1");
  metrics_.callers().Connected(absl::Now() + absl::Hours(1), absl::Now());
  std::set<std::string> names;
  for (const auto& labels : Now().SeriesOf()) {
    for (const auto& [name, value] : labels) {
      names.insert(name);
      EXPECT_EQ(value.find("secret"), std::string::npos) << name;
    }
  }
  EXPECT_THAT(names, IsSubsetOf({"grpc_method", "grpc_status", "grpc_tls_handshake_result", "code",
                                 "decision", "rule", "result", "severity", "version", "grpc",
                                 "openssl", "certificate"}));
}

TEST(ServerMetrics, APageOutlivesThem) {
  auto metrics =
      std::make_unique<ServerMetrics>(std::vector<std::string>{}, certgen::CheckedCredentials(), 7);
  const auto page = metrics->collectables();
  metrics.reset();
  EXPECT_EQ(MetricValues(page).Value(kRules), 7);
}

}  // namespace
}  // namespace echo
