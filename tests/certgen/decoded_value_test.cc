#include "certgen/decoded_value.h"

#include <gtest/gtest.h>

namespace certgen {
namespace {

using Fields = DecodedValue::Fields;
using List = DecodedValue::List;

DecodedValue Text(const char* text) { return {std::string(text)}; }

TEST(DecodedValueTest, ReadsAsOneLine) {
  EXPECT_EQ(ToString({List{Text("a"), Text("b")}}), "a, b");
  EXPECT_EQ(ToString({Fields{{"ca", {true}}, {"path_length", {int64_t{1}}}}}), "ca, path length 1");
  const DecodedValue entry = {Fields{{"names", {List{Text("x"), Text("y")}}}}};
  EXPECT_EQ(ToString({List{entry, entry}}), "names x, y; names x, y");
  EXPECT_EQ(ToString({false}), "no");
}

TEST(DecodedValueTest, LeavesOutWhatIsNotThere) {
  EXPECT_EQ(ToString({}), "");
  EXPECT_EQ(ToString({Fields{{"ca", {false}}, {"path_length", {}}, {"other", {List{}}}}}), "");
}

}  // namespace
}  // namespace certgen
