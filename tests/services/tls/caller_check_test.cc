#include "services/tls/caller_check.h"

#include <gmock/gmock.h>
#include <grpc/grpc_security_constants.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "tests/services/connection_properties.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/test_pki.h"

namespace tls {
namespace {

using Code = certgen::FindingCode;
using certgen::ClientCertificateMode;
using test::ConnectionProperties;
using testing::ElementsAre;
using testing::StartsWith;
using Values = std::multimap<std::string, std::string>;

class CallerCheckTest : public ::testing::Test {
 protected:
  CallerCheck Check(ClientCertificateMode mode = ClientCertificateMode::kRequire) {
    certgen::PeerPolicy policy;
    policy.roots = {root_.root()};
    return {mode, policy, [this](absl::Time end) { good_until_.push_back(end); }};
  }

  // A connection as gRPC describes it with OpenSSL: the chain is without the leaf.
  static ConnectionProperties Connection(const test::Credential& caller, bool is_resumed = false) {
    const std::string leaf = caller.leaf.ToPem();
    EXPECT_THAT(caller.cert, StartsWith(leaf));
    return Connection(leaf, caller.cert.substr(leaf.size()), is_resumed);
  }
  static ConnectionProperties Connection(const std::string& leaf, const std::string& chain,
                                         bool is_resumed = false) {
    Values values = {{GRPC_SSL_SESSION_REUSED_PROPERTY, is_resumed ? "true" : "false"}};
    values.emplace(GRPC_X509_PEM_CERT_PROPERTY_NAME, leaf);
    if (!chain.empty()) values.emplace(GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME, chain);
    return ConnectionProperties(values);
  }

  // The code of the refusal; nullopt: let through.
  static std::optional<Code> Verdict(CallerCheck& check, const grpc::AuthContext& connection,
                                     absl::Time now = absl::Now()) {
    const auto refusal = check.RefusalFor(connection, now);
    return refusal ? std::optional(refusal->code) : std::nullopt;
  }

