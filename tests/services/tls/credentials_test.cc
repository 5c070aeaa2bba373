#include "services/tls/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "tests/services/serving.h"

namespace tls {
namespace {

using certgen::ClientCertificateMode;
using test::Credential;
using test::TestCa;
using testing::HasSubstr;

enum class Outcome { kAnonymous, kClaim, kVerified, kRefusedForNone, kRefusedForWhatItShowed };

// Callers of every kind, and one server of each mode.
class ClientCertificates : public testing::Test {
 protected:
  ClientCertificates()
      : server_credentials_(test::Unchecked(ca_.Leaf())),
        intermediate_(ca_.Intermediate()),
        callers_({{"none", std::nullopt},
                  {"good", ca_.Leaf()},
                  {"below an intermediate", intermediate_.Leaf()},
                  {"intermediate left out", intermediate_.Leaf()},
                  {"foreign root", TestCa().Leaf()},
                  {"expired", ca_.Leaf(test::Expired())},
                  {"not yet valid", ca_.Leaf(test::NotYetValid())},
                  {"for servers only", ca_.Leaf(test::ForServers())},
                  {"for clients only", ca_.Leaf(test::ForClients())},
                  {"issued by a leaf", ca_.Leaf()}}) {
    Credential& bare = *callers_.at("intermediate left out");
    bare.cert = bare.leaf.ToPem();
    // Whoever holds a leaf must not be able to make callers of his own.
    const Credential holder = ca_.Leaf();
    Credential& forged = *callers_.at("issued by a leaf");
    forged.leaf = test::Altered(forged.leaf, holder.leaf, holder.key, [](X509*) {});
    forged.cert = forged.leaf.ToPem() + holder.cert;
  }

  // Asserts that the caller sees `outcome`, and that a refusal is the server's.
  void Expect(const echo::EchoServer& server, const std::string& caller, Outcome outcome) {
    SCOPED_TRACE(caller);
    test::GrpcLog::Get().Clear();
    certgen::CheckedCredentials credentials = test::OnlyRoots(ca_);
    const std::optional<Credential>& shown = callers_.at(caller);
    if (shown) {
      credentials.cert_pem = shown->cert;
      credentials.key_pem = shown->key;
    }
    const auto answer = test::AskWhoAmI(test::ChannelTo(test::AddressOf(server), credentials));
    switch (outcome) {
      case Outcome::kRefusedForNone:
      case Outcome::kRefusedForWhatItShowed:
        EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE);
        EXPECT_TRUE(test::GrpcLog::Get().Has(outcome == Outcome::kRefusedForNone
                                                 ? "peer did not return a certificate"
                                                 : "certificate verify failed"))
            << test::GrpcLog::Get().Everything();
        return;
      case Outcome::kAnonymous:
        EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
        EXPECT_EQ(answer.response.ShortDebugString(), "");
        return;
      case Outcome::kClaim:
      case Outcome::kVerified:
        EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
        EXPECT_EQ(answer.response.verified(), outcome == Outcome::kVerified);
        EXPECT_EQ(answer.response.sha256_fingerprint(), shown->leaf.sha256_fingerprint());
    }
  }

  void ExpectAll(ClientCertificateMode mode, const std::map<std::string, Outcome>& outcomes) {
    const auto server = test::Serve(server_credentials_, mode);
    EXPECT_EQ(outcomes.size(), callers_.size());
    for (const auto& [caller, outcome] : outcomes) Expect(*server, caller, outcome);
  }

