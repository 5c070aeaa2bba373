#include "certgen/symptom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace certgen {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Code = FindingCode;

std::set<FindingCode> CodesOf(const std::string& text) {
  std::set<FindingCode> codes;
  for (const Symptom* symptom : FindSymptoms(text)) {
    codes.insert(symptom->codes.begin(), symptom->codes.end());
  }
  return codes;
}

TEST(SymptomTest, NoStackSaysTheSameTwiceInOneRole) {
  std::set<std::tuple<Stack, Speaker, std::string>> all;
  for (const Symptom& symptom : Symptoms()) {
    EXPECT_TRUE(all.insert({symptom.stack, symptom.speaker, symptom.words}).second)
        << symptom.words;
  }
  EXPECT_GT(all.size(), 200U);
}

TEST(SymptomTest, WordsAreLongEnoughNotToBeInEveryLine) {
  for (const Symptom& symptom : Symptoms()) {
    EXPECT_GE(std::string(symptom.words).size(), 12U) << symptom.words;
    EXPECT_THAT(std::string(symptom.words), Not(testing::ContainsRegex("^ | $"))) << symptom.words;
  }
  EXPECT_THAT(FindSymptoms("echo-server: listening on 127.0.0.1:50051"), IsEmpty());
  EXPECT_THAT(FindSymptoms("error"), IsEmpty());
  EXPECT_THAT(FindSymptoms(""), IsEmpty());
}

TEST(SymptomTest, WordsWithoutACauseSayWhereItIs) {
  for (const Symptom& symptom : Symptoms()) {
    if (!symptom.codes.empty()) continue;
    EXPECT_STRNE(symptom.remark, "") << symptom.words;
  }
}

TEST(SymptomTest, OnlyAStackWithASwitchSaysMoreWithIt) {
  for (const Symptom& symptom : Symptoms()) {
    EXPECT_TRUE(!symptom.verbose || *KindOf(symptom.stack).verbose_switch != '\0') << symptom.words;
  }
}

TEST(SymptomTest, NamesNoCodeTwice) {
  for (const Symptom& symptom : Symptoms()) {
    const std::set<FindingCode> codes(symptom.codes.begin(), symptom.codes.end());
    EXPECT_EQ(codes.size(), symptom.codes.size()) << symptom.words;
  }
}

TEST(SymptomTest, EachCodeHasASymptomOrIsListedAsUnspoken) {
  for (const FindingKind& kind : FindingKinds()) {
    const bool is_spoken =
        std::any_of(Symptoms().begin(), Symptoms().end(), [&](const Symptom& symptom) {
          return std::find(symptom.codes.begin(), symptom.codes.end(), kind.code) !=
                 symptom.codes.end();
        });
    const std::vector<FindingCode>& unspoken = UnspokenCodes();
    EXPECT_NE(is_spoken, std::find(unspoken.begin(), unspoken.end(), kind.code) != unspoken.end())
        << kind.name;
  }
}

TEST(SymptomTest, WhatIsInNoFileComesFirst) {
  for (const Symptom& symptom : Symptoms()) {
    EXPECT_TRUE(std::is_partitioned(symptom.codes.begin(), symptom.codes.end(), IsOfTheWire))
        << symptom.words;
  }
}

