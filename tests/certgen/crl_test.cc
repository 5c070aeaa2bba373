#include "certgen/crl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::StatusIs;
using ::testing::HasSubstr;

TEST(CrlTest, KnowsItsIssuerByName) {
  const OddCertificate ca(OddCa("a"));
  const Crl crl = test::OddCrl(ca, {});
  EXPECT_TRUE(crl.NamesAsIssuer(ca.get()));
  EXPECT_FALSE(crl.NamesAsIssuer(OddCertificate(OddCa("b")).get()));
}

TEST(CrlTest, TellsWhichExtensionsItHas) {
  const Crl crl = test::OddCrl(OddCertificate(OddCa("a")), {}, {{"2.5.29.20", "DER:020101"}});
  EXPECT_TRUE(crl.HasExtension(NID_crl_number));
  EXPECT_FALSE(crl.IsCritical(NID_crl_number));
  EXPECT_FALSE(crl.HasExtension(NID_authority_key_identifier));
  EXPECT_FALSE(crl.IsCritical(NID_authority_key_identifier));
}

TEST(CrlTest, RefusesWhatIsNoList) {
  const auto no_list = StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("revocation list"));
  EXPECT_THAT(Crl::FromPem(""), no_list);
  EXPECT_THAT(Crl::FromPem(OddCertificate(OddCa("a")).get().ToPem()), no_list);
}

}  // namespace
}  // namespace certgen
