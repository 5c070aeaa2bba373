#include "certgen/revocation_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/openssl_ca.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::ValueOf;

std::string ToDer(const std::string& pem) { return OpenSsl({"crl", "-outform", "DER"}, pem); }

TEST(RevocationListTest, HasWhatOpenSslPrints) {
  const test::TestCa ca;
  const OpenSslCa openssl(ca);
  const Certificate first = ca.Leaf().leaf;
  const Certificate second = ca.Leaf().leaf;
  openssl.Revoke(first, "keyCompromise");
  openssl.Revoke(second, "unspecified");
  const std::string pem = openssl.List(7);
  const RevocationList list = ValueOf(RevocationList::FromDer(ToDer(pem)));

  EXPECT_EQ(list.issuer(), ca.certificate().subject());
  EXPECT_EQ(list.version(), 2);
  EXPECT_EQ(list.signature_algorithm(), "ecdsa-with-SHA256");
  EXPECT_EQ(*list.next_update() - list.this_update(), absl::Hours(7 * 24));
  EXPECT_EQ(
      OpenSsl({"crl", "-noout", "-lastupdate", "-dateopt", "iso_8601"}, pem),
      absl::FormatTime("lastUpdate=%Y-%m-%d %H:%M:%SZ\n", list.this_update(), absl::UTCTimeZone()));
  EXPECT_EQ(OpenSsl({"crl", "-noout", "-fingerprint", "-sha256"}, pem),
            "SHA2-256 Fingerprint=" + list.sha256_fingerprint() + "\n");

  const std::vector<RevokedCertificate> revoked = list.revoked();
  ASSERT_EQ(revoked.size(), 2u);
  EXPECT_EQ(revoked[0].serial, first.serial());
  EXPECT_EQ(revoked[0].reason, "Key Compromise");
  EXPECT_GE(revoked[0].time, first.not_before());
  EXPECT_EQ(revoked[1].serial, second.serial());
  const std::vector<Extension> extensions = list.extensions();
  ASSERT_EQ(extensions.size(), 2u);
  EXPECT_EQ(extensions[1].name, "crlNumber");
  EXPECT_EQ(ToString(*extensions[1].value), "42");
}

TEST(RevocationListTest, MayBeEmpty) {
  const RevocationList list =
      ValueOf(RevocationList::FromDer(ToDer(OpenSslCa(test::TestCa()).List(1))));
  EXPECT_THAT(list.revoked(), testing::IsEmpty());
}

TEST(RevocationListTest, RefusesWhatIsNone) {
  const std::string der = ToDer(OpenSslCa(test::TestCa()).List(1));
  for (const std::string& bad : {std::string(), der.substr(1), der + "x", der.substr(0, 50)}) {
    EXPECT_THAT(RevocationList::FromDer(bad), test::StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace certgen
