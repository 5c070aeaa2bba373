#include "certgen/certificate_role.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/openssl_certificate.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CertificateRoleTest, TellsCasFromLeaves) {
  const test::TestCa ca;
  EXPECT_EQ(RoleInWords(ca.certificate()), "root CA");
  EXPECT_EQ(RoleInWords(ca.Intermediate().certificate()), "intermediate CA");
  EXPECT_EQ(RoleInWords(ca.Leaf().leaf), "leaf");
  EXPECT_EQ(RoleInWords(ParsedCertificateWith({"basicConstraints=CA:FALSE"})), "self-signed leaf");
}

TEST(CertificateRoleTest, UsesAreThoseOfTheExtensions) {
  const test::TestCa ca;
  EXPECT_THAT(UsesOf(ca.Leaf().leaf.extensions()), ElementsAre("server", "client"));
  EXPECT_THAT(UsesOf(ca.Leaf(test::ForClients()).leaf.extensions()), ElementsAre("client"));
  EXPECT_THAT(UsesOf(ca.certificate().extensions()), IsEmpty());
  EXPECT_THAT(UsesOf(ParsedCertificateWith({"extendedKeyUsage=codeSigning,1.2.3"}).extensions()),
              ElementsAre("codeSigning", "1.2.3"));
  EXPECT_THAT(KeyUsesOf(ca.certificate().extensions()), ElementsAre("keyCertSign", "cRLSign"));
  EXPECT_THAT(KeyUsesOf(ParsedCertificateWith({"2.5.29.15=DER:FF"}).extensions()), IsEmpty());
}

}  // namespace
}  // namespace certgen
