#include "services/tls/self_handshake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

using Kind = certgen::SubjectAltName::Kind;
using test::Credential;
using test::IsOk;
using test::StatusIs;
using test::TestCa;
using testing::HasSubstr;

std::optional<std::string> ReachableNameOf(const std::vector<certgen::SubjectAltName>& names) {
  return ReachableName(TestCa().Leaf({.names = names}).leaf);
}

TEST(ReachableName, IsTheFirstDnsOrIpName) {
  EXPECT_EQ(ReachableNameOf({{Kind::kDns, "localhost"}, {Kind::kIp, "::1"}}), "localhost");
  EXPECT_EQ(ReachableNameOf({{Kind::kIp, "::1"}, {Kind::kDns, "localhost"}}), "::1");
  EXPECT_EQ(ReachableNameOf({{Kind::kUri, "spiffe://example.org/a"}, {Kind::kIp, "10.0.0.7"}}),
            "10.0.0.7");
}

TEST(ReachableName, PutsALabelInTheWildcardsPlace) {
  EXPECT_EQ(ReachableNameOf({{Kind::kDns, "*.example.com"}}), "a.example.com");
}

TEST(ReachableName, IsAbsentForALeafThatNoClientCouldMatch) {
  EXPECT_EQ(ReachableNameOf({{Kind::kUri, "spiffe://example.org/a"}}), std::nullopt);
  const TestCa ca;
  for (const std::vector<std::pair<int, std::string>>& names :
       {std::vector<std::pair<int, std::string>>{{GEN_DNS, "*.com"}},
        std::vector<std::pair<int, std::string>>{{GEN_DNS, "*"}},
        std::vector<std::pair<int, std::string>>{{GEN_DNS, "127.0.0.1"}},
        std::vector<std::pair<int, std::string>>{{GEN_EMAIL, "a@example.com"}}}) {
    EXPECT_EQ(ReachableName(test::Altered(
                  ca.Leaf().leaf, ca.certificate(), ca.key_pem(),
                  [&names](X509* certificate) { test::ReplaceNames(names, certificate); })),
              std::nullopt)
        << names.front().second;
  }
}

TEST(SelfHandshake, SucceedsWithEveryTypeOfKey) {
  const TestCa ca;
  for (const auto type : {certgen::KeyType::kEcP256, certgen::KeyType::kEcP384,
                          certgen::KeyType::kEd25519, certgen::KeyType::kRsa2048}) {
    EXPECT_THAT(ShakeHandsWithSelf(test::Unchecked(ca.Leaf({.key = type})), "localhost"), IsOk())
        << certgen::KeyTypeName(type);
  }
}

TEST(SelfHandshake, SucceedsUnderEveryIssuersTypeOfKey) {
  for (const auto type :
       {certgen::KeyType::kEcP384, certgen::KeyType::kEd25519, certgen::KeyType::kRsa2048}) {
    EXPECT_THAT(ShakeHandsWithSelf(test::Unchecked(TestCa(type).Leaf()), "localhost"), IsOk())
        << certgen::KeyTypeName(type);
  }
}

TEST(SelfHandshake, SucceedsUnderTheReachableNameOfAnyKind) {
  const TestCa ca;
  for (const certgen::SubjectAltName& name :
       {certgen::SubjectAltName{Kind::kDns, "echo.example.com"},
        certgen::SubjectAltName{Kind::kDns, "*.example.com"},
        certgen::SubjectAltName{Kind::kIp, "192.0.2.7"},
        certgen::SubjectAltName{Kind::kIp, "2001:db8::7"}}) {
    const Credential leaf = ca.Leaf({.names = {name}});
    const auto reachable = ReachableName(leaf.leaf);
    ASSERT_TRUE(reachable);
    EXPECT_THAT(ShakeHandsWithSelf(test::Unchecked(leaf), *reachable), IsOk()) << *reachable;
  }
}

TEST(SelfHandshake, SucceedsWithAnIntermediate) {
  EXPECT_THAT(ShakeHandsWithSelf(test::Unchecked(TestCa().Intermediate().Leaf()), "localhost"),
              IsOk());
}

TEST(SelfHandshake, NeedsNeitherRootsNorAClientsPurpose) {
  certgen::CheckedCredentials checked = test::Unchecked(TestCa().Leaf(test::ForServers()));
  checked.roots_pem.clear();
  EXPECT_THAT(ShakeHandsWithSelf(checked, "localhost"), IsOk());
}

TEST(SelfHandshake, SaysThatGrpcDoesNotTakeWhatItCannotLoad) {
  test::GrpcLog::Get();
  const TestCa ca;
  const Credential good = ca.Leaf();
  const std::string rsa_key = ca.Leaf({.key = certgen::KeyType::kRsa2048}).key;
  struct Fault {
    const char* name;
    std::string cert;
    std::string key;
  };
  for (const Fault& fault :
       {Fault{"another key", good.cert, ca.Leaf().key},
        Fault{"a key of another type", good.cert, rsa_key}, Fault{"no key", good.cert, "none"},
        Fault{"a certificate for a key", good.cert, good.cert},
        Fault{"no certificate", "none", good.key},
        Fault{"half a key", good.cert, good.key.substr(0, 80)}}) {
    certgen::CheckedCredentials checked = test::Unchecked(good);
    checked.cert_pem = fault.cert;
    checked.key_pem = fault.key;
    EXPECT_THAT(ShakeHandsWithSelf(checked, "localhost"),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("gRPC does not accept")))
        << fault.name;
  }
}

TEST(SelfHandshake, FailsUnderANameThatTheLeafLacks) {
  test::GrpcLog::Get();
  EXPECT_THAT(ShakeHandsWithSelf(test::Unchecked(TestCa().Leaf()), "example.com"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("'example.com'")));
}

TEST(SelfHandshake, FailsForALeafThatClientsWouldRefuse) {
  test::GrpcLog::Get();
  const TestCa ca;
  for (const test::LeafSpec& spec : {test::Expired(), test::NotYetValid(), test::ForClients()}) {
    EXPECT_THAT(ShakeHandsWithSelf(test::Unchecked(ca.Leaf(spec)), "localhost"),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("fails")));
  }
}

TEST(SelfHandshake, TrustsTheServedLeafAndNoOther) {
  test::GrpcLog::Get();
  const TestCa ca;
  certgen::CheckedCredentials checked = test::Unchecked(ca.Leaf());
  checked.chain = {ca.Leaf().leaf};
  EXPECT_THAT(ShakeHandsWithSelf(checked, "localhost"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(SelfHandshake, TwoAtATimeDoNotMeet) {
  const TestCa ca;
  const TestCa other;
  std::vector<absl::Status> results(8);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < results.size(); ++i) {
    threads.emplace_back([&results, i, checked = test::Unchecked((i % 2 ? ca : other).Leaf())] {
      results[i] = ShakeHandsWithSelf(checked, "localhost");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& result : results) EXPECT_THAT(result, IsOk());
}

}  // namespace
}  // namespace tls
