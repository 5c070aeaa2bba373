#include "certgen/finding_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace certgen {
namespace {

TEST(FindingCodeTest, TheTableIsInTheOrderOfTheEnumeration) {
  int next = 0;
  for (const FindingKind& kind : FindingKinds()) {
    EXPECT_EQ(static_cast<int>(kind.code), next++) << kind.name;
    EXPECT_EQ(&KindOf(kind.code), FindFindingKind(kind.name)) << kind.name;
  }
  EXPECT_EQ(next, static_cast<int>(FindingCode::kCallFailed) + 1);
}

TEST(FindingCodeTest, EachCodeHasANameOfItsOwnAMeaningAndACure) {
  std::set<std::string> names;
  for (const FindingKind& kind : FindingKinds()) {
    EXPECT_THAT(kind.name, testing::MatchesRegex("[A-Z][A-Z0-9_]+"));
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_THAT(kind.meaning, testing::MatchesRegex("[A-Z].+\\.")) << kind.name;
    EXPECT_THAT(kind.cure, testing::Not(testing::StrEq(""))) << kind.name;
  }
  EXPECT_EQ(FindingCodeName(FindingCode::kPrivateKeyMismatch), "PRIVATE_KEY_MISMATCH");
  EXPECT_EQ(FindFindingKind("NO_SUCH_CODE"), nullptr);
}

TEST(FindingCodeTest, WhatAPeerWouldSeeIsAWordOfTheGrfc) {
  EXPECT_EQ(HandshakeResultName(KindOf(FindingCode::kCertificateExpired).result),
            "CERTIFICATE_EXPIRED");
  EXPECT_EQ(HandshakeResultName(KindOf(FindingCode::kCertificateWrongPurpose).result),
            "CERTIFICATE_VERIFICATION_FAILED");
  EXPECT_EQ(HandshakeResultName(KindOf(FindingCode::kPrivateKeyMismatch).result), "");
}

TEST(FindingCodeTest, WhatCanBePresentedHasAResultOnTheWire) {
  for (const FindingKind& kind : FindingKinds()) {
    if (kind.code == FindingCode::kPrivateKeyExposed) continue;
    EXPECT_TRUE(!kind.can_be_presented || kind.result != HandshakeResult::kNone) << kind.name;
  }
}

}  // namespace
}  // namespace certgen