// As they were printed, to the letter.
TEST(SymptomTest, FindsTheCodeOfWholeLines) {
  const std::vector<std::pair<const char*, FindingCode>> lines = {
      {"E1124 00:52:27.762505939    7898 ssl_transport_security.cc:854]        Invalid private "
       "key.",
       Code::kPrivateKeyMismatch},
      {"E1124 00:52:30.650375466    8033 ssl_transport_security.cc:846]        Invalid cert chain "
       "file.",
       Code::kIsPkcs12},
      {"E1124 00:52:34.706587292    8269 ssl_transport_security.cc:807]        Could not load any "
       "root certificate.",
       Code::kNotPem},
      {"empty address list:", Code::kPrivateKeyEncrypted},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:36651: Ssl "
       "handshake failed: SSL_ERROR_SSL: error:0A000086:SSL routines::certificate verify failed",
       Code::kCertificateExpired},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:36741: Peer name "
       "localhost is not in peer certificate",
       Code::kCertificateHostnameMismatch},
      {"tls: failed to find any PEM data in key input", Code::kNotPem},
      {"rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication "
       "handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown "
       "authority\"",
       Code::kCertificateAuthorityInvalid},
      {"rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication "
       "handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown "
       "authority (possibly because of \\\"crypto/rsa: verification error\\\" while trying to "
       "verify candidate authority certificate \\\"Words Root\\\")\"",
       Code::kRootKeyDiffers},
      {"rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication "
       "handshake failed: tls: failed to verify certificate: x509: cannot validate certificate for "
       "127.0.0.1 because it doesn't contain any IP SANs\"",
       Code::kCertificateIpAsDnsName},
      {"rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication "
       "handshake failed: tls: failed to verify certificate: x509: certificate has expired or is "
       "not yet valid: current time 2026-11-24T00:53:20Z is after 2026-11-19T00:47:30Z\"",
       Code::kCertificateExpired},
      {"Failed to create TLS config: could not load client key pair: tls: failed to parse private "
       "key",
       Code::kPrivateKeyEncrypted},
      {"Failed to dial target host \"localhost:37791\": context deadline exceeded",
       Code::kCertificateExpired},
      {"Failed to create TLS config: failed to append ca certs", Code::kNotPem},
      {"F1124 00:54:51.909659   11077 grpc_tls_certificate_distributor.cc:344] Check failed: "
       "private_key != nullptr ((null) vs. (null))",
       Code::kFileEmpty},
      {"RuntimeError: Failed to bind to address 127.0.0.1:0; set GRPC_VERBOSITY=debug environment "
       "variable to see detailed error message.",
       Code::kIsDer},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:32939: Tls "
       "handshake failed (TSI_PROTOCOL_FAILURE): SSL_ERROR_SSL: error:1000007d:SSL "
       "routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: certificate has expired: OK",
       Code::kCertificateExpired},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:45417: Custom "
       "verification check failed with error: UNAUTHENTICATED: Hostname Verification Check failed.",
       Code::kCertificateHostnameMismatch},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:34403: Tls "
       "handshake failed (TSI_PROTOCOL_FAILURE): SSL_ERROR_SSL: error:10000410:SSL "
       "routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE: Invalid certificate verification "
       "context: OK",
       Code::kCertificateKeyNotPortable},
      {"bindAsync Error: error:1E08010C:DECODER routines::unsupported", Code::kNotPem},
      {"Error ERR_OSSL_PEM_BAD_END_LINE: error:04800066:PEM routines::bad end line",
       Code::kCertificateTruncated},
      {"No connection established. Last error: Error: unable to verify the first certificate. "
       "Resolution note:",
       Code::kCertificateAuthorityInvalid},
      {"No connection established. Last error: Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP "
       "does not match certificate's altnames: Host: localhost. is not in the cert's altnames: "
       "DNS:other.test. Resolution note:",
       Code::kCertificateHostnameMismatch},
      {"CAUSED BY java.security.KeyException: could not find a PKCS #8 private key in input stream "
       "(see https://netty.io/wiki/sslcontextbuilder-and-private-key.html for more information)",
       Code::kPrivateKeyIsCertificate},
      {"CAUSED BY java.security.spec.InvalidKeySpecException: Neither RSA, DSA nor EC worked",
       Code::kPrivateKeyEncrypted},
      {"CAUSED BY sun.security.validator.ValidatorException: PKIX path building failed: "
       "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid "
       "certification path to requested target",
       Code::kCertificateAuthorityInvalid},
      {"CAUSED BY java.security.cert.CertificateNotYetValidException: NotBefore: Thu Dec 24 "
       "00:47:30 UTC 2026",
       Code::kCertificateNotYetValid},
      {"CAUSED BY javax.net.ssl.SSLException: java.lang.Exception: Error setting certificate "
       "(error:0b000074:X.509 certificate routines:OPENSSL_internal:KEY_VALUES_MISMATCH)",
       Code::kPrivateKeyMismatch},
  };
  for (const auto& [line, code] : lines) {
    EXPECT_THAT(CodesOf(line), Contains(code)) << line;
  }
}

TEST(SymptomTest, TakesTheWordsForMoreThanTheirParts) {
  // "CERTIFICATE_VERIFY_FAILED" alone stands for every fault.
  const auto found = FindSymptoms(
      "error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: certificate has "
      "expired: OK");
  ASSERT_FALSE(found.empty());
  for (const Symptom* symptom : found) {
    EXPECT_THAT(symptom->words, HasSubstr("certificate has expired"));
  }
}

TEST(SymptomTest, PutsWhatTellsSomethingBeforeWhatAccompaniesEveryFault) {
  const auto found = FindSymptoms(
      "failed to connect to all addresses; last error: UNAVAILABLE: ipv4:127.0.0.1:1: Socket "
      "closed");
  ASSERT_GE(found.size(), 3U);
  EXPECT_STREQ(found.front()->words, "Socket closed");
  EXPECT_STREQ(found.back()->words, "failed to connect to all addresses");
}

TEST(SymptomTest, FindsNothingBesidesWhatTheWordsStandFor) {
  EXPECT_EQ(CodesOf("[Errno 2] No such file or directory: 'tls.key'"),
            std::set<FindingCode>{Code::kFileMissing});
  EXPECT_EQ(
      CodesOf("x509: certificate is valid for other.test, not localhost"),
      (std::set<FindingCode>{Code::kCertificateHostnameMismatch, Code::kCertificateNameMalformed}));
}

TEST(SymptomTest, FindsAPartOfTheWordsInAnyCase) {
  EXPECT_THAT(CodesOf(" hostname verification "), Contains(Code::kCertificateHostnameMismatch));
  EXPECT_THAT(CodesOf("PKCS #8 private key"), Contains(Code::kNotPem));
  // Too short for that.
  EXPECT_THAT(FindSymptoms("hostnam"), IsEmpty());
}

}  // namespace
}  // namespace certgen
