#include "certgen/bio_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using ::testing::HasSubstr;

TEST(BioTextTest, IsWhatWasWritten) {
  EXPECT_THAT(BioText("a greeting", [](BIO* bio) { return BIO_puts(bio, "hello"); }),
              test::IsOkAndHolds("hello"));
}

TEST(BioTextTest, AFailureNamesWhatWasToBeWritten) {
  EXPECT_THAT(BioText("a greeting", [](BIO*) { return 0; }),
              test::StatusIs(absl::StatusCode::kInternal, HasSubstr("write a greeting")));
}

}  // namespace
}  // namespace certgen
