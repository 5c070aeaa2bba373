#include "services/echo/refusal_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/services/log_records.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/test_pki.h"

namespace echo {
namespace {

using Code = certgen::FindingCode;
using nlohmann::json;
using testing::SizeIs;

class RefusalLogTest : public ::testing::Test {
 protected:
  RefusalLogTest() : log_(tls::RefusalPolicy()) {}

  static tls::Refusal Of(Code code, bool by_us = true) {
    return {code, {}, "a cause", "a --cure", by_us};
  }

  RefusalLog log_;
};

TEST_F(RefusalLogTest, ARecordTellsWhomWhyAndWhatToDo) {
  const test::Credential credential = test::TestCa().Leaf();
  tls::Refusal refusal = Of(Code::kCertificateExpired);
  refusal.certificate = credential.leaf;
  const auto records = test::LogRecords([&] { log_.OnRefusal(refusal); });
  ASSERT_THAT(records, SizeIs(1));
  json record = records.front();
  EXPECT_EQ(record.at("certificate"), json(certgen::ToJson(credential.leaf)));
  record.erase("certificate");
  record.erase("time");
  EXPECT_EQ(record, json({{"level", "warning"},
                          {"event", "refused"},
                          {"code", "CERTIFICATE_EXPIRED"},
                          {"result", "CERTIFICATE_EXPIRED"},
                          {"cause", "a cause"},
                          {"cure", "a --cure"}}));
}

TEST_F(RefusalLogTest, WhoLeavesIsInformation) {
  const auto records =
      test::LogRecords([&] { log_.OnRefusal(Of(Code::kPeerConnectionClosed, /*by_us=*/false)); });
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records.front().at("event"), "abandoned");
  EXPECT_EQ(records.front().at("level"), "info");
}

TEST_F(RefusalLogTest, ACodeWithoutAWordOfA118HasNoResult) {
  const auto records = test::LogRecords([&] { log_.OnRefusal(Of(Code::kSessionWithoutVerdict)); });
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_FALSE(records.front().contains("result"));
}

TEST_F(RefusalLogTest, TenThousandRefusalsAreFewRecordsAndAllAreCounted) {
  const auto records = test::LogRecords([&] {
    for (int i = 0; i < 10000; ++i) log_.OnRefusal(Of(Code::kNotTls));
  });
  EXPECT_LT(records.size(), 60U);
  EXPECT_EQ(json(log_.Counts()),
            json({{"refused", {{"NOT_TLS", 10000}}}, {"abandoned", json::object()}}));
}

TEST_F(RefusalLogTest, ALongNameDoesNotMakeALongRecord) {
  tls::Refusal refusal = Of(Code::kCertificateExpired);
  test::OddSpec spec = test::OddLeaf();
  spec.extensions.clear();
  spec.common_name = "short";
  refusal.certificate = test::OddCertificate(spec).get();
  refusal.cause = std::string(100000, 'x');
  const auto records = test::LogRecords([&] { log_.OnRefusal(refusal); });
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_LT(records.front().dump().size(), 2000U);
  EXPECT_EQ(records.front().at("certificate").at("subject"), "CN=short");
}

TEST_F(RefusalLogTest, AHandshakeThatTheServersEndCutShowsNothing) {
  tls::Handshake silent;
  silent.begun = silent.ended = absl::Now();
  tls::Handshake refused = silent;
  refused.alert_made = SSL_AD_PROTOCOL_VERSION;
  log_.ServerCloses();
  const auto records = test::LogRecords([&] {
    log_.OnHandshake(silent);
    log_.OnHandshake(refused);
  });
  EXPECT_THAT(records, SizeIs(1));
  EXPECT_EQ(json(log_.Counts()), json({{"refused", {{"PROTOCOL_VERSION_UNSUPPORTED", 1}}},
                                       {"abandoned", json::object()}}));
}

TEST_F(RefusalLogTest, CountsOfNothingAreEmpty) {
  EXPECT_EQ(json(log_.Counts()),
            json({{"refused", json::object()}, {"abandoned", json::object()}}));
}

}  // namespace
}  // namespace echo
