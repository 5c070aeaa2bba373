#include "certgen/symptom_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certgen/finding_code.h"
#include "certgen/json_document.h"
#include "certgen/troubleshooting_page.h"

namespace certgen {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(SymptomReportTest, SaysWhoPrintsTheWordsAndEveryCauseAndCure) {
  const CommandResult explained = ExplainWords("tls: failed to parse private key", false).value();
  EXPECT_EQ(explained.exit_code, kExitDone);
  EXPECT_EQ(explained.err, "");
  EXPECT_THAT(explained.out,
              AllOf(HasSubstr("gRPC-Go (client or server, loading its files)"),
                    HasSubstr("\nPRIVATE_KEY_ENCRYPTED\n  cause  The key has a passphrase"),
                    HasSubstr("\n  cure   Decrypt it: openssl pkey")));
}

TEST(SymptomReportTest, SaysWhatIsNoFaultOfFiles) {
  EXPECT_THAT(ExplainWords("Waiting for LB pick", false).value().out,
              HasSubstr("\nNO_APPLICATION_PROTOCOL\n  cause  "));
}

TEST(SymptomReportTest, NamesACauseOnceThoughManySymptomsHaveIt) {
  const std::string text = ExplainWords("Invalid private key.", false).value().out;
  EXPECT_EQ(text.find("\nNOT_PEM\n"), text.rfind("\nNOT_PEM\n"));
  EXPECT_NE(text.find("\nNOT_PEM\n"), std::string::npos);
}

TEST(SymptomReportTest, JsonHasTheSame) {
  const auto document = Json::parse(ExplainWords("Socket closed", true).value().out);
  EXPECT_EQ(document.at("version"), 1);
  EXPECT_EQ(document.at("ok"), true);
  EXPECT_EQ(document.at("symptoms").at(0).at("words"), "Socket closed");
  EXPECT_EQ(document.at("causes").at(0).at("code"), "CLIENT_CERTIFICATE_MISSING");
  for (const Json& cause : document.at("causes")) {
    EXPECT_NE(FindFindingKind(cause.at("code")), nullptr);
    EXPECT_EQ(cause.count("title"), 0U);
  }
}

TEST(SymptomReportTest, KnowsNothingOfWordsThatNobodyPrints) {
  EXPECT_FALSE(ExplainWords("all is well", false).has_value());
}

TEST(SymptomReportTest, AllIsThePage) {
  EXPECT_EQ(ExplainAll(false).out, TroubleshootingPage());
  EXPECT_EQ(Json::parse(ExplainAll(true).out).at("page"), TroubleshootingPage());
}

}  // namespace
}  // namespace certgen
