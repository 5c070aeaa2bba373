#include "services/echo/line_buffer.h"

#include <gtest/gtest.h>

#include <string>

namespace echo {
namespace {

TEST(LineBuffer, GivesLinesHoweverTheyComeInPieces) {
  LineBuffer lines;
  EXPECT_FALSE(lines.Next());
  lines.Add("on");
  EXPECT_FALSE(lines.Next());
  lines.Add("e\ntwo\n\nfo");
  EXPECT_EQ(lines.Next(), "one");
  EXPECT_EQ(lines.Next(), "two");
  EXPECT_EQ(lines.Next(), "");
  EXPECT_FALSE(lines.Next());
  lines.Add("ur\n");
  EXPECT_EQ(lines.Next(), "four");
  EXPECT_FALSE(lines.Next());
}

TEST(LineBuffer, GivesTheRestOnlyAtTheEnd) {
  LineBuffer lines;
  lines.Add("one\nrest");
  EXPECT_EQ(lines.Next(), "one");
  EXPECT_FALSE(lines.Next());
  EXPECT_FALSE(lines.ended());
  lines.End();
  EXPECT_EQ(lines.Next(), "rest");
  EXPECT_FALSE(lines.Next());
  EXPECT_TRUE(lines.ended());
}

TEST(LineBuffer, AFinalNewlineEndsTheLastLineAndBeginsNone) {
  LineBuffer lines;
  lines.Add("one\n");
  lines.End();
  EXPECT_EQ(lines.Next(), "one");
  EXPECT_FALSE(lines.Next());
}

TEST(LineBuffer, KeepsBytesOfAllKinds) {
  LineBuffer lines;
  lines.Add(std::string_view("\0\xff\r\n", 4));
  EXPECT_EQ(lines.Next(), std::string("\0\xff\r", 3));
}

TEST(LineBuffer, SaysWhenALineWillNotFit) {
  LineBuffer lines;
  lines.Add("short\n");
  lines.Add(std::string(kLongestLine, 'x'));
  EXPECT_EQ(lines.Next(), "short");
  EXPECT_FALSE(lines.is_too_long());
  lines.Add("x");
  EXPECT_TRUE(lines.is_too_long());
}

}  // namespace
}  // namespace echo
