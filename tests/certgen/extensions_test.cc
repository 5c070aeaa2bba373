#include "certgen/extensions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "certgen/private_key.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::IsOk;
using test::StatusIs;
using test::ValueOf;

class ExtensionsTest : public ::testing::Test {
 protected:
  ExtensionsTest() { X509_set_pubkey(certificate_.get(), key_.get()); }

  // The DER of the one extension, in hexadecimal.
  std::string Value() const {
    const ASN1_OCTET_STRING* data = X509_EXTENSION_get_data(X509_get_ext(certificate_.get(), 0));
    return absl::BytesToHexString({reinterpret_cast<const char*>(ASN1_STRING_get0_data(data)),
                                   static_cast<size_t>(ASN1_STRING_length(data))});
  }
  bool Critical() const {
    return X509_EXTENSION_get_critical(X509_get_ext(certificate_.get(), 0)) == 1;
  }

  PrivateKey key_ = ValueOf(PrivateKey::Generate(KeyType::kEcP256));
  X509Ptr certificate_{X509_new()};
};

TEST_F(ExtensionsTest, ConstraintsOfALeafAreAnEmptySequence) {
  ASSERT_THAT(AddLeafConstraints(certificate_.get()), IsOk());
  EXPECT_EQ(Value(), "3000");
  EXPECT_TRUE(Critical());
}

TEST_F(ExtensionsTest, ConstraintsOfACaHaveItsPathLength) {
  ASSERT_THAT(AddCaConstraints(0, certificate_.get()), IsOk());
  EXPECT_EQ(Value(), "30060101ff020100");
  EXPECT_TRUE(Critical());
}

TEST_F(ExtensionsTest, KeyUsageBitsAreNumberedAsInTheRfc) {
  ASSERT_THAT(AddKeyUsage({0}, certificate_.get()), IsOk());
  EXPECT_EQ(Value(), "03020780");
  EXPECT_TRUE(Critical());
}

TEST_F(ExtensionsTest, KeyUsageHasNoTrailingZeroBits) {
  ASSERT_THAT(AddKeyUsage({5, 6}, certificate_.get()), IsOk());
  EXPECT_EQ(Value(), "03020106");
}

TEST_F(ExtensionsTest, ExtendedKeyUsageFollowsTheUsage) {
  const std::string server = "06082b06010505070301";
  const std::string client = "06082b06010505070302";
  const struct {
    Usage usage;
    std::string der;
  } cases[] = {{Usage::kBoth, "3014" + server + client},
               {Usage::kServer, "300a" + server},
               {Usage::kClient, "300a" + client}};
  for (const auto& c : cases) {
    certificate_.reset(X509_new());
    ASSERT_THAT(AddExtendedKeyUsage(c.usage, certificate_.get()), IsOk());
    EXPECT_EQ(Value(), c.der);
    EXPECT_FALSE(Critical());
  }
}

TEST_F(ExtensionsTest, TheSubjectKeyIdentifierIsTheDigestOfTheKeysBits) {
  ASSERT_THAT(AddSubjectKeyId(certificate_.get()), IsOk());
  const ASN1_BIT_STRING* bits = X509_get0_pubkey_bitstr(certificate_.get());
  unsigned char digest[EVP_MAX_MD_SIZE];
  ASSERT_EQ(EVP_Digest(ASN1_STRING_get0_data(bits), static_cast<size_t>(ASN1_STRING_length(bits)),
                       digest, nullptr, EVP_sha1(), nullptr),
            1);
  EXPECT_EQ(Value(), "0414" + absl::BytesToHexString({reinterpret_cast<char*>(digest), 20}));
  EXPECT_FALSE(Critical());
}

TEST_F(ExtensionsTest, TheAuthorityKeyIdentifierIsACopyOfTheIssuers) {
  const test::TestCa ca;
  ASSERT_THAT(AddAuthorityKeyId(*ca.certificate().get(), certificate_.get()), IsOk());
  const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(ca.certificate().get());
  EXPECT_EQ(Value(), "30168014" + absl::BytesToHexString(
                                      {reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)),
                                       static_cast<size_t>(ASN1_STRING_length(id))}));
  EXPECT_FALSE(Critical());
}

TEST_F(ExtensionsTest, AnIssuerWithoutAnIdentifierHasNoneToCopy) {
  EXPECT_THAT(AddAuthorityKeyId(*certificate_, certificate_.get()),
              StatusIs(absl::StatusCode::kInternal));
}

TEST_F(ExtensionsTest, NamesAreCriticalIfThereIsNoSubject) {
  const std::vector<SubjectAltName> names = {{SubjectAltName::Kind::kDns, "a"},
                                             {SubjectAltName::Kind::kIp, "1.2.3.4"}};
  ASSERT_THAT(AddSubjectAltNames(names, certificate_.get()), IsOk());
  EXPECT_EQ(Value(), "3009820161870401020304");
  EXPECT_TRUE(Critical());
  certificate_.reset(X509_new());
  const auto* name = reinterpret_cast<const unsigned char*>("a");
  X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate_.get()), NID_commonName,
                             MBSTRING_ASC, name, 1, -1, 0);
  ASSERT_THAT(AddSubjectAltNames(names, certificate_.get()), IsOk());
  EXPECT_FALSE(Critical());
}

}  // namespace
}  // namespace certgen
