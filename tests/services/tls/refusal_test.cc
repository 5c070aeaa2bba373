#include "services/tls/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "services/tls/handshake_watch.h"
#include "tests/services/tls_pair.h"
#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

using Code = certgen::FindingCode;
using test::TlsPair;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

class RefusalTest : public ::testing::Test {
 protected:
  RefusalPolicy Policy() const {
    RefusalPolicy policy;
    policy.roots = {root_.root()};
    policy.known = {server_.leaf};
    policy.handshake_timeout = absl::Seconds(5);
    return policy;
  }

  static Handshake Ended(absl::Duration after = absl::Seconds(1)) {
    Handshake handshake;
    handshake.ended = absl::Now();
    handshake.begun = handshake.ended - after;
    return handshake;
  }
  static Handshake Alert(int alert, int reason) {
    Handshake handshake = Ended();
    handshake.client_hello_came = true;
    handshake.alert_made = alert;
    handshake.error = ERR_PACK(ERR_LIB_SSL, 0, reason);
    return handshake;
  }
  static Handshake NotTls(const std::string& bytes) {
    Handshake handshake = Ended();
    handshake.not_tls = bytes;
    return handshake;
  }

  // The verdict on a client that presents `client` to a server that verifies.
  Refusal Refused(const test::Credential* client) const {
    std::optional<Refusal> refusal;
    WatchHandshakes(
        {.failed = [&](const Handshake& handshake) { refusal = RefusalOf(handshake, Policy()); }});
    {
      TlsPair pair({&server_, true}, {client});
      pair.ShakeHands();
      pair.DropServer();
    }
    WatchHandshakes({});
    EXPECT_TRUE(refusal);
    return refusal.value_or(Refusal());
  }

  // What every refusal owes to who reads it.
  static void ExpectGoodWords(const Refusal& refusal) {
    EXPECT_NE(refusal.cause, "");
    EXPECT_FALSE(refusal.cause.ends_with('.')) << refusal.cause;
    EXPECT_FALSE(refusal.cure.ends_with('.')) << refusal.cure;
    EXPECT_THAT(refusal.cure, ContainsRegex("certgen |openssl |--[a-z]|no send-proxy"));
    const std::string all = refusal.cause + refusal.cure;
    EXPECT_TRUE(std::all_of(all.begin(), all.end(), absl::ascii_isprint)) << all;
  }

  test::TestCa root_;
  test::Credential server_ = root_.Leaf();
};

TEST_F(RefusalTest, NamesTheCertificateThatWasRefusedAndTheFirstOfItsFaults) {
  const std::pair<test::Credential, Code> cases[] = {
      {root_.Leaf(test::Expired()), Code::kCertificateExpired},
      {root_.Leaf(test::NotYetValid()), Code::kCertificateNotYetValid},
      {root_.Leaf(test::ForServers()), Code::kCertificateWrongPurpose},
  };
  for (const auto& [client, code] : cases) {
    const Refusal refusal = Refused(&client);
    EXPECT_EQ(refusal.code, code) << refusal.cause;
    EXPECT_TRUE(refusal.by_us);
    EXPECT_EQ(refusal.certificate, client.leaf);
    ExpectGoodWords(refusal);
  }
}

TEST_F(RefusalTest, NamesWhoPresentedNone) {
  const Refusal refusal = Refused(nullptr);
  EXPECT_EQ(refusal.code, Code::kClientCertificateMissing);
  EXPECT_EQ(refusal.certificate, std::nullopt);
  ExpectGoodWords(refusal);
}

TEST_F(RefusalTest, OpensslsNumbersDecide) {
  const struct {
    int alert;
    int reason;
    Code code;
  } cases[] = {
      {SSL_AD_PROTOCOL_VERSION, SSL_R_UNSUPPORTED_PROTOCOL, Code::kProtocolVersionUnsupported},
      {SSL_AD_PROTOCOL_VERSION, 0, Code::kProtocolVersionUnsupported},
      {SSL_AD_HANDSHAKE_FAILURE, SSL_R_NO_SHARED_CIPHER, Code::kCipherSuiteMismatch},
      {SSL_AD_HANDSHAKE_FAILURE, SSL_R_NO_SUITABLE_KEY_SHARE, Code::kKeyExchangeFailure},
      {SSL_AD_DECRYPT_ERROR, SSL_R_BAD_SIGNATURE, Code::kSignatureVerificationFailed},
      {SSL_AD_HANDSHAKE_FAILURE, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
       Code::kSignatureVerificationFailed},
      {SSL_AD_CERTIFICATE_REQUIRED, 0, Code::kClientCertificateMissing},
      {SSL_AD_NO_APPLICATION_PROTOCOL, 0, Code::kNoApplicationProtocol},
      {SSL_AD_UNRECOGNIZED_NAME, 0, Code::kServerNameUnrecognized},
  };
  for (const auto& [alert, reason, code] : cases) {
    const Refusal refusal = RefusalOf(Alert(alert, reason), Policy());
    EXPECT_EQ(refusal.code, code) << alert << " " << reason;
    EXPECT_TRUE(refusal.by_us);
    ExpectGoodWords(refusal);
  }
}

TEST_F(RefusalTest, WhatHasNoCodeHasOpensslsWords) {
  const Refusal refusal = RefusalOf(Alert(SSL_AD_DECODE_ERROR, SSL_R_LENGTH_MISMATCH), Policy());
  EXPECT_EQ(refusal.code, Code::kHandshakeFailed);
  EXPECT_THAT(refusal.cause, HasSubstr("length mismatch"));
  ExpectGoodWords(refusal);
  const Refusal without = RefusalOf(Alert(SSL_AD_INTERNAL_ERROR, 0), Policy());
  EXPECT_EQ(without.code, Code::kHandshakeFailed);
  ExpectGoodWords(without);
}

