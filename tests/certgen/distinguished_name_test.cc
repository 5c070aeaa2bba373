#include "certgen/distinguished_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "certgen/certificate.h"
#include "certgen/private_key.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;
using test::IsOk;
using test::StatusIs;
using test::ValueOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

std::string Repeat(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST(DistinguishedNameTest, CommonNamesAreCountedInCharactersAndNotInBytes) {
  EXPECT_THAT(CheckCommonName("x"), IsOk());
  EXPECT_THAT(CheckCommonName(Repeat("x", 64)), IsOk());
  EXPECT_THAT(CheckCommonName(Repeat("ü", 64)), IsOk());
  EXPECT_THAT(CheckCommonName(Repeat("🙂", 64)), IsOk());
  EXPECT_THAT(CheckCommonName(Repeat("x", 65)), StatusIs(kInvalid, HasSubstr("more than 64")));
  EXPECT_THAT(CheckCommonName(Repeat("ü", 65)), StatusIs(kInvalid, HasSubstr("more than 64")));
  EXPECT_THAT(CheckCommonName(Repeat("x", 100000)), StatusIs(kInvalid, HasSubstr("more than 64")));
}

TEST(DistinguishedNameTest, RefusesWhatCannotBeACommonName) {
  EXPECT_THAT(CheckCommonName(""), StatusIs(kInvalid, HasSubstr("is empty")));
  for (const std::string& name : {std::string("a\nb"), std::string("\x7f"), std::string("a\0b", 3),
                                  std::string("\x1b[31m"), std::string("\xC2\x85")}) {
    EXPECT_THAT(CheckCommonName(name), StatusIs(kInvalid, HasSubstr("control character"))) << name;
  }
  for (const char* name : {"\xFF", "\xC3", "a\xC3(", "\xC0\xAF", "\x80"}) {
    EXPECT_THAT(CheckCommonName(name), StatusIs(kInvalid, HasSubstr("is not UTF-8"))) << name;
  }
}

TEST(DistinguishedNameTest, ACasSubjectEndsInDigitsOfItsKey) {
  const PrivateKey key = ValueOf(PrivateKey::Generate(KeyType::kEcP256));
  const auto subject = [](const PrivateKey& k) {
    X509Ptr certificate(X509_new());
    X509_set_pubkey(certificate.get(), k.get());
    EXPECT_THAT(SetCaSubject("Wurzel, die", certificate.get()), IsOk());
    return Certificate(std::move(certificate)).subject();
  };
  EXPECT_THAT(subject(key), MatchesRegex("CN=Wurzel., die,serialNumber=[0-9a-f]{16}"));
  EXPECT_EQ(subject(key), subject(key));
  EXPECT_NE(subject(key), subject(ValueOf(PrivateKey::Generate(KeyType::kEcP256))));
}

TEST(DistinguishedNameTest, ALeafsCommonNameIsOneOfItsNamesOrNone) {
  const std::string long_host = Repeat("a", 60) + ".test";
  const struct {
    std::vector<SubjectAltName> names;
    std::string subject;
  } cases[] = {
      {{{Kind::kDns, "a.test"}, {Kind::kDns, "b.test"}}, "CN=a.test"},
      {{{Kind::kUri, "spiffe://a/b"}, {Kind::kIp, "::1"}}, "CN=::1"},
      {{{Kind::kDns, long_host}, {Kind::kDns, "b.test"}}, "CN=b.test"},
      {{{Kind::kDns, long_host.substr(1)}}, "CN=" + long_host.substr(1)},
      {{{Kind::kDns, long_host}}, ""},
      {{{Kind::kUri, "spiffe://a/b"}}, ""},
  };
  for (const auto& c : cases) {
    X509Ptr certificate(X509_new());
    EXPECT_THAT(SetLeafSubject(c.names, certificate.get()), IsOk());
    EXPECT_EQ(Certificate(std::move(certificate)).subject(), c.subject);
  }
}

TEST(DistinguishedNameTest, AttributesStandAsTheyAreEncoded) {
  const X509NamePtr name(X509_NAME_new());
  const auto add = [&name](const char* type, int encoding, const std::string& value) {
    ASSERT_EQ(X509_NAME_add_entry_by_txt(name.get(), type, encoding,
                                         reinterpret_cast<const unsigned char*>(value.data()),
                                         static_cast<int>(value.size()), -1, 0),
              1);
  };
  add("O", MBSTRING_UTF8, "Söhne, Müller");
  add("1.2.3.4", V_ASN1_UTF8STRING, "x");
  add("CN", V_ASN1_UTF8STRING, "\xFF");
  const std::vector<NameAttribute> attributes = Attributes(name.get());
  ASSERT_EQ(attributes.size(), 3u);
  EXPECT_EQ(attributes[0].type, "O");
  EXPECT_EQ(attributes[0].oid, "2.5.4.10");
  EXPECT_EQ(attributes[0].value, "Söhne, Müller");
  EXPECT_EQ(attributes[1].type, "1.2.3.4");
  EXPECT_EQ(attributes[1].value, "x");
  EXPECT_EQ(attributes[2].value, "") << "no UTF-8";
}

TEST(DistinguishedNameTest, TheTextIsThatOfRfc2253WithReadableUtf8) {
  const X509NamePtr name(X509_NAME_new());
  EXPECT_EQ(NameText(name.get()), "");
  const std::string value = "Söhne, Müller";
  X509_NAME_add_entry_by_txt(name.get(), "O", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(value.data()), -1, -1, 0);
  X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("a"), -1, -1, 0);
  EXPECT_EQ(NameText(name.get()), "CN=a,O=Söhne\\, Müller");
}

}  // namespace
}  // namespace certgen
