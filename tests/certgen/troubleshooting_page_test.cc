#include "certgen/troubleshooting_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/finding_code.h"
#include "certgen/lint_rule.h"
#include "certgen/markdown.h"
#include "certgen/symptom.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> Lines() { return absl::StrSplit(TroubleshootingPage(), '\n'); }

TEST(TroubleshootingPageTest, IsThePageInTheRoot) {
  // Not EXPECT_EQ: it would print both.
  EXPECT_TRUE(test::ReadFile(TROUBLESHOOTING_PAGE) == TroubleshootingPage())
      << "TROUBLESHOOTING.md is not what the tables say. Write it anew in the root:\n"
         "  certgen verify --explain all > TROUBLESHOOTING.md";
}

TEST(TroubleshootingPageTest, HasNoHeadingTwice) {
  std::set<std::string> anchors;
  for (const std::string& line : Lines()) {
    if (!absl::StartsWith(line, "#")) continue;
    EXPECT_TRUE(anchors.insert(MarkdownAnchor(line.substr(line.find(' ') + 1))).second) << line;
  }
}

TEST(TroubleshootingPageTest, EveryLinkLeadsToAHeading) {
  std::set<std::string> anchors;
  for (const std::string& line : Lines()) {
    if (absl::StartsWith(line, "#")) {
      anchors.insert(MarkdownAnchor(line.substr(line.find(' ') + 1)));
    }
  }
  const std::string page = TroubleshootingPage();
  const std::string opening = "](#";
  size_t links = 0;
  for (size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at)) {
    at += opening.size();
    const std::string anchor = page.substr(at, page.find(')', at) - at);
    EXPECT_EQ(anchors.count(anchor), 1U) << anchor;
    ++links;
  }
  EXPECT_GT(links, 500U);
}

TEST(TroubleshootingPageTest, RowsHaveTheCellsOfTheirHead) {
  // Bars that cut cells: not those after a backslash.
  const auto cells = [](const std::string& line) {
    size_t bars = 0;
    for (size_t i = 0; i < line.size(); ++i) {
      bars += static_cast<size_t>(line[i] == '|' && (i == 0 || line[i - 1] != '\\'));
    }
    return bars;
  };
  size_t head = 0;
  for (const std::string& line : Lines()) {
    if (!absl::StartsWith(line, "|")) {
      head = 0;
    } else if (head == 0) {
      head = cells(line);
    } else {
      EXPECT_EQ(cells(line), head) << line;
    }
  }
}

TEST(TroubleshootingPageTest, HasEverySymptomCodeAndRule) {
  const std::string page = TroubleshootingPage();
  for (const Symptom& symptom : Symptoms()) {
    EXPECT_TRUE(absl::StrContains(page, MarkdownCode(symptom.words))) << symptom.words;
  }
  for (const FindingKind& kind : FindingKinds()) {
    EXPECT_TRUE(absl::StrContains(page, absl::StrCat("\n### ", kind.name, "\n"))) << kind.name;
  }
  for (const LintRule* rule : AllLintRules()) {
    EXPECT_TRUE(absl::StrContains(page, MarkdownCode(rule->id))) << rule->id;
  }
}

TEST(TroubleshootingPageTest, SaysThatItIsMade) {
  EXPECT_THAT(Lines().front(), HasSubstr("do not edit"));
}

}  // namespace
}  // namespace certgen
