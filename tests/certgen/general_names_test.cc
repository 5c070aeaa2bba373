#include "certgen/general_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "certgen/certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;
using test::StatusIs;
using test::ValueOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(GeneralNamesTest, ThereAndBackTheyAreTheSameInTheSameOrder) {
  const std::vector<SubjectAltName> names = {{Kind::kUri, "spiffe://a/b"},
                                             {Kind::kIp, "::1"},
                                             {Kind::kDns, "a.test"},
                                             {Kind::kIp, "10.0.0.1"}};
  const GeneralNamesPtr encoded = ValueOf(ToGeneralNames(names));
  EXPECT_EQ(FromGeneralNames(encoded.get()), names);
}

TEST(GeneralNamesTest, EachKindGetsItsOwnTag) {
  const GeneralNamesPtr encoded = ValueOf(
      ToGeneralNames({{Kind::kDns, "a.test"}, {Kind::kIp, "1.2.3.4"}, {Kind::kUri, "x:y"}}));
  std::vector<int> types;
  types.reserve(3);
  for (int i = 0; i < sk_GENERAL_NAME_num(encoded.get()); ++i) {
    types.push_back(sk_GENERAL_NAME_value(encoded.get(), i)->type);
  }
  EXPECT_THAT(types, ElementsAre(GEN_DNS, GEN_IPADD, GEN_URI));
}

TEST(GeneralNamesTest, NoNamesForANullPointer) {
  EXPECT_THAT(FromGeneralNames(nullptr), IsEmpty());
}

TEST(GeneralNamesTest, RefusesKindsThatAreOnlyRead) {
  for (const Kind kind : {Kind::kEmail, Kind::kOther}) {
    EXPECT_THAT(ToGeneralNames({{kind, "x"}}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot issue for")));
  }
}

TEST(GeneralNamesTest, ReadsTheKindsThatOthersWrite) {
  const std::string pem = test::OpenSsl(
      {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
       "/dev/null", "-subj", "/CN=x", "-addext",
       "subjectAltName=email:a@b.test,DNS:A.Test,RID:1.2.3,otherName:1.2.3.4;UTF8:hi"});
  const Certificate certificate = ValueOf(Certificate::FromPem(pem));
  EXPECT_THAT(
      certificate.names(),
      ElementsAre(SubjectAltName{Kind::kEmail, "a@b.test"}, SubjectAltName{Kind::kDns, "A.Test"},
                  SubjectAltName{Kind::kOther, "RID:1.2.3"},
                  SubjectAltName{Kind::kOther, "otherName:1.2.3.4=hi"}));
}

}  // namespace
}  // namespace certgen
