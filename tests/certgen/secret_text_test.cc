#include "certgen/secret_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace certgen {
namespace {

// Longer than what a string keeps in itself, and shorter.
const std::string kLong = "correct horse battery staple";
const std::string kShort = "secret";

bool IsBlank(const char* begin, size_t size) {
  return std::all_of(begin, begin + size, [](char c) { return c == '\0'; });
}

TEST(SecretTextTest, WipingLeavesNothingBehind) {
  for (const std::string& text : {kLong, kShort}) {
    std::string copy = text;
    const char* at = copy.data();
    // What was cut off stands there still.
    copy.resize(3);
    Wipe(&copy);
    EXPECT_EQ(copy, "");
    ASSERT_EQ(copy.data(), at);
    EXPECT_TRUE(IsBlank(at, text.size()));
  }
}

TEST(SecretTextTest, WhatWasMovedFromIsBlank) {
  for (const std::string& text : {kLong, kShort}) {
    SecretText from(text);
    SecretText to(std::move(from));
    EXPECT_EQ(to.text(), text);
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the question
    EXPECT_TRUE(IsBlank(from.text().data(), from.text().capacity()));
    SecretText other("before");
    other = std::move(to);
    EXPECT_EQ(other.text(), text);
    EXPECT_TRUE(to.empty());  // NOLINT(bugprone-use-after-move)
  }
}

TEST(SecretTextTest, ACopyOutlivesTheOriginal) {
  SecretText original(kLong);
  SecretText copy = original;
  original.Wipe();
  EXPECT_TRUE(original.empty());
  EXPECT_EQ(copy.text(), kLong);
  EXPECT_EQ(copy, SecretText(kLong));
  EXPECT_FALSE(copy == original);
}

// Moving and swapping strings copies short ones over the stack.
TEST(SecretTextTest, EvenAShortTextIsNotInsideTheObject) {
  const auto is_inside = [](const SecretText& secret) {
    const auto* begin = reinterpret_cast<const char*>(&secret);
    const char* at = secret.text().data();
    return at >= begin && at < begin + sizeof(secret);
  };
  const SecretText secret(kShort);
  const SecretText copy = secret;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_FALSE(is_inside(secret));
  EXPECT_FALSE(is_inside(copy));
  EXPECT_TRUE(is_inside(SecretText()));
}

}  // namespace
}  // namespace certgen
