#include "certgen/lint_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/ascii.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

TEST(LintRuleTest, EachHasAnIdOfItsOwnThatBeginsWithItsScope) {
  std::set<std::string> ids;
  for (const LintRule* rule : AllLintRules()) {
    EXPECT_TRUE(ids.insert(rule->id).second) << rule->id;
    EXPECT_THAT(rule->id, MatchesRegex("[A-Z0-9]+(_[A-Z0-9]+)+"));
    EXPECT_THAT(rule->id, StartsWith(absl::AsciiStrToUpper(LintScopeName(rule->scope)) + "_"));
    EXPECT_EQ(FindLintRule(rule->id), rule);
  }
  EXPECT_EQ(FindLintRule("RFC5280"), nullptr);
  EXPECT_EQ(FindLintRule(""), nullptr);
}

TEST(LintRuleTest, EachSaysWhoDemandsItWhatItMeansAndWhatToDo) {
  for (const LintRule* rule : AllLintRules()) {
    EXPECT_THAT(rule->section, AnyOf(HasSubstr("§"), HasSubstr("rustls"), HasSubstr("Go")))
        << rule->id;
    for (const std::string& sentence : {std::string(rule->meaning), std::string(rule->remedy)}) {
      EXPECT_THAT(sentence, AllOf(Not(IsEmpty()), Not(EndsWith(".")), Not(HasSubstr("\n"))))
          << rule->id;
    }
    EXPECT_TRUE(rule->check != nullptr || rule->openssl_code != 0) << rule->id;
  }
}

// X509_verify_cert's check_extensions, under X509_V_FLAG_X509_STRICT.
TEST(LintRuleTest, WhatOpenSslsStrictModeDemandsIsARuleEach) {
  std::multiset<int> codes;
  for (const LintRule* rule : AllLintRules()) codes.insert(rule->openssl_code);
  for (const int code :
       {X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA, X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN,
        X509_V_ERR_CA_BCONS_NOT_CRITICAL, X509_V_ERR_CA_CERT_MISSING_KEY_USAGE,
        X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, X509_V_ERR_ISSUER_NAME_EMPTY,
        X509_V_ERR_SUBJECT_NAME_EMPTY, X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL,
        X509_V_ERR_EMPTY_SUBJECT_ALT_NAME, X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY,
        X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL, X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL,
        X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER, X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER,
        X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3, X509_V_ERR_EC_KEY_EXPLICIT_PARAMS}) {
    EXPECT_EQ(codes.count(code), 1u) << X509_verify_cert_error_string(code);
  }
}

TEST(LintRuleTest, ExplainTellsEverythingOfARule) {
  EXPECT_EQ(Explain(*FindLintRule("RFC5280_NAME_CONSTRAINTS_NOT_CRITICAL")),
            "RFC5280_NAME_CONSTRAINTS_NOT_CRITICAL\n"
            "  scope     rfc5280\n"
            "  section   RFC 5280 §4.2.1.10\n"
            "  severity  fatal\n"
            "  looks at  every certificate\n"
            "  meaning   name constraints are critical, so that no verifier passes over them\n"
            "  remedy    issue the CA's certificate again with nameConstraints as in openssl's "
            "x509v3_config\n"
            "  waived    where webpki is asked for too: it permits this\n");
  EXPECT_THAT(Explain(*FindLintRule("WEBPKI_INTERNAL_NAME")),
              AllOf(HasSubstr("severity  warning"), HasSubstr("looks at  the leaf"),
                    Not(HasSubstr("waived"))));
}

TEST(LintRuleTest, APlaceIsAPlaceInTheChain) {
  const test::TestCa root;
  const test::TestCa middle = root.Intermediate();
  const std::vector<Certificate> chain = {middle.Leaf().leaf, middle.certificate(),
                                          root.certificate()};
  const StrictPolicy policy;
  const auto places = [&policy](LintPlace place, const std::vector<Certificate>& certificates) {
    LintRule rule = *AllLintRules().front();
    rule.place = place;
    std::string applies;
    for (size_t depth = 0; depth < certificates.size(); ++depth) {
      applies += AppliesTo(rule, {certificates, depth, policy}) ? 'x' : '-';
    }
    return applies;
  };
  EXPECT_EQ(places(LintPlace::kEvery, chain), "xxx");
  EXPECT_EQ(places(LintPlace::kLeaf, chain), "x--");
  EXPECT_EQ(places(LintPlace::kIssuers, chain), "-xx");
  EXPECT_EQ(places(LintPlace::kBelowTrustAnchor, chain), "xx-");
  EXPECT_EQ(places(LintPlace::kTrustAnchor, chain), "--x");
  EXPECT_EQ(places(LintPlace::kTrustAnchor, {chain[0]}), "-");
  EXPECT_EQ(places(LintPlace::kBelowTrustAnchor, {chain[0]}), "x");
}

}  // namespace
}  // namespace certgen
