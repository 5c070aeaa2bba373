#include "services/echo/explained_refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echo {
namespace {

using grpc::StatusCode;

TEST(ExplainedRefusalTest, ReadsCodeCauseAndCure) {
  const auto verdict = ExplainedRefusal(grpc::Status(
      StatusCode::UNAUTHENTICATED, "CERTIFICATE_EXPIRED: it is old: very; issue it again"));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->code, certgen::FindingCode::kCertificateExpired);
  EXPECT_EQ(verdict->cause, "the server says: it is old: very");
  EXPECT_EQ(verdict->cure, "issue it again");
  EXPECT_EQ(verdict->exit_code, certgen::kExitRefused);
}

TEST(ExplainedRefusalTest, OtherPeoplesWordsAreNoReasonOfOurs) {
  for (const char* words : {"", "token expired: sign in", "NO_SUCH_CODE: because", "EXPIRED"}) {
    EXPECT_FALSE(ExplainedRefusal(grpc::Status(StatusCode::UNAUTHENTICATED, words))) << words;
  }
  EXPECT_FALSE(ExplainedRefusal(
      grpc::Status(StatusCode::PERMISSION_DENIED, "CERTIFICATE_EXPIRED: it is old")));
}

TEST(ExplainedRefusalTest, IsOfTheRulesToo) {
  const std::string words = "CALLER_NOT_ALLOWED: no rule; give one";
  const auto verdict = ExplainedRefusal(grpc::Status(StatusCode::PERMISSION_DENIED, words));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->code, certgen::FindingCode::kCallerNotAllowed);
  EXPECT_EQ(verdict->exit_code, certgen::kExitRefused);
  EXPECT_FALSE(ExplainedRefusal(grpc::Status(StatusCode::UNAUTHENTICATED, words)));
}

TEST(ExplainedRefusalTest, WordsOfSeveralLinesBecomeOne) {
  const auto verdict = ExplainedRefusal(
      grpc::Status(StatusCode::UNAUTHENTICATED, "CERTIFICATE_EXPIRED: a\n\x1b[31mb; c\rd"));
  ASSERT_TRUE(verdict);
  EXPECT_THAT(verdict->cause + verdict->cure, testing::Not(testing::ContainsRegex("[\n\r\x1b]")));
}

}  // namespace
}  // namespace echo
