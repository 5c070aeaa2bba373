#include "certgen/kinship.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::OddLeaf;
using test::OddRoot;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The same certificate with another signature.
Certificate Forged(const Certificate& certificate) {
  X509Ptr copy(X509_dup(certificate.get()));
  const ASN1_BIT_STRING* signature = nullptr;
  X509_get0_signature(&signature, nullptr, copy.get());
  signature->data[signature->length - 1] ^= 1;
  const BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), copy.get());
  char* pem = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &pem);
  return test::ValueOf(Certificate::FromPem(std::string(pem, static_cast<size_t>(length))));
}

class KinshipTest : public ::testing::Test {
 protected:
  const OddCertificate root_{OddRoot()};
  const OddCertificate middle_{OddCa("middle"), root_};
  const OddCertificate leaf_{OddLeaf(), middle_};
};

TEST_F(KinshipTest, AnIssuerIsTheOneWhoseKeySigned) {
  EXPECT_EQ(KinshipOf(middle_.get(), leaf_.get()), Kinship::kIssued);
  EXPECT_EQ(KinshipOf(root_.get(), leaf_.get()), Kinship::kNone);
  EXPECT_EQ(KinshipOf(leaf_.get(), middle_.get()), Kinship::kNone);
  EXPECT_EQ(KinshipOf(root_.get(), root_.get()), Kinship::kIssued);
}

TEST_F(KinshipTest, OneOfTheSameNameAndAnotherKeyIsANamesake) {
  const OddCertificate other(OddCa("middle"), root_);
  EXPECT_EQ(KinshipOf(other.get(), leaf_.get()), Kinship::kNamesake);
  EXPECT_EQ(FindKin({other.get(), middle_.get()}, leaf_.get(), Kinship::kNamesake)->ToPem(),
            other.get().ToPem());
  EXPECT_EQ(FindKin({other.get(), middle_.get()}, leaf_.get(), Kinship::kIssued)->ToPem(),
            middle_.get().ToPem());
  EXPECT_EQ(FindKin({root_.get()}, leaf_.get(), Kinship::kIssued), nullptr);
}

TEST_F(KinshipTest, ASignatureThatFitsNoMoreIsForged) {
  EXPECT_EQ(KinshipOf(middle_.get(), Forged(leaf_.get())), Kinship::kForged);
}

TEST_F(KinshipTest, TheRightKeyUnderAnotherIdentifierIsPassedOver) {
  // A key identifier of one octet, 7.
  const OddCertificate leaf(OddLeaf().With("authorityKeyIdentifier", "DER:3003800107"), middle_);
  EXPECT_EQ(KinshipOf(middle_.get(), leaf.get()), Kinship::kIssuedUnderOtherId);
}

TEST_F(KinshipTest, ThePathLeadsUpInWhateverOrder) {
  const Certificate stranger = OddCertificate(OddRoot()).get();
  EXPECT_THAT(PathFromLeaf({}), IsEmpty());
  EXPECT_THAT(PathFromLeaf({leaf_.get(), middle_.get()}), ElementsAre(0, 1));
  EXPECT_THAT(PathFromLeaf({leaf_.get(), root_.get(), stranger, middle_.get()}),
              ElementsAre(0, 3, 1));
  EXPECT_THAT(PathFromLeaf({leaf_.get(), stranger}), ElementsAre(0));
}

// Two CAs that signed each other, as bridges do: no way up ends.
TEST_F(KinshipTest, ARingOfCasIsWalkedOnce) {
  const OddCertificate a(OddCa("a"));
  const OddCertificate b(OddCa("b"));
  const OddCertificate a_by_b(OddCa("a"), b, EvpPkeyPtr(X509_get_pubkey(a.get().get())));
  const OddCertificate b_by_a(OddCa("b"), a, EvpPkeyPtr(X509_get_pubkey(b.get().get())));
  const OddCertificate leaf(OddLeaf(), a);
  EXPECT_THAT(PathFromLeaf({leaf.get(), a_by_b.get(), b_by_a.get()}), ElementsAre(0, 1, 2));
}

TEST_F(KinshipTest, StrangersAndRepetitionsAreUnrelated) {
  const Certificate stranger = OddCertificate(OddRoot().With("subjectKeyIdentifier", "01")).get();
  const Certificate other = OddCertificate(OddCa("somebody else")).get();
  EXPECT_THAT(UnrelatedToLeaf({leaf_.get(), middle_.get(), root_.get()}), IsEmpty());
  EXPECT_THAT(UnrelatedToLeaf({leaf_.get(), other, middle_.get(), middle_.get()}),
              ElementsAre(1, 3));
  EXPECT_THAT(UnrelatedToLeaf({leaf_.get(), leaf_.get()}), ElementsAre(1));
}

}  // namespace
}  // namespace certgen
