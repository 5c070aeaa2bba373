#include "certgen/pem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace certgen {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kBlock[] = "-----BEGIN X-----\nAAAA\n-----END X-----\n";

TEST(PemTest, FindsEachBlockWithItsLineAndText) {
  const auto blocks = SplitPem(std::string("text\n\n") + kBlock + "more text\n" +
                               "-----BEGIN Y Z-----\nBB==\n-----END Y Z-----");
  ASSERT_THAT(blocks, SizeIs(2));
  EXPECT_EQ(blocks[0].label, "X");
  EXPECT_EQ(blocks[0].text, kBlock);
  EXPECT_EQ(blocks[0].line, 3);
  EXPECT_TRUE(blocks[0].complete);
  EXPECT_EQ(blocks[1].label, "Y Z");
  EXPECT_EQ(blocks[1].line, 7);
  EXPECT_TRUE(blocks[1].complete);
}

TEST(PemTest, TextWithoutBlocksHasNone) {
  for (const char* text : {"", "\n", "hello", "-----BEGIN", "----BEGIN X----", "AAAA\nBBBB\n"}) {
    EXPECT_THAT(SplitPem(text), IsEmpty()) << text;
  }
}

TEST(PemTest, CarriageReturnsAndAByteOrderMarkAreNoObstacle) {
  const auto blocks = SplitPem("\xEF\xBB\xBF-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n");
  ASSERT_THAT(blocks, SizeIs(1));
  EXPECT_EQ(blocks[0].label, "X");
  EXPECT_TRUE(blocks[0].complete);
}

TEST(PemTest, ABlockWithoutItsEndIsIncomplete) {
  for (const char* end : {"", "-----END Y-----\n", "-----END X----\n", "----END X-----"}) {
    const auto blocks = SplitPem(std::string("-----BEGIN X-----\nAAAA\n") + end);
    ASSERT_THAT(blocks, SizeIs(1)) << end;
    EXPECT_FALSE(blocks[0].complete) << end;
  }
}

TEST(PemTest, AnIncompleteBlockEndsWhereTheNextBegins) {
  const auto blocks = SplitPem(std::string("-----BEGIN X-----\nAA\n") + kBlock);
  ASSERT_THAT(blocks, SizeIs(2));
  EXPECT_EQ(blocks[0].text, "-----BEGIN X-----\nAA\n");
  EXPECT_FALSE(blocks[0].complete);
  EXPECT_TRUE(blocks[1].complete);
}

TEST(PemTest, ABlockWithoutItsBeginIsFoundByItsEnd) {
  const auto blocks = SplitPem(std::string(kBlock) + "----BEGIN X-----\nAA\n-----END X-----\n");
  ASSERT_THAT(blocks, SizeIs(2));
  EXPECT_TRUE(blocks[0].complete);
  EXPECT_FALSE(blocks[1].complete);
  EXPECT_EQ(blocks[1].label, "X");
  EXPECT_EQ(blocks[1].line, 6);
}

TEST(PemTest, KnowsTheLabelsOfCertificatesAndKeys) {
  for (const char* label : {"CERTIFICATE", "X509 CERTIFICATE"}) {
    EXPECT_TRUE(IsCertificateLabel(label)) << label;
    EXPECT_FALSE(IsPrivateKeyLabel(label)) << label;
  }
  for (const char* label :
       {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
    EXPECT_TRUE(IsPrivateKeyLabel(label)) << label;
    EXPECT_FALSE(IsCertificateLabel(label)) << label;
  }
  for (const char* label : {"PUBLIC KEY", "CERTIFICATE REQUEST", "EC PARAMETERS", ""}) {
    EXPECT_FALSE(IsCertificateLabel(label) || IsPrivateKeyLabel(label)) << label;
  }
}

// As in bundles from which an entry was taken for a while; OpenSSL reads on, too.
TEST(PemTest, AnEntryThatIsCommentedOutIsNone) {
  const std::string good = "-----BEGIN A-----\nAA==\n-----END A-----\n";
  const std::vector<PemBlock> blocks =
      SplitPem("# -----BEGIN B-----\n# AA==\n# -----END B-----\n" + good);
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].label, "A");
  EXPECT_TRUE(blocks[0].complete);
}

}  // namespace
}  // namespace certgen
