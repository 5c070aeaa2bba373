#include "certgen/revocation_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/openssl_ca.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::OpenSsl;
using test::StatusIs;
using test::ValueOf;
using ::testing::AllOf;
using ::testing::Field;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

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
  EXPECT_EQ(list.ToPem(), pem);

  EXPECT_EQ(list.issuer(), ca.certificate().subject());
  EXPECT_EQ(list.version(), 2);
  EXPECT_EQ(list.signature_algorithm(), "ecdsa-with-SHA256");
  EXPECT_EQ(*list.next_update() - list.this_update(), absl::Hours(7 * 24));
  EXPECT_EQ(
      OpenSsl({"crl", "-noout", "-lastupdate", "-dateopt", "iso_8601"}, pem),
      absl::FormatTime("lastUpdate=%Y-%m-%d %H:%M:%SZ\n", list.this_update(), absl::UTCTimeZone()));
  EXPECT_EQ(OpenSsl({"crl", "-noout", "-fingerprint", "-sha256"}, pem),
            "SHA2-256 Fingerprint=" + list.sha256_fingerprint() + "\n");

  // openssl sorts them by serial number.
  const std::vector<RevokedCertificate> revoked = list.revoked();
  const auto is = [](const Certificate& certificate, const std::string& reason) {
    return AllOf(Field(&RevokedCertificate::serial, certificate.serial()),
                 Field(&RevokedCertificate::reason, reason),
                 Field(&RevokedCertificate::time, Ge(certificate.not_before())));
  };
  EXPECT_THAT(revoked,
              UnorderedElementsAre(is(first, "Key Compromise"), is(second, "Unspecified")));
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

TEST(RevocationListTest, KnowsItsIssuerByName) {
  const OddCertificate ca(OddCa("a"));
  const RevocationList crl = test::OddCrl(ca, {});
  EXPECT_TRUE(crl.NamesAsIssuer(ca.get()));
  EXPECT_FALSE(crl.NamesAsIssuer(OddCertificate(OddCa("b")).get()));
}

TEST(RevocationListTest, KnowsWhoseKeySignedIt) {
  const OddCertificate ca(OddCa("a"));
  const RevocationList crl = test::OddCrl(ca, {});
  EXPECT_TRUE(crl.IsSignedBy(ca.get()));
  EXPECT_FALSE(crl.IsSignedBy(OddCertificate(OddCa("a")).get()));
}

TEST(RevocationListTest, FindsACertificateOfItsIssuerAlone) {
  const OddCertificate ca(OddCa("a"));
  const RevocationList crl = test::OddCrl(ca, {"4711"});
  const OddCertificate leaf(test::OddLeaf(), ca);
  ASSERT_TRUE(crl.Find(leaf.get()).has_value());
  EXPECT_EQ(crl.Find(leaf.get())->serial, leaf.get().serial());
  const OddCertificate other(OddCa("b"));
  EXPECT_FALSE(crl.Find(OddCertificate(test::OddLeaf(), other).get()).has_value());
  EXPECT_FALSE(test::OddCrl(ca, {"4712"}).Find(leaf.get()).has_value());
}

TEST(RevocationListTest, TellsWhichExtensionsItHas) {
  const RevocationList crl =
      test::OddCrl(OddCertificate(OddCa("a")), {}, {{"2.5.29.20", "DER:020101"}});
  EXPECT_TRUE(crl.HasExtension(NID_crl_number));
  EXPECT_FALSE(crl.IsCritical(NID_crl_number));
  EXPECT_FALSE(crl.HasExtension(NID_authority_key_identifier));
  EXPECT_FALSE(crl.IsCritical(NID_authority_key_identifier));
}

TEST(RevocationListTest, RefusesWhatIsNoList) {
  const auto no_list = StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("revocation list"));
  EXPECT_THAT(RevocationList::FromPem(""), no_list);
  EXPECT_THAT(RevocationList::FromPem(OddCertificate(OddCa("a")).get().ToPem()), no_list);
}

}  // namespace
}  // namespace certgen