  test::TestCa root_;
  std::vector<absl::Time> good_until_;
};

TEST_F(CallerCheckTest, LetsGoodCallersThrough) {
  CallerCheck check = Check();
  EXPECT_EQ(Verdict(check, Connection(root_.Leaf())), std::nullopt);
  EXPECT_EQ(Verdict(check, Connection(root_.Intermediate().Leaf())), std::nullopt);
}

TEST_F(CallerCheckTest, RefusesTheBadOnesByName) {
  test::Credential bare = root_.Intermediate().Leaf();
  bare.cert = bare.leaf.ToPem();
  const std::pair<test::Credential, Code> cases[] = {
      {test::TestCa().Leaf(), Code::kCertificateAuthorityInvalid},
      {root_.Leaf(test::Expired()), Code::kCertificateExpired},
      {root_.Leaf(test::NotYetValid()), Code::kCertificateNotYetValid},
      {root_.Leaf(test::ForServers()), Code::kCertificateWrongPurpose},
      {bare, Code::kCertificateAuthorityInvalid},
  };
  for (const auto mode : {ClientCertificateMode::kRequire, ClientCertificateMode::kVerifyIfGiven}) {
    CallerCheck check = Check(mode);
    for (const auto& [caller, code] : cases) {
      for (int i = 0; i < 2; ++i) EXPECT_EQ(Verdict(check, Connection(caller)), code);
    }
  }
}

TEST_F(CallerCheckTest, WithoutACertificateTheModeDecides) {
  const ConnectionProperties anonymous(Values{});
  CallerCheck demanding = Check();
  EXPECT_EQ(Verdict(demanding, anonymous), Code::kClientCertificateMissing);
  CallerCheck lenient = Check(ClientCertificateMode::kVerifyIfGiven);
  EXPECT_EQ(Verdict(lenient, anonymous), std::nullopt);
}

TEST_F(CallerCheckTest, TheChainMayHoldTheLeafToo) {
  CallerCheck check = Check();
  const test::Credential caller = root_.Intermediate().Leaf();
  EXPECT_EQ(Verdict(check, Connection(caller.leaf.ToPem(), caller.cert)), std::nullopt);
}

TEST_F(CallerCheckTest, WhatCannotBeReadIsRefused) {
  const test::Credential caller = root_.Leaf();
  const std::string leaf = caller.leaf.ToPem();
  const std::string broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  CallerCheck check = Check(ClientCertificateMode::kVerifyIfGiven);
  const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                       {"junk", ""},
                                                       {broken, ""},
                                                       {leaf, "junk"},
                                                       {leaf, broken},
                                                       {leaf, leaf + broken},
                                                       {leaf, leaf.substr(0, leaf.size() / 2)}};
  for (const auto& [first, chain] : cases) {
    EXPECT_EQ(Verdict(check, Connection(first, chain)), Code::kCertificateMalformed)
        << first << chain;
  }
  // Which of two would be the one that the connection proved to own?
  Values two = {{GRPC_X509_PEM_CERT_PROPERTY_NAME, leaf}, {GRPC_X509_PEM_CERT_PROPERTY_NAME, leaf}};
  EXPECT_EQ(Verdict(check, ConnectionProperties(two)), Code::kCertificateMalformed);
}

TEST_F(CallerCheckTest, AResumedSessionNeedsAVerdictThatStands) {
  CallerCheck check = Check();
  const test::Credential caller = root_.Intermediate().Leaf();
  const std::string leaf = caller.leaf.ToPem();
  EXPECT_EQ(Verdict(check, Connection(leaf, "", true)), Code::kSessionWithoutVerdict);
  EXPECT_EQ(Verdict(check, Connection(caller)), std::nullopt);
  EXPECT_EQ(Verdict(check, Connection(leaf, "", true)), std::nullopt);
  // gRPC's word could be another one day: only "false" is no.
  Values odd = {{GRPC_X509_PEM_CERT_PROPERTY_NAME, root_.Leaf().leaf.ToPem()},
                {GRPC_SSL_SESSION_REUSED_PROPERTY, "yes"}};
  EXPECT_EQ(Verdict(check, ConnectionProperties(odd)), Code::kSessionWithoutVerdict);
}

TEST_F(CallerCheckTest, ABadVerdictIsNotKeptAndAGoodOneIs) {
  CallerCheck check = Check();
  const test::Credential caller = root_.Intermediate().Leaf();
  const ConnectionProperties bare = Connection(caller.leaf.ToPem(), "");
  EXPECT_EQ(Verdict(check, bare), Code::kCertificateAuthorityInvalid);
  EXPECT_EQ(Verdict(check, Connection(caller)), std::nullopt) << "the better chain counts";
  EXPECT_EQ(Verdict(check, bare), std::nullopt) << "the verdict stands";
}

TEST_F(CallerCheckTest, AGoodVerdictEndsWithTheCertificate) {
  CallerCheck check = Check();
  const test::Credential caller = root_.Leaf();
  const absl::Time end = caller.leaf.not_after();
  EXPECT_EQ(Verdict(check, Connection(caller), end - absl::Seconds(1)), std::nullopt);
  EXPECT_EQ(Verdict(check, Connection(caller), end + absl::Seconds(1)), Code::kCertificateExpired);
  EXPECT_EQ(Verdict(check, Connection(caller, /*is_resumed=*/true), end + absl::Seconds(1)),
            Code::kSessionWithoutVerdict);
}

TEST_F(CallerCheckTest, WithoutRootsNobodyIsGood) {
  CallerCheck check(ClientCertificateMode::kRequire, certgen::PeerPolicy(), {});
  EXPECT_NE(Verdict(check, Connection(root_.Leaf())), std::nullopt);
}

TEST_F(CallerCheckTest, ARequiredRevocationListThatIsMissingRefusesAll) {
  certgen::PeerPolicy policy;
  policy.roots = {root_.root()};
  policy.crls_required = true;
  CallerCheck check(ClientCertificateMode::kRequire, policy, {});
  EXPECT_EQ(Verdict(check, Connection(root_.Leaf())), Code::kRevocationListMissing);
}

TEST_F(CallerCheckTest, TellsOfEachGoodCallerWhenItsCertificatesEnd) {
  CallerCheck check = Check();
  const test::Credential caller = root_.Leaf();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Verdict(check, Connection(caller)), std::nullopt);
  EXPECT_EQ(Verdict(check, Connection(root_.Leaf(test::Expired()))), Code::kCertificateExpired);
  EXPECT_THAT(good_until_, ElementsAre(caller.leaf.not_after(), caller.leaf.not_after()));
}

}  // namespace
}  // namespace tls
