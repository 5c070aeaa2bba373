#include "certgen/one_line.h"

#include <gtest/gtest.h>

namespace certgen {
namespace {

TEST(OneLineTest, KeepsOrdinaryText) {
  for (const char* text : {"", "CN=localhost", "grün ✓ “quoted” 中文 \u200b"}) {
    EXPECT_EQ(OneLine(text), text);
  }
}

TEST(OneLineTest, ReplacesWhatCouldMoveTheCursorOrForgeALine) {
  EXPECT_EQ(OneLine("a\nb\r\tc"), "a?b??c");
  EXPECT_EQ(OneLine("\x1b[31mred"), "?[31mred");
  EXPECT_EQ(OneLine("\x7f"), "?");
  EXPECT_EQ(OneLine("x\u0085y\u009b2J"), "x?y?2J");
  EXPECT_EQ(OneLine("a\u2028b\u2029c"), "a?b?c");
  EXPECT_EQ(OneLine("\u202egpj.exe\u2066\u200f"), "?gpj.exe??");
}

TEST(OneLineTest, ReplacesBytesThatOldTerminalsTakeForControls) {
  EXPECT_EQ(OneLine("a\x9b[31mb"), "a?[31mb");
  EXPECT_EQ(OneLine("\xe2\x80\x9b"), "\xe2\x80\x9b") << "a quotation mark";
  EXPECT_EQ(OneLine("\xc3\x9b\x9b"), "\xc3\x9b?");
}

TEST(OneLineTest, ReadsNothingBeyondTheEnd) {
  EXPECT_EQ(OneLine("\xc2"), "\xc2");
  EXPECT_EQ(OneLine("\xe2\x80"), "\xe2?");
}

}  // namespace
}  // namespace certgen
