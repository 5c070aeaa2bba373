#include "certgen/asn1_value.h"

#include <gtest/gtest.h>

#include <string>

namespace certgen {
namespace {

AsnObjectPtr Oid(const std::string& text) { return AsnObjectPtr(OBJ_txt2obj(text.c_str(), 1)); }

AsnIntegerPtr Integer(const std::string& hex) {
  BIGNUM* raw = nullptr;
  BN_hex2bn(&raw, hex.c_str());
  const BignumPtr number(raw);
  return AsnIntegerPtr(BN_to_ASN1_INTEGER(number.get(), nullptr));
}

TEST(Asn1ValueTest, AnOidHasANameOrOnlyItsNumbers) {
  EXPECT_EQ(OidText(*Oid("2.5.29.17")), "2.5.29.17");
  EXPECT_EQ(OidName(*Oid("2.5.29.17")), "subjectAltName");
  EXPECT_FALSE(HasName(*Oid("1.2.3.4.5")));
  EXPECT_EQ(OidName(*Oid("1.2.3.4.5")), "1.2.3.4.5");
  const std::string long_oid = "1.2." + std::string(70, '7');
  EXPECT_EQ(OidText(*Oid(long_oid)), long_oid);
}

TEST(Asn1ValueTest, AnAbsurdlyLongOidIsNotSpelledOut) {
  std::string octets(10000, '\xFF');
  octets.back() = 1;
  const AsnObjectPtr oid(ASN1_OBJECT_create(NID_undef,
                                            reinterpret_cast<unsigned char*>(octets.data()),
                                            static_cast<int>(octets.size()), nullptr, nullptr));
  EXPECT_EQ(OidText(*oid), "(malformed)");
}

TEST(Asn1ValueTest, IntegersAreDecimalUpTo64Bits) {
  EXPECT_EQ(IntegerText(Integer("FF").get()), "255");
  EXPECT_EQ(IntegerText(Integer("-FF").get()), "-255");
  EXPECT_EQ(IntegerText(Integer("0123456789ABCDEF0123").get()), "0x0123456789ABCDEF0123");
  EXPECT_EQ(IntegerText(nullptr), "");
  EXPECT_EQ(IntegerHex(Integer("0A0B").get()), "0A0B");
  EXPECT_EQ(IntegerHex(nullptr), "");
}

TEST(Asn1ValueTest, TextIsConvertedOrEmpty) {
  const AsnStringPtr latin(ASN1_STRING_type_new(V_ASN1_T61STRING));
  ASN1_STRING_set(latin.get(), "M\xFCller", 6);
  EXPECT_EQ(Utf8(latin.get()), "Müller");
  EXPECT_EQ(Octets(latin.get()), "M\xFCller");
  const AsnStringPtr broken(ASN1_STRING_type_new(V_ASN1_UTF8STRING));
  ASN1_STRING_set(broken.get(), "\xFF\xFF", 2);
  EXPECT_EQ(Utf8(broken.get()), "");
  EXPECT_EQ(Utf8(nullptr), "");
}

TEST(Asn1ValueTest, AnUnreadableTimeIsWhatTheCallerSays) {
  const AsnTimePtr time(ASN1_TIME_new());
  ASN1_TIME_set_string(time.get(), "20270221170000Z");
  EXPECT_EQ(TimeOf(time.get(), absl::InfinitePast()),
            absl::FromCivil(absl::CivilSecond(2027, 2, 21, 17, 0, 0), absl::UTCTimeZone()));
  ASN1_STRING_set(time.get(), "never", 5);
  EXPECT_EQ(TimeOf(time.get(), absl::InfinitePast()), absl::InfinitePast());
  EXPECT_EQ(TimeOf(nullptr, absl::InfiniteFuture()), absl::InfiniteFuture());
}

}  // namespace
}  // namespace certgen
