#include "services/echo/startup_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/time/clock.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace echo {
namespace {

using certgen::ClientCertificateMode;
using certgen::FindingCode;
using ::test::TestCa;

std::vector<certgen::Finding> Check(const test::Credential& credential,
                                    ClientCertificateMode mode = ClientCertificateMode::kRequire) {
  const test::TempDir temp;
  credential.WriteTo(temp.File("tls"));
  certgen::CredentialPaths paths;
  paths.tls_dir = temp.File("tls");
  return CheckAtStartup(paths, mode, absl::Now()).findings;
}

TEST(StartupCheckTest, FindsNothingInGoodCredentials) {
  EXPECT_TRUE(Check(TestCa().Leaf()).empty());
  EXPECT_TRUE(Check(TestCa().Intermediate().Leaf()).empty());
}

TEST(StartupCheckTest, WarnsOfALeafWithoutAHostName) {
  const auto findings = Check(TestCa().Leaf(
      {.names = {{certgen::SubjectAltName::Kind::kUri, "spiffe://example.com/server"}}}));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, FindingCode::kCertificateHasNoHostName);
  EXPECT_EQ(findings[0].severity, certgen::Severity::kWarning);
}

TEST(StartupCheckTest, ShakesNoHandsWithFaultyFiles) {
  const auto findings = Check(TestCa().Leaf(test::Expired()));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, FindingCode::kCertificateExpired);
}

// Such a server would refuse its own handshake as a client would: it is not one.
TEST(StartupCheckTest, RefusesALeafForClientsOnly) {
  const auto findings = Check(TestCa().Leaf(test::ForClients()));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, FindingCode::kCertificateWrongPurpose);
}

}  // namespace
}  // namespace echo
