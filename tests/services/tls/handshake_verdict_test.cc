#include "services/tls/handshake_verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>

#include "absl/time/clock.h"

namespace tls {
namespace {

using ::testing::HasSubstr;
using Code = certgen::FindingCode;

HandshakeSight Ended(HandshakeEnd end) {
  HandshakeSight sight;
  sight.end = end;
  return sight;
}

HandshakeSight Alerted(int alert) {
  HandshakeSight sight = Ended(HandshakeEnd::kAlert);
  sight.first_bytes = "\x15\x03\x03";
  sight.alert = alert;
  return sight;
}

HandshakeSight Wide(const std::string& version, const std::string& cipher = "",
                    const std::string& group = "") {
  HandshakeSight sight = Ended(HandshakeEnd::kRefusedByUs);
  sight.version = version;
  sight.cipher = cipher;
  sight.group = group;
  return sight;
}

Verdict About(const HandshakeSight& sight) { return AboutHandshake(sight, {}, absl::Now()); }

TEST(HandshakeVerdictTest, SilenceAndHangingUpAreTheNetworks) {
  for (const auto& [end, code] : {std::pair(HandshakeEnd::kTimeout, Code::kHandshakeTimeout),
                                  std::pair(HandshakeEnd::kClosed, Code::kPeerConnectionClosed),
                                  std::pair(HandshakeEnd::kReset, Code::kPeerConnectionClosed)}) {
    const Verdict verdict = About(Ended(end));
    EXPECT_EQ(verdict.code, code);
    EXPECT_EQ(verdict.exit_code, certgen::kExitNetwork);
    EXPECT_NE(verdict.cure, "");
  }
}

TEST(HandshakeVerdictTest, AlertsHaveCodes) {
  EXPECT_EQ(About(Alerted(SSL_AD_PROTOCOL_VERSION)).code, Code::kProtocolVersionUnsupported);
  EXPECT_EQ(About(Alerted(SSL_AD_UNRECOGNIZED_NAME)).code, Code::kServerNameUnrecognized);
  EXPECT_EQ(About(Alerted(SSL_AD_NO_APPLICATION_PROTOCOL)).code, Code::kNoApplicationProtocol);
  EXPECT_EQ(About(Alerted(SSL_AD_INTERNAL_ERROR)).code, Code::kHandshakeFailed);
  EXPECT_THAT(About(Alerted(SSL_AD_INTERNAL_ERROR)).cause, HasSubstr("internal_error"));
}

TEST(HandshakeVerdictTest, AHandshakeFailureWantsASecondLookAndThatNamesTheReason) {
  const HandshakeSight narrow = Alerted(SSL_AD_HANDSHAKE_FAILURE);
  EXPECT_TRUE(WantsWideOffer(narrow));
  EXPECT_FALSE(WantsWideOffer(Alerted(SSL_AD_UNRECOGNIZED_NAME)));
  EXPECT_EQ(AboutDisagreement(narrow, Wide("TLSv1.1")).code, Code::kProtocolVersionUnsupported);
  EXPECT_EQ(AboutDisagreement(narrow, Wide("TLSv1.2", "AES128-SHA")).code,
            Code::kCipherSuiteMismatch);
  EXPECT_EQ(AboutDisagreement(narrow, Wide("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256")).code,
            Code::kKeyExchangeFailure);
  EXPECT_EQ(AboutDisagreement(narrow, Wide("TLSv1.3", "", "x25519")).code,
            Code::kKeyExchangeFailure);
  EXPECT_EQ(AboutDisagreement(narrow, Wide("")).code, Code::kHandshakeFailed);
}

TEST(HandshakeVerdictTest, WhatIsNoTlsIsQuoted) {
  EXPECT_EQ(AboutPlaintext("HTTP/1.1 400\r\n").code, Code::kPlaintextServer);
  EXPECT_EQ(AboutPlaintext(std::string("\0\0\0\4\0\0\0\0\0", 9)).code, Code::kPlaintextServer);
  EXPECT_EQ(AboutPlaintext("SSH-2.0-x\r\n").code, Code::kNotTls);
  EXPECT_THAT(AboutPlaintext("SSH-2.0-x\r\n").cause, HasSubstr("'SSH-2.0-x'"));
}

TEST(HandshakeVerdictTest, RootsAndListsAreOursToMendAndCertificatesTheirs) {
  certgen::PeerVerdict refused;
  refused.findings = {{Code::kCertificateExpired, certgen::Severity::kFatal, "", {}, "a", "b"}};
  EXPECT_EQ(AboutServerCertificate(refused).exit_code, certgen::kExitTheirCertificate);
  refused.findings.front().code = Code::kRevocationListExpired;
  EXPECT_EQ(AboutServerCertificate(refused).exit_code, certgen::kExitOurCredentials);
  refused.findings.push_back(
      {Code::kCertificateExpired, certgen::Severity::kFatal, "", {}, "it is old", "b"});
  EXPECT_THAT(AboutServerCertificate(refused).cause, HasSubstr("besides, it is old"));
}

}  // namespace
}  // namespace tls
