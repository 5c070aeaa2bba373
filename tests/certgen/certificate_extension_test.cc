#include "certgen/certificate_extension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

using test::OddCertificate;
using test::OddLeaf;
using test::OddSpec;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

Certificate Made(const OddSpec& spec) { return OddCertificate(spec).get(); }

TEST(CertificateExtensionTest, AnExtensionIsThereOrNotCriticalOrNot) {
  const Certificate certificate = Made(OddLeaf().Without("authorityKeyIdentifier"));
  EXPECT_TRUE(HasExtension(certificate, NID_key_usage));
  EXPECT_TRUE(IsCritical(certificate, NID_key_usage));
  EXPECT_TRUE(HasExtension(certificate, NID_ext_key_usage));
  EXPECT_FALSE(IsCritical(certificate, NID_ext_key_usage));
  EXPECT_FALSE(HasExtension(certificate, NID_name_constraints));
  EXPECT_FALSE(IsCritical(certificate, NID_name_constraints));
}

TEST(CertificateExtensionTest, DecodesOnlyWhatIsThereOnceAndWellFormed) {
  const auto decodes = [](const OddSpec& spec) {
    const Certificate made = Made(spec);
    return DecodeExtension<GeneralNamesPtr>(made, NID_subject_alt_name) != nullptr;
  };
  EXPECT_TRUE(decodes(OddLeaf()));
  EXPECT_FALSE(decodes(OddLeaf().Without("subjectAltName")));
  EXPECT_FALSE(decodes(OddLeaf().With("subjectAltName", "DER:DEADBEEF")));
  OddSpec twice = OddLeaf();
  twice.extensions.emplace_back("subjectAltName", "DNS:other.test");
  EXPECT_FALSE(decodes(twice));
}

TEST(CertificateExtensionTest, UsesAreListedInOrderOrAbsent) {
  EXPECT_THAT(ExtendedUses(Made(OddLeaf().With("extendedKeyUsage", "clientAuth,serverAuth"))),
              Optional(ElementsAre(NID_client_auth, NID_server_auth)));
  EXPECT_THAT(ExtendedUses(Made(OddLeaf().With("extendedKeyUsage", "DER:3000"))),
              Optional(IsEmpty()));
  EXPECT_EQ(ExtendedUses(Made(OddLeaf().Without("extendedKeyUsage"))), std::nullopt);
}

}  // namespace
}  // namespace certgen
