#include "services/tls/alert_name.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>

namespace tls {
namespace {

TEST(AlertNameTest, IsTheStandardsWordAlsoWhereOpensslHasNone) {
  EXPECT_EQ(AlertName(SSL_AD_UNKNOWN_CA), "unknown_ca");
  EXPECT_EQ(AlertName(SSL_AD_CERTIFICATE_REQUIRED), "certificate_required");
  EXPECT_EQ(AlertName(200), "alert 200");
}

}  // namespace
}  // namespace tls
