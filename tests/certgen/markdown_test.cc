#include "certgen/markdown.h"

#include <gtest/gtest.h>

namespace certgen {
namespace {

TEST(MarkdownTest, TextReadsAsItIs) {
  EXPECT_EQ(MarkdownText("a plain sentence: --force"), "a plain sentence: --force");
  EXPECT_EQ(MarkdownText("<b> *a* _c_ | `d` [e](f) \\"),
            "\\<b\\> \\*a\\* \\_c\\_ \\| \\`d\\` \\[e\\](f) \\\\");
}

TEST(MarkdownTest, CodeIsToTheLetter) {
  EXPECT_EQ(MarkdownCode("a_b <c> *d*"), "`a_b <c> *d*`");
  EXPECT_EQ(MarkdownCode("a`b"), "``a`b``");
  EXPECT_EQ(MarkdownCode("`a"), "`` `a ``");
}

TEST(MarkdownTest, ABarCutsNoCell) {
  EXPECT_EQ(MarkdownRow({MarkdownCode("a|b"), MarkdownText("c|d")}), "| `a\\|b` | c\\|d |\n");
  EXPECT_EQ(MarkdownHead({"one", "two"}), "| one | two |\n|---|---|\n");
}

TEST(MarkdownTest, AnchorsAreGitHubs) {
  EXPECT_EQ(MarkdownAnchor("PRIVATE_KEY_MISMATCH"), "private_key_mismatch");
  EXPECT_EQ(MarkdownAnchor("No HTTP/2 agreed upon (ALPN)"), "no-http2-agreed-upon-alpn");
  EXPECT_EQ(MarkdownAnchor("gRPC C++"), "grpc-c");
  EXPECT_EQ(MarkdownLink("`X`", "X Y"), "[`X`](#x-y)");
}

}  // namespace
}  // namespace certgen
