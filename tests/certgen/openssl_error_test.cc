#include "certgen/openssl_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::StatusIs;

TEST(OpenSslErrorTest, TakesTheReasonsFromOldestToNewestAndEmptiesTheQueue) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
  ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
  EXPECT_THAT(
      OpenSslError("sign it"),
      StatusIs(absl::StatusCode::kInternal, "sign it: malloc failure; passed a null parameter"));
  EXPECT_EQ(ERR_peek_error(), 0u);
  EXPECT_THAT(OpenSslError("sign it"), StatusIs(absl::StatusCode::kInternal, "sign it"));
}

TEST(OpenSslErrorTest, ClearingLeavesNothingToBeBlamedOnALaterStep) {
  ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
  ClearOpenSslErrors();
  EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace certgen
