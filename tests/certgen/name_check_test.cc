#include "certgen/name_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/inspected.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using test::OddCertificate;
using test::OddLeaf;
using test::OddSpec;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Certificate Named(const std::string& names, const std::string& common_name = "x") {
  OddSpec spec = OddLeaf();
  spec = names.empty() ? spec.Without("subjectAltName") : spec.With("subjectAltName", names);
  spec.common_name = common_name;
  return OddCertificate(spec).get();
}

CredentialFile File() {
  CredentialFile file;
  file.path = "tls.crt";
  return file;
}

std::vector<Finding> Check(const Certificate& leaf, const std::string& host = "") {
  std::vector<Finding> findings;
  CheckServerNames(leaf, File(), host, &findings);
  return findings;
}

TEST(NameCheckTest, AgreesWithOpenSslAboutHostsAndAddresses) {
  const test::TempDir dir;
  const struct {
    const char* names;
    const char* host;
  } cases[] = {
      {"DNS:a.test", "a.test"},
      {"DNS:a.test", "A.TEST"},
      {"DNS:a.test", "b.test"},
      {"DNS:*.a.test", "x.a.test"},
      {"DNS:*.a.test", "a.test"},
      {"DNS:*.a.test", "x.y.a.test"},
      {"IP:127.0.0.1", "127.0.0.1"},
      {"IP:127.0.0.1", "127.0.0.2"},
      {"IP:::1", "0:0:0:0:0:0:0:1"},
      {"DNS:a.test,IP:10.0.0.1", "10.0.0.1"},
      {"DNS:a.test,DNS:b.test", "b.test"},
      {"URI:spiffe://a.test/x", "a.test"},
  };
  for (const auto& c : cases) {
    const Certificate leaf = Named(c.names);
    test::WriteFile(dir.File("tls.crt"), leaf.ToPem());
    const bool is_address = IpName(c.host).ok();
    const std::string verdict = test::OpenSsl({"x509", "-in", dir.File("tls.crt"), "-noout",
                                               is_address ? "-checkip" : "-checkhost", c.host});
    const bool matches = verdict.find("does match") != std::string::npos;
    EXPECT_EQ(!HasFatal(Check(leaf, c.host)), matches)
        << c.names << " " << c.host << ": " << verdict;
  }
}

TEST(NameCheckTest, AnotherHostIsFatalAndTheCureKeepsTheNames) {
  const std::vector<Finding> findings = Check(Named("DNS:a.test,IP:10.0.0.1"), "b.test");
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_HOSTNAME_MISMATCH"));
  EXPECT_EQ(findings[0].severity, Severity::kFatal);
  EXPECT_THAT(findings[0].cause, HasSubstr("its names are DNS:a.test, IP:10.0.0.1"));
  EXPECT_THAT(findings[0].cure, HasSubstr("--dns a.test --ip 10.0.0.1 --dns b.test"));
}

// Measured of gRPC 1.51: no match for 0:0:0:0:0:0:0:1.
TEST(NameCheckTest, AnAddressInAnotherNotationThanGrpcLooksForIsAWarning) {
  const Certificate leaf = Named("IP:::1");
  EXPECT_THAT(Check(leaf, "::1"), IsEmpty());
  const std::vector<Finding> findings = Check(leaf, "0:0:0:0:0:0:0:1");
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_HOSTNAME_MISMATCH"));
  EXPECT_EQ(findings[0].severity, Severity::kWarning);
  EXPECT_THAT(findings[0].cure, HasSubstr("--server-name ::1"));
}

// certgen issues no name with '_', so it does not promise to.
TEST(NameCheckTest, AHostThatNoLeafIsIssuedForHasAnotherCure) {
  EXPECT_THAT(Check(Named("DNS:a_b.test"), "a_b.test"), IsEmpty());
  const std::vector<Finding> findings = Check(Named("DNS:a.test"), "a_b.test");
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_HOSTNAME_MISMATCH"));
  EXPECT_THAT(findings[0].cure, Not(HasSubstr("certgen leaf")));
}

TEST(NameCheckTest, ADotAtTheEndOfANameIsLeftOffInTheCure) {
  const std::vector<Finding> findings = Check(Named("DNS:a.test."), "a.test");
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_HOSTNAME_MISMATCH"));
  EXPECT_THAT(findings[0].cure, EndsWith("--dns a.test"));
}

