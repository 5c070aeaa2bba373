#include "certgen/mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certgen {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(MailboxTest, AMailboxIsLocalPartAndHost) {
  for (const char* good : {"a@example.com", "a.b+c@example.com", "*@example.com", "'@a.example",
                           "\"a b@c\"@example.com", "a@[192.0.2.1]", "a@localhost"}) {
    EXPECT_THAT(WhyNoMailbox(good), IsEmpty());
  }
}

TEST(MailboxTest, AnythingElseIsToldApart) {
  EXPECT_THAT(WhyNoMailbox(""), HasSubstr("has no '@'"));
  EXPECT_THAT(WhyNoMailbox("example.com"), HasSubstr("has no '@'"));
  EXPECT_THAT(WhyNoMailbox("a@b@example.com"), HasSubstr("more than one '@'"));
  EXPECT_THAT(WhyNoMailbox("@example.com"), HasSubstr("cannot stand before"));
  EXPECT_THAT(WhyNoMailbox("a..b@example.com"), HasSubstr("cannot stand before"));
  EXPECT_THAT(WhyNoMailbox("a b@example.com"), HasSubstr("cannot stand before"));
  EXPECT_THAT(WhyNoMailbox(std::string("a\0b@example.com", 15)), HasSubstr("cannot stand before"));
  EXPECT_THAT(WhyNoMailbox("a@*.example.com"), HasSubstr("wildcard"));
  EXPECT_THAT(WhyNoMailbox("a@exa_mple.com"), HasSubstr("'_'"));
  EXPECT_THAT(WhyNoMailbox("a@"), HasSubstr("empty"));
}

}  // namespace
}  // namespace certgen
