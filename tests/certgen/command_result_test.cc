#include "certgen/command_result.h"

#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "certgen/json_document.h"

namespace certgen {
namespace {

TEST(FailureTest, IsOneLineOfTheProgram) {
  const CommandResult failure = Failure(absl::NotFoundError("no such\nfile; make it"), false);
  EXPECT_EQ(failure.exit_code, kExitFailed);
  EXPECT_EQ(failure.out, "");
  EXPECT_EQ(failure.err, "certgen: no such?file; make it\n");
}

TEST(FailureTest, ABadArgumentIsBadUsage) {
  EXPECT_EQ(Failure(absl::InvalidArgumentError("x"), false).exit_code, kExitUsage);
}

TEST(FailureTest, TheDocumentTellsCauseFromCure) {
  const Json document =
      Json::parse(Failure(absl::NotFoundError("no file; make it; or not"), true).out);
  EXPECT_EQ(document["ok"], false);
  EXPECT_EQ(document["error"],
            Json({{"code", "NOT_FOUND"}, {"cause", "no file"}, {"cure", "make it; or not"}}));
  EXPECT_EQ(Json::parse(Failure(absl::NotFoundError("no file"), true).out)["error"]["cure"], "");
}

}  // namespace
}  // namespace certgen