TEST(NameCheckTest, AnAddressAsADnsNameIsFatalToWhoeverCallsIt) {
  const Certificate leaf = Named("DNS:a.test,DNS:10.0.0.1");
  const auto severity = [&](const std::string& host) { return Check(leaf, host)[0].severity; };
  EXPECT_THAT(CodesIn(Check(leaf)), ElementsAre("CERTIFICATE_IP_AS_DNS_NAME"));
  EXPECT_EQ(severity(""), Severity::kWarning);
  EXPECT_EQ(severity("a.test"), Severity::kWarning);
  EXPECT_EQ(severity("10.0.0.1"), Severity::kFatal);
  EXPECT_THAT(Check(leaf)[0].cure, HasSubstr("--dns a.test --ip 10.0.0.1"));
}

TEST(NameCheckTest, AnAddressInBothFormsWorks) {
  const std::vector<Finding> findings = Check(Named("DNS:10.0.0.1,IP:10.0.0.1"), "10.0.0.1");
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_IP_AS_DNS_NAME"));
  EXPECT_EQ(findings[0].severity, Severity::kWarning);
}

TEST(NameCheckTest, ACommonNameAloneIsAWarningForItsHostAndFatalForAnother) {
  const Certificate leaf = Named("", "a.test");
  EXPECT_THAT(CodesIn(Check(leaf, "a.test")), ElementsAre("CERTIFICATE_COMMON_NAME_ONLY"));
  EXPECT_THAT(CodesIn(Check(leaf, "b.test")),
              ElementsAre("CERTIFICATE_COMMON_NAME_ONLY", "CERTIFICATE_HOSTNAME_MISMATCH"));
  // No client looks for an address there.
  EXPECT_THAT(CodesIn(Check(Named("", "10.0.0.1"), "10.0.0.1")),
              ::testing::Contains("CERTIFICATE_HOSTNAME_MISMATCH"));
}

// gRPC takes the common name for want of any other name; OpenSSL does beside a URI, too.
TEST(NameCheckTest, ACommonNameBesideAUriOrAMailboxIsNoMatch) {
  for (const char* name : {"URI:spiffe://a.test/x", "email:a@b.test"}) {
    EXPECT_THAT(CodesIn(Check(Named(name, "a.test"), "a.test")),
                ::testing::Contains("CERTIFICATE_HOSTNAME_MISMATCH"))
        << name;
  }
}

TEST(NameCheckTest, ALeafForNoHostIsAWarning) {
  const std::vector<Finding> findings = Check(Named("URI:spiffe://a.test/x"));
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_HAS_NO_HOST_NAME"));
  EXPECT_EQ(findings[0].severity, Severity::kWarning);
}

TEST(NameCheckTest, ANameThatNobodyCanCallIsSaid) {
  for (const char* name : {"DNS:a.test:443", "DNS:https://a.test", "DNS:a b", "DNS:a.test."}) {
    std::vector<Finding> findings;
    CheckNamesWellFormed(Named(name), File(), &findings);
    ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_NAME_MALFORMED")) << name;
    EXPECT_EQ(findings[0].severity, Severity::kWarning);
  }
  std::vector<Finding> findings;
  CheckNamesWellFormed(Named("DNS:a_b.test,DNS:*.a.test,IP:::1,URI:x:y"), File(), &findings);
  EXPECT_THAT(findings, IsEmpty());
}

// iPAddress of five octets: gRPC 1.51 ends the process that verifies it.
TEST(NameCheckTest, AnAddressOfFiveOctetsIsFatal) {
  std::vector<Finding> findings;
  CheckNamesWellFormed(Named("DER:300787050102030405"), File(), &findings);
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_NAME_MALFORMED"));
  EXPECT_EQ(findings[0].severity, Severity::kFatal);
}

TEST(NameCheckTest, WhoHasNoHostNameIsNotCalledByOne) {
  for (const char* names : {"URI:spiffe://example.org/a", ""}) {
    for (const Finding& finding : Check(Named(names), "localhost")) {
      EXPECT_THAT(finding.cure, Not(HasSubstr("--server-name"))) << names;
    }
  }
}

}  // namespace
}  // namespace certgen
