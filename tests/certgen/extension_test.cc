#include "certgen/extension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certgen/fingerprint.h"
#include "tests/certgen/openssl_certificate.h"

namespace certgen {
namespace {

TEST(ExtensionTest, IsThereWithNameAndOidAndOctets) {
  const Certificate certificate =
      ParsedCertificateWith({"keyUsage=critical,keyCertSign", "1.2.3.4=DER:04:03:01:02:03"});
  const std::vector<Extension> extensions = certificate.extensions();
  ASSERT_GE(extensions.size(), 2u);
  EXPECT_EQ(extensions[0].oid, "2.5.29.15");
  EXPECT_EQ(extensions[0].title(), "keyUsage");
  EXPECT_TRUE(extensions[0].critical);
  EXPECT_TRUE(extensions[0].known());
  EXPECT_FALSE(extensions[0].malformed);
  EXPECT_EQ(ColonHex(extensions[0].der), "03:02:02:04");
  EXPECT_EQ(extensions[1].oid, "1.2.3.4");
  EXPECT_EQ(extensions[1].name, "");
  EXPECT_EQ(extensions[1].title(), "1.2.3.4");
  EXPECT_FALSE(extensions[1].critical);
  EXPECT_FALSE(extensions[1].known());
  EXPECT_EQ(ColonHex(extensions[1].der), "04:03:01:02:03");
}

TEST(ExtensionTest, KnowsOneThatIsMalformed) {
  const std::vector<Extension> extensions =
      ParsedCertificateWith({"2.5.29.15=critical,DER:04:01:00"}).extensions();
  ASSERT_GE(extensions.size(), 1u);
  EXPECT_EQ(extensions[0].name, "keyUsage");
  EXPECT_TRUE(extensions[0].malformed);
  EXPECT_TRUE(extensions[0].known());
  EXPECT_FALSE(extensions[0].value.has_value());
}

TEST(ExtensionTest, ThereAreNoneForANullPointer) {
  EXPECT_THAT(ReadExtensions(nullptr), testing::IsEmpty());
}

}  // namespace
}  // namespace certgen
