#include "certgen/peer_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/odd_certificate.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::HasSubstr;

Certificate With(const std::string& names, const std::string& common_name = "") {
  test::OddSpec spec = test::OddLeaf();
  spec.common_name = common_name;
  spec = names.empty() ? spec.Without("subjectAltName") : spec.With("subjectAltName", names);
  return test::OddCertificate(spec).get();
}

// Each as gRPC C++ 1.51 itself decides: tests/interop/names_test.py asks it.
TEST(PeerNameTest, MatchesAsGrpcDoes) {
  EXPECT_TRUE(HasName(With("DNS:localhost"), "localhost"));
  EXPECT_TRUE(HasName(With("DNS:localhost."), "localhost"));
  EXPECT_TRUE(HasName(With("DNS:*.example.com"), "a.example.com"));
  EXPECT_FALSE(HasName(With("DNS:*.example.com"), "a.b.example.com"));
  EXPECT_FALSE(HasName(With("DNS:other"), "localhost"));
  EXPECT_TRUE(HasName(With("IP:127.0.0.1"), "127.0.0.1"));
  EXPECT_TRUE(HasName(With("DNS:127.0.0.1"), "127.0.0.1"));
  EXPECT_FALSE(HasName(With("DNS:localhost", "127.0.0.1"), "127.0.0.1"));
  // It compares addresses as text.
  EXPECT_TRUE(HasName(With("IP:::1"), "::1"));
  EXPECT_FALSE(HasName(With("IP:::1"), "0:0:0:0:0:0:0:1"));
}

TEST(PeerNameTest, TheCommonNameCountsForWantOfOthersAndForNoAddress) {
  EXPECT_TRUE(HasName(With("", "localhost"), "localhost"));
  EXPECT_FALSE(HasName(With("DNS:other", "localhost"), "localhost"));
  EXPECT_FALSE(HasName(With("", "127.0.0.1"), "127.0.0.1"));
}

TEST(PeerNameTest, AFindingSaysWhichNamesThereAre) {
  const Finding finding = AboutPeerName(With("DNS:a.test,DNS:b.test"), "c.test");
  EXPECT_EQ(finding.code, FindingCode::kCertificateHostnameMismatch);
  EXPECT_THAT(finding.cause, HasSubstr("is not for c.test: its names are DNS:a.test, DNS:b.test"));
  EXPECT_THAT(finding.cure, HasSubstr("certgen leaf NAME --force --dns c.test"));
  EXPECT_THAT(AboutPeerName(With("DNS:a.test"), "10.0.0.1").cure, HasSubstr("--ip 10.0.0.1"));
  EXPECT_EQ(AboutPeerName(With("", "127.0.0.1"), "127.0.0.1").code,
            FindingCode::kCertificateCommonNameOnly);
}

}  // namespace
}  // namespace certgen