  TestCa ca_;
  certgen::CheckedCredentials server_credentials_;
  TestCa intermediate_;
  std::map<std::string, std::optional<Credential>> callers_;
};

TEST_F(ClientCertificates, NoneLeavesEveryCallerAnonymous) {
  std::map<std::string, Outcome> outcomes;
  for (const auto& [name, unused] : callers_) outcomes[name] = Outcome::kAnonymous;
  ExpectAll(ClientCertificateMode::kNone, outcomes);
}

TEST_F(ClientCertificates, RequestTakesAnyCertificateAndNeverCallsItVerified) {
  std::map<std::string, Outcome> outcomes;
  for (const auto& [name, unused] : callers_) outcomes[name] = Outcome::kClaim;
  outcomes["none"] = Outcome::kAnonymous;
  ExpectAll(ClientCertificateMode::kRequest, outcomes);
}

TEST_F(ClientCertificates, RequireAnyTakesAnyCertificateAndNeverCallsItVerified) {
  std::map<std::string, Outcome> outcomes;
  for (const auto& [name, unused] : callers_) outcomes[name] = Outcome::kClaim;
  outcomes["none"] = Outcome::kRefusedForNone;
  ExpectAll(ClientCertificateMode::kRequireAny, outcomes);
}

TEST_F(ClientCertificates, VerifyIfGivenRefusesBadOnesAndLetsNoneIn) {
  ExpectAll(ClientCertificateMode::kVerifyIfGiven,
            {{"none", Outcome::kAnonymous},
             {"good", Outcome::kVerified},
             {"below an intermediate", Outcome::kVerified},
             {"intermediate left out", Outcome::kRefusedForWhatItShowed},
             {"foreign root", Outcome::kRefusedForWhatItShowed},
             {"expired", Outcome::kRefusedForWhatItShowed},
             {"not yet valid", Outcome::kRefusedForWhatItShowed},
             {"for servers only", Outcome::kRefusedForWhatItShowed},
             {"for clients only", Outcome::kVerified},
             {"issued by a leaf", Outcome::kRefusedForWhatItShowed}});
}

TEST_F(ClientCertificates, RequireRefusesAllButGoodOnes) {
  ExpectAll(ClientCertificateMode::kRequire,
            {{"none", Outcome::kRefusedForNone},
             {"good", Outcome::kVerified},
             {"below an intermediate", Outcome::kVerified},
             {"intermediate left out", Outcome::kRefusedForWhatItShowed},
             {"foreign root", Outcome::kRefusedForWhatItShowed},
             {"expired", Outcome::kRefusedForWhatItShowed},
             {"not yet valid", Outcome::kRefusedForWhatItShowed},
             {"for servers only", Outcome::kRefusedForWhatItShowed},
             {"for clients only", Outcome::kVerified},
             {"issued by a leaf", Outcome::kRefusedForWhatItShowed}});
}

TEST_F(ClientCertificates, AServerThatVerifiesNobodyNeedsNoRoots) {
  server_credentials_.roots_pem.clear();
  for (const auto mode : {ClientCertificateMode::kNone, ClientCertificateMode::kRequest,
                          ClientCertificateMode::kRequireAny}) {
    const auto server = test::Serve(server_credentials_, mode);
    Expect(*server, "good",
           mode == ClientCertificateMode::kNone ? Outcome::kAnonymous : Outcome::kClaim);
  }
}

TEST_F(ClientCertificates, PlaintextIsRefused) {
  const auto server = test::Serve(server_credentials_, ClientCertificateMode::kNone);
  const auto channel =
      grpc::CreateChannel(test::AddressOf(*server), grpc::InsecureChannelCredentials());
  EXPECT_EQ(test::CallEcho(channel).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(test::GrpcLog::Get().Has("wrong version number"));
}

// What a client with the root of `ca_` does with a server's certificate. Servers
// ask for nothing, so that every refusal is the client's.
class ServerCertificates : public testing::Test {
 protected:
  grpc::Status Call(const Credential& credential, const std::string& server_name = "",
                    const std::string& host = "127.0.0.1") {
    const auto server = test::Serve(test::Unchecked(credential), ClientCertificateMode::kNone);
    const int port = server->addresses().front().port;
    return test::CallEcho(
        test::ChannelTo(host + ":" + std::to_string(port), test::OnlyRoots(ca_), server_name));
  }

  TestCa ca_;
};

MATCHER_P(IsRefusedWith, words, "") {
  *result_listener << arg.error_code() << " " << arg.error_message();
  return arg.error_code() == grpc::StatusCode::UNAVAILABLE &&
         testing::ExplainMatchResult(HasSubstr(words), arg.error_message(), result_listener);
}

MATCHER(IsDone, "") {
  *result_listener << arg.error_code() << " " << arg.error_message();
  return arg.ok();
}

constexpr char kVerifyFailed[] = "certificate verify failed";
constexpr char kWrongName[] = "is not in peer certificate";

TEST_F(ServerCertificates, AreTakenUnderEveryNameInThem) {
  const Credential good = ca_.Leaf();
  EXPECT_THAT(Call(good), IsDone());
  EXPECT_THAT(Call(good, "localhost"), IsDone());
  EXPECT_THAT(Call(good, "::1"), IsDone());
  EXPECT_THAT(Call(good, "", "localhost"), IsDone());
}

TEST_F(ServerCertificates, AreRefusedUnderAnotherName) {
  EXPECT_THAT(Call(ca_.Leaf(), "example.com"), IsRefusedWith(kWrongName));
  EXPECT_THAT(Call(ca_.Leaf(), "127.0.0.2"), IsRefusedWith(kWrongName));
  EXPECT_THAT(Call(ca_.Leaf(test::Named("localhost"))), IsRefusedWith(kWrongName));
  EXPECT_THAT(Call(ca_.Leaf(test::Named("localhost")), "", "localhost"), IsDone());
}

TEST_F(ServerCertificates, AWildcardStandsForOneLabel) {
  const Credential wildcard = ca_.Leaf(test::Named("*.example.com"));
  EXPECT_THAT(Call(wildcard, "a.example.com"), IsDone());
  EXPECT_THAT(Call(wildcard, "A.Example.COM"), IsDone());
  EXPECT_THAT(Call(wildcard, "example.com"), IsRefusedWith(kWrongName));
  EXPECT_THAT(Call(wildcard, "a.b.example.com"), IsRefusedWith(kWrongName));
  EXPECT_THAT(Call(wildcard, "a.example.org"), IsRefusedWith(kWrongName));
}

TEST_F(ServerCertificates, ANameThatEndsInANulByteIsNotTheNameBeforeIt) {
  Credential leaf = ca_.Leaf(test::Named("localhost"));
  leaf.leaf = test::Altered(leaf.leaf, ca_.certificate(), ca_.key_pem(), [](X509* certificate) {
    test::ReplaceNames({{GEN_DNS, std::string("localhost\0.example.com", 22)}}, certificate);
  });
  leaf.cert = leaf.leaf.ToPem();
  EXPECT_THAT(Call(leaf, "localhost"), IsRefusedWith(kWrongName));
}

TEST_F(ServerCertificates, AreRefusedFromAForeignRoot) {
  EXPECT_THAT(Call(TestCa().Leaf()), IsRefusedWith(kVerifyFailed));
}

TEST_F(ServerCertificates, AreRefusedOutsideTheirDates) {
  EXPECT_THAT(Call(ca_.Leaf(test::Expired())), IsRefusedWith(kVerifyFailed));
  EXPECT_THAT(Call(ca_.Leaf(test::NotYetValid())), IsRefusedWith(kVerifyFailed));
}

TEST_F(ServerCertificates, AreRefusedForAnotherPurpose) {
  EXPECT_THAT(Call(ca_.Leaf(test::ForClients())), IsRefusedWith(kVerifyFailed));
  EXPECT_THAT(Call(ca_.Leaf(test::ForServers())), IsDone());
}

TEST_F(ServerCertificates, LeadToTheRootThroughTheIntermediateThatComesWithThem) {
  Credential leaf = ca_.Intermediate().Leaf();
  EXPECT_THAT(Call(leaf), IsDone());
  leaf.cert = leaf.leaf.ToPem();
  EXPECT_THAT(Call(leaf), IsRefusedWith(kVerifyFailed));
}

}  // namespace
}  // namespace tls
