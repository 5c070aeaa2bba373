#include "certgen/name_constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;
using test::OddCa;
using test::OddCertificate;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

auto Is(bool excluded, Kind kind, const std::string& value) {
  return AllOf(Field(&NameConstraint::excluded, excluded), Field(&NameConstraint::kind, kind),
               Field(&NameConstraint::value, value));
}

TEST(NameConstraintsTest, EachKindIsRead) {
  const OddCertificate ca(OddCa("ca").With(
      "nameConstraints",
      "critical,excluded;DNS:a.test,permitted;IP:10.0.0.0/255.0.0.0,permitted;email:b.test,"
      "excluded;URI:.c.test,excluded;RID:1.2.3"));
  EXPECT_THAT(NameConstraintsOf(ca.get()),
              ElementsAre(Is(false, Kind::kIp, std::string("\x0A\0\0\0\xFF\0\0\0", 8)),
                          Is(false, Kind::kEmail, "b.test"), Is(true, Kind::kDns, "a.test"),
                          Is(true, Kind::kUri, ".c.test"), Is(true, Kind::kOther, "")));
  EXPECT_THAT(NameConstraintsOf(OddCertificate(OddCa("ca")).get()), IsEmpty());
}

TEST(NameConstraintsTest, AConstraintIsOfItsKindOrToldApart) {
  const auto why = [](Kind kind, const std::string& value) {
    return WhyMalformed({.kind = kind, .value = value});
  };
  for (const char* good : {"a.test", "test", ""}) EXPECT_THAT(why(Kind::kDns, good), IsEmpty());
  EXPECT_THAT(why(Kind::kDns, ".a.test"), HasSubstr("starts with a dot"));
  EXPECT_THAT(why(Kind::kDns, "*.a.test"), HasSubstr("has a wildcard"));
  EXPECT_THAT(why(Kind::kDns, "a b"), HasSubstr("host names do not allow"));
  for (const char* good : {"a.test", ".a.test", "me@a.test", ""}) {
    EXPECT_THAT(why(Kind::kEmail, good), IsEmpty());
  }
  EXPECT_THAT(why(Kind::kEmail, "a@b@c.test"), HasSubstr("more than one '@'"));
  EXPECT_THAT(why(Kind::kUri, ".a.test"), IsEmpty());
  EXPECT_THAT(why(Kind::kUri, "https://a.test/"), HasSubstr("host names do not allow"));
  EXPECT_THAT(why(Kind::kIp, std::string("\x0A\0\0\0\xFF\xFE\0\0", 8)), IsEmpty());
  EXPECT_THAT(why(Kind::kIp, std::string("\x0A\0\0\0\xFF\x01\0\0", 8)), HasSubstr("has holes"));
  EXPECT_THAT(why(Kind::kIp, std::string("\x0A\0\0\0", 4)), HasSubstr("4 octets"));
  EXPECT_THAT(why(Kind::kOther, ""), IsEmpty());
}

TEST(NameConstraintsTest, AWildcardReachesTheNamesItStandsFor) {
  const NameConstraint bar = {.excluded = true, .kind = Kind::kDns, .value = "bar.example.com"};
  EXPECT_TRUE(WildcardReaches("*.example.com", bar));
  EXPECT_TRUE(WildcardReaches("*.EXAMPLE.com", bar));
  // Not this label, not two labels, not by text alone.
  EXPECT_FALSE(WildcardReaches("*.bar.example.com", bar));
  EXPECT_FALSE(WildcardReaches("*.com", bar));
  EXPECT_FALSE(WildcardReaches("bar.example.com", bar));
  EXPECT_FALSE(WildcardReaches("*.ample.com", bar));
  EXPECT_FALSE(WildcardReaches("*.example.com", {.kind = Kind::kDns, .value = "example.com"}));
  EXPECT_FALSE(WildcardReaches("*.example.com", {.kind = Kind::kUri, .value = bar.value}));
}

}  // namespace
}  // namespace certgen
