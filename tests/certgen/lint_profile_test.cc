// What we issue, held to every scope.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/lint_fixture.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::IdsOf;
using test::TestCa;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Named by the default names: localhost, 127.0.0.1 and ::1.
struct Wanted {
  std::vector<SubjectAltName> names = {*DnsName("localhost"), *IpName("127.0.0.1"), *IpName("::1")};
  Usage usage = Usage::kBoth;
};

class OurProfile : public ::testing::TestWithParam<std::string> {
 protected:
  // Of a leaf below an intermediate. Its key is the intermediate's: a new one
  // would say nothing more, and RSA keys take seconds.
  std::vector<std::string> Broken(const Wanted& wanted, LintScope scope) const {
    const LeafRequest request = {wanted.names, wanted.usage, test::DaysFromNow(-1, 30)};
    const Certificate leaf = test::ValueOf(middle_.issuer().IssueLeaf(request, middle_.key()));
    StrictPolicy policy;
    policy.purpose = wanted.usage == Usage::kClient ? Purpose::kTlsClient : Purpose::kTlsServer;
    const StrictVerdict verdict =
        test::Judged(leaf, {middle_.certificate()}, root_.certificate(), scope, policy);
    EXPECT_EQ(verdict.chain.size(), 3u);
    EXPECT_THAT(verdict.errors, IsEmpty());
    return IdsOf(verdict);
  }

 private:
  const TestCa root_ = TestCa(*ParseKeyType(GetParam()));
  const TestCa middle_ = root_.Intermediate();
};

INSTANTIATE_TEST_SUITE_P(LintProfile, OurProfile, ::testing::ValuesIn(KeyTypeNames()),
                         [](const auto& type) {
                           std::string name = type.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(OurProfile, BreaksNoRuleOfRfc5280OrGrpc) {
  for (const Usage usage : {Usage::kBoth, Usage::kServer, Usage::kClient}) {
    EXPECT_THAT(Broken({.usage = usage}, LintScope::kRfc5280), IsEmpty());
    EXPECT_THAT(Broken({.usage = usage}, LintScope::kGrpc), IsEmpty());
  }
}

TEST_P(OurProfile, IsAnSvidIfItHasASpiffeId) {
  const SubjectAltName id = *UriName("spiffe://example.test/ns/a/sa/b");
  for (const std::vector<SubjectAltName>& names :
       {std::vector{id}, {id, *DnsName("host.example.test")}}) {
    EXPECT_THAT(Broken({.names = names}, LintScope::kSpiffe), IsEmpty());
    EXPECT_THAT(Broken({.names = names, .usage = Usage::kClient}, LintScope::kRfc5280), IsEmpty());
  }
}

// With a public host name, a server's certificate and a key that browsers know,
// nothing is left to say.
TEST_P(OurProfile, BreaksRulesOfTheWebOnlyByWhatIsAskedFor) {
  Wanted wanted = {.names = {*DnsName("host.example.org")}};
  if (GetParam() == "ed25519") {
    EXPECT_THAT(Broken(wanted, LintScope::kWebpki),
                UnorderedElementsAre("WEBPKI_KEY_TYPE", "WEBPKI_KEY_TYPE", "WEBPKI_KEY_TYPE",
                                     "WEBPKI_SIGNATURE_DIGEST", "WEBPKI_SIGNATURE_DIGEST"));
    return;
  }
  EXPECT_THAT(Broken(wanted, LintScope::kWebpki), IsEmpty());
  wanted.usage = Usage::kClient;
  EXPECT_THAT(Broken(wanted, LintScope::kWebpki), ElementsAre("WEBPKI_EKU_LACKS_SERVER_AUTH"));
  EXPECT_THAT(Broken({}, LintScope::kWebpki), ElementsAre("WEBPKI_INTERNAL_NAME"));
}

}  // namespace
}  // namespace certgen