TEST_F(RefusalTest, ACertificateThatCannotBeReadIsSaidToBe) {
  Handshake handshake = Alert(SSL_AD_BAD_CERTIFICATE, 0);
  handshake.certificate_message = std::string("\x0b\0\0\x0a\0\0\x07\0\0\x04junk", 14);
  const Refusal refusal = RefusalOf(handshake, Policy());
  EXPECT_EQ(refusal.code, Code::kCertificateMalformed);
  ExpectGoodWords(refusal);
}

TEST_F(RefusalTest, VerificationWithoutTheCertificateAtHandGoesByOpensslsCode) {
  Handshake handshake = Alert(SSL_AD_CERTIFICATE_EXPIRED, SSL_R_CERTIFICATE_VERIFY_FAILED);
  handshake.verify_result = X509_V_ERR_CERT_HAS_EXPIRED;
  EXPECT_EQ(RefusalOf(handshake, Policy()).code, Code::kCertificateExpired);
  handshake.verify_result = X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION;
  const Refusal refusal = RefusalOf(handshake, Policy());
  EXPECT_EQ(refusal.code, Code::kHandshakeFailed);
  EXPECT_THAT(refusal.cause, HasSubstr("unhandled critical extension"));
}

TEST_F(RefusalTest, OtherProtocolsAreTold) {
  const std::pair<std::string, Code> cases[] = {
      {"PRI *", Code::kPlaintextClient}, {"GET /", Code::kPlaintextClient},
      {"OPTIO", Code::kPlaintextClient}, {"SSH-2", Code::kNotTls},
      {"PROXY", Code::kNotTls},          {std::string("\r\n\r\n\0", 5), Code::kNotTls},
      {"\xff\xfe\n\0\0", Code::kNotTls}};
  for (const auto& [bytes, code] : cases) {
    const Refusal refusal = RefusalOf(NotTls(bytes), Policy());
    EXPECT_EQ(refusal.code, code) << bytes;
    EXPECT_TRUE(refusal.by_us);
    ExpectGoodWords(refusal);
  }
  EXPECT_THAT(RefusalOf(NotTls("PROXY"), Policy()).cause, HasSubstr("PROXY"));
}

TEST_F(RefusalTest, AClientThatLeavesIsNotRefused) {
  Handshake handshake = Ended();
  Refusal refusal = RefusalOf(handshake, Policy());
  EXPECT_EQ(refusal.code, Code::kPeerConnectionClosed);
  EXPECT_FALSE(refusal.by_us);
  ExpectGoodWords(refusal);
  handshake.client_hello_came = true;
  EXPECT_EQ(RefusalOf(handshake, Policy()).code, Code::kPeerConnectionClosed);
  handshake.certificate_unanswered = true;
  refusal = RefusalOf(handshake, Policy());
  EXPECT_EQ(refusal.code, Code::kServerCertificateRefused);
  EXPECT_FALSE(refusal.by_us);
  ExpectGoodWords(refusal);
}

TEST_F(RefusalTest, AClientsAlertSaysWhatItMeans) {
  const std::pair<int, Code> cases[] = {
      {SSL_AD_UNKNOWN_CA, Code::kServerCertificateRefused},
      {SSL_AD_BAD_CERTIFICATE, Code::kServerCertificateRefused},
      {SSL_AD_CERTIFICATE_EXPIRED, Code::kServerCertificateRefused},
      {SSL_AD_CLOSE_NOTIFY, Code::kPeerConnectionClosed},
      {SSL_AD_PROTOCOL_VERSION, Code::kProtocolVersionUnsupported},
      {SSL_AD_INTERNAL_ERROR, Code::kHandshakeFailed}};
  for (const auto& [alert, code] : cases) {
    Handshake handshake = Ended();
    handshake.alert_received = alert;
    const Refusal refusal = RefusalOf(handshake, Policy());
    EXPECT_EQ(refusal.code, code) << alert;
    EXPECT_FALSE(refusal.by_us);
    ExpectGoodWords(refusal);
  }
}

TEST_F(RefusalTest, SilenceForTheWholeTimeIsATimeout) {
  EXPECT_EQ(RefusalOf(Ended(absl::Milliseconds(4990)), Policy()).code, Code::kHandshakeTimeout);
  EXPECT_EQ(RefusalOf(Ended(absl::Seconds(4)), Policy()).code, Code::kPeerConnectionClosed);
  const Refusal refusal = RefusalOf(Ended(absl::Seconds(5)), Policy());
  EXPECT_TRUE(refusal.by_us);
  ExpectGoodWords(refusal);
}

TEST_F(RefusalTest, AFinishWithoutAProtocolIsARefusalOfGrpcs) {
  Handshake handshake = Ended();
  handshake.finished = true;
  const Refusal refusal = RefusalOf(handshake, Policy());
  EXPECT_EQ(refusal.code, Code::kNoApplicationProtocol);
  EXPECT_TRUE(refusal.by_us);
  ExpectGoodWords(refusal);
}

TEST_F(RefusalTest, WhatOnlyGrpcsLogToldIsAFailure) {
  Handshake handshake = Ended();
  handshake.only_logged = true;
  const Refusal refusal = RefusalOf(handshake, Policy());
  EXPECT_EQ(refusal.code, Code::kHandshakeFailed);
  EXPECT_TRUE(refusal.by_us);
  ExpectGoodWords(refusal);
}

}  // namespace
}  // namespace tls
