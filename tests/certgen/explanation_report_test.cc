#include "certgen/explanation_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certgen/command_line.h"
#include "certgen/finding_code.h"
#include "certgen/json_document.h"
#include "certgen/lint_rule.h"

namespace certgen {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ExplanationReportTest, EveryCodeHasCauseCureAndWhatPeersSee) {
  for (const FindingKind& kind : FindingKinds()) {
    const CommandResult explained = Explain(kind.name, /*json=*/false);
    EXPECT_EQ(explained.exit_code, kExitDone);
    EXPECT_THAT(explained.out, AllOf(HasSubstr(kind.name), HasSubstr(kind.meaning),
                                     HasSubstr(kind.cure), HasSubstr("peers")));
    const Json document = Json::parse(Explain(kind.name, /*json=*/true).out);
    EXPECT_EQ(document["code"], kind.name);
    EXPECT_EQ(document["meaning"], kind.meaning);
    EXPECT_EQ(document["cure"], kind.cure);
    const std::string result = HandshakeResultName(kind.result);
    EXPECT_EQ(document["handshake_result"], result.empty() ? Json(nullptr) : Json(result));
  }
}

TEST(ExplanationReportTest, TakesWordsOfAProgramForMoreThanTheCodeOfThatName) {
  EXPECT_THAT(Explain("Deadline Exceeded", false).out,
              AllOf(HasSubstr("gRPC C++"), HasSubstr("\nHANDSHAKE_TIMEOUT\n"),
                    HasSubstr("\nDEADLINE_EXCEEDED\n")));
  EXPECT_THAT(Explain("DEADLINE_EXCEEDED", false).out, testing::StartsWith("DEADLINE_EXCEEDED\n"));
  EXPECT_THAT(Explain("handshake failed", false).out, testing::Not(HasSubstr("is neither")));
}

TEST(ExplanationReportTest, TellsWhatIsBeforeTlsFromWhatIsBehindIt) {
  EXPECT_THAT(Explain("FILE_MISSING", false).out,
              HasSubstr("peers  see nothing of it: TLS is not"));
  EXPECT_THAT(Explain("CONNECTION_REFUSED", false).out, HasSubstr("TLS is not even begun"));
  EXPECT_THAT(Explain("HTTP2_MISSING", false).out, HasSubstr("peers  see a good handshake"));
  EXPECT_THAT(Explain("PLAINTEXT_SERVER", false).out,
              HasSubstr("peers  see a handshake that ends"));
}

TEST(ExplanationReportTest, EveryRuleHasScopeSectionSeverityMeaningAndRemedy) {
  for (const LintRule* rule : AllLintRules()) {
    EXPECT_THAT(Explain(rule->id, /*json=*/false).out,
                AllOf(HasSubstr(rule->section), HasSubstr(rule->meaning), HasSubstr(rule->remedy)));
    const Json document = Json::parse(Explain(rule->id, /*json=*/true).out);
    EXPECT_EQ(document["code"], rule->id);
    EXPECT_EQ(document["scope"], LintScopeName(rule->scope));
    EXPECT_EQ(document["section"], rule->section);
    EXPECT_EQ(document["severity"], rule->severity == Severity::kFatal ? "fatal" : "warning");
    EXPECT_EQ(document["meaning"], rule->meaning);
    EXPECT_EQ(document["cure"], rule->remedy);
  }
}

TEST(ExplanationReportTest, TakesNamesInAnyCase) {
  EXPECT_EQ(Explain("file_missing", false).out, Explain("FILE_MISSING", false).out);
  EXPECT_EQ(Explain("webpki_key_size", false).out, Explain("WEBPKI_KEY_SIZE", false).out);
  EXPECT_EQ(Explain("private key mismatch", false).out, Explain("PRIVATE_KEY_MISMATCH", false).out);
  EXPECT_EQ(Explain("private-key-mismatch", false).out, Explain("PRIVATE_KEY_MISMATCH", false).out);
}

TEST(ExplanationReportTest, OfAPartOfANameNamesThoseThatHaveIt) {
  const CommandResult refused = Explain("key mismatch", /*json=*/false);
  EXPECT_EQ(refused.exit_code, kExitUsage);
  EXPECT_THAT(refused.err,
              HasSubstr("'key mismatch' is neither a code nor words that are known; codes like it: "
                        "PRIVATE_KEY_MISMATCH\n"));
  EXPECT_THAT(Explain("serial", false).err, HasSubstr("RFC5280_SERIAL_NOT_POSITIVE"));
}

TEST(ExplanationReportTest, SaysWhereAllCodesAreToWhoeverAsksForAnother) {
  const CommandResult refused = Explain("NOT_A_CODE", /*json=*/false);
  EXPECT_EQ(refused.exit_code, kExitUsage);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("'NOT_A_CODE'"), HasSubstr("TROUBLESHOOTING.md")));
  EXPECT_THAT(Explain("all is\nwell", false).err, HasSubstr("'all is?well' is neither"));
  EXPECT_EQ(Json::parse(Explain("all is well", true).out).at("ok"), false);
}

}  // namespace
}  // namespace certgen
