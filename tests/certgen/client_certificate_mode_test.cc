#include "certgen/client_certificate_mode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using Mode = ClientCertificateMode;
using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ClientCertificateModeTest, NamesAreInGrpcsOrder) {
  EXPECT_THAT(ClientCertificateModeNames(),
              ElementsAre("none", "request", "verify-if-given", "require-any", "require"));
  EXPECT_EQ(ClientCertificateModeName(Mode::kRequire), "require");
  for (const std::string& name : ClientCertificateModeNames()) {
    EXPECT_EQ(ClientCertificateModeName(*ParseClientCertificateMode(name)), name);
  }
}

TEST(ClientCertificateModeTest, RefusesOtherNamesWithTheList) {
  for (const char* name : {"", "Require", "required", "optional"}) {
    EXPECT_THAT(ParseClientCertificateMode(name),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("none"), HasSubstr("verify-if-given"))));
  }
}

// An identity is a fact in two of the five modes.
TEST(ClientCertificateModeTest, TwoModesVerify) {
  EXPECT_FALSE(VerifiesClients(Mode::kNone));
  EXPECT_FALSE(VerifiesClients(Mode::kRequest));
  EXPECT_TRUE(VerifiesClients(Mode::kVerifyIfGiven));
  EXPECT_FALSE(VerifiesClients(Mode::kRequireAny));
  EXPECT_TRUE(VerifiesClients(Mode::kRequire));
}

}  // namespace
}  // namespace certgen
