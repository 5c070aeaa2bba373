#include "services/echo/trace_parent.h"

#include <gtest/gtest.h>

#include <string>

namespace echo {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

std::string Header(const std::string& version, const std::string& rest = "") {
  return version + "-" + kTrace + "-00f067aa0ba902b7-01" + rest;
}

TEST(TraceParent, HasATraceId) {
  EXPECT_EQ(TraceIdOf(Header("00")), kTrace);
  EXPECT_EQ(TraceIdOf("00-" + kTrace + "-00f067aa0ba902b7-00"), kTrace);
}

TEST(TraceParent, OfALaterVersionMayGoOn) {
  EXPECT_EQ(TraceIdOf(Header("01", "-more")), kTrace);
  EXPECT_EQ(TraceIdOf(Header("cc")), kTrace);
  EXPECT_EQ(TraceIdOf(Header("00", "-more")), "");
  EXPECT_EQ(TraceIdOf(Header("01", "more")), "");
}

TEST(TraceParent, ThatIsNotAsTheStandardHasItTellsNothing) {
  const std::string zeros(32, '0');
  for (const std::string& header :
       {std::string(), std::string("00"), Header("ff"), Header("0G"), Header("00").substr(1),
        "00-" + zeros + "-00f067aa0ba902b7-01", "00-" + kTrace + "-0000000000000000-01",
        std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
        "00_" + kTrace + "_00f067aa0ba902b7_01", "00-" + kTrace + "-00f067aa0ba902b7-0x",
        "00-" + kTrace.substr(1) + "\n-00f067aa0ba902b7-01", std::string(10000, '0')}) {
    EXPECT_EQ(TraceIdOf(header), "") << header;
  }
}

}  // namespace
}  // namespace echo
