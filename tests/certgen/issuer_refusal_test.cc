// Whom Issuer::Create takes for an issuer, and what it says to everybody else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "certgen/extensions.h"
#include "certgen/issuer.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::IsOk;
using test::StatusIs;
using test::ValueOf;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::StatusCode kPrecondition = absl::StatusCode::kFailedPrecondition;
const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2026, 11, 23, 17, 0, 0), absl::UTCTimeZone());

PrivateKey Key() { return ValueOf(PrivateKey::Generate(KeyType::kEcP256)); }

PrivateKey Copy(const PrivateKey& key) {
  return ValueOf(PrivateKey::FromPem(ValueOf(key.ToPem())));
}

CaRequest CaNamed(const std::string& name, int path_length = 1) {
  return {name, path_length, ValidFor(3650, kNow)};
}

// A self-signed certificate as other tools may make them.
struct Foreign {
  bool ca = true;
  std::vector<int> key_usage = {5, 6};
  bool subject_key_id = true;
};

Certificate Make(const Foreign& foreign, const PrivateKey& key) {
  X509Ptr made(X509_new());
  X509* certificate = made.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
  ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(kNow - absl::Hours(1)));
  ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(kNow + absl::Hours(1)));
  X509_set_pubkey(certificate, key.get());
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("foreign"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  EXPECT_THAT(foreign.ca ? AddCaConstraints(0, certificate) : AddLeafConstraints(certificate),
              IsOk());
  if (!foreign.key_usage.empty()) {
    EXPECT_THAT(AddKeyUsage(foreign.key_usage, certificate), IsOk());
  }
  if (foreign.subject_key_id) {
    EXPECT_THAT(AddSubjectKeyId(certificate), IsOk());
  }
  X509_sign(certificate, key.get(), EVP_sha256());
  return Certificate(std::move(made));
}

absl::Status Refusal(const Foreign& foreign) {
  PrivateKey key = Key();
  const Certificate certificate = Make(foreign, key);
  return Issuer::Create(certificate, std::move(key), {}, kNow).status();
}

TEST(IssuerCreateTest, TakesACaOfOtherTools) { EXPECT_THAT(Refusal({}), IsOk()); }

TEST(IssuerCreateTest, RefusesWhoeverIsNotACa) {
  Foreign foreign;
  foreign.ca = false;
  EXPECT_THAT(Refusal(foreign), StatusIs(kPrecondition, HasSubstr("is not a CA")));
}

TEST(IssuerCreateTest, RefusesALeafAsIssuer) {
  PrivateKey root_key = Key();
  const Certificate root = ValueOf(IssueRoot(CaNamed("root"), root_key));
  const Issuer issuer = ValueOf(Issuer::Create(root, std::move(root_key), {}, kNow));
  PrivateKey key = Key();
  const Certificate leaf = ValueOf(
      issuer.IssueLeaf({{ValueOf(DnsName("a.test"))}, Usage::kBoth, ValidFor(9, kNow)}, key));
  EXPECT_THAT(Issuer::Create(leaf, std::move(key), {root}, kNow),
              StatusIs(kPrecondition, AllOf(HasSubstr("'CN=a.test'"), HasSubstr("is not a CA"))));
}

TEST(IssuerCreateTest, RefusesACaWithoutKeyCertSign) {
  Foreign foreign;
  foreign.key_usage = {6};
  EXPECT_THAT(Refusal(foreign), StatusIs(kPrecondition, HasSubstr("lacks keyCertSign")));
  // Strict verifiers want the extension.
  foreign.key_usage = {};
  EXPECT_THAT(Refusal(foreign), StatusIs(kPrecondition, HasSubstr("lacks keyCertSign")));
}

TEST(IssuerCreateTest, RefusesACaWithoutSubjectKeyIdentifier) {
  Foreign foreign;
  foreign.subject_key_id = false;
  EXPECT_THAT(Refusal(foreign), StatusIs(kPrecondition, HasSubstr("no subject key identifier")));
}

TEST(IssuerCreateTest, RefusesACaOutsideItsValidityToTheSecond) {
  const PrivateKey key = Key();
  const Certificate root = ValueOf(IssueRoot(CaNamed("root"), key));
  const auto create = [&](absl::Time now) { return Issuer::Create(root, Copy(key), {}, now); };
  EXPECT_THAT(create(root.not_before()), IsOk());
  EXPECT_THAT(create(root.not_after()), IsOk());
  EXPECT_THAT(create(root.not_after() + absl::Seconds(1)),
              StatusIs(kPrecondition, HasSubstr("expired at " + Rfc3339(root.not_after()))));
  EXPECT_THAT(create(root.not_before() - absl::Seconds(1)),
              StatusIs(kPrecondition, HasSubstr("not valid before")));
}

TEST(IssuerCreateTest, RefusesTheKeyOfAnotherCertificate) {
  const Certificate root = ValueOf(IssueRoot(CaNamed("root"), Key()));
  EXPECT_THAT(Issuer::Create(root, Key(), {}, kNow),
              StatusIs(kPrecondition, HasSubstr("private key is not that of issuer")));
}

TEST(IssuerCreateTest, RefusesAPathLengthThatForbidsIt) {
  const PrivateKey root_key = Key();
  const Certificate root = ValueOf(IssueRoot(CaNamed("root", 0), root_key));
  const Issuer issuer = ValueOf(Issuer::Create(root, Copy(root_key), {}, kNow));
  EXPECT_THAT(issuer.IssueCa(CaNamed("below", 0), Key()),
              StatusIs(kPrecondition, HasSubstr("allows 0 CAs between it and a leaf")));

  // Issued all the same, under a root of the same key that allows it.
  const Certificate generous = ValueOf(IssueRoot(CaNamed("root", 1), root_key));
  const Issuer other = ValueOf(Issuer::Create(generous, Copy(root_key), {}, kNow));
  PrivateKey key = Key();
  const Certificate middle = ValueOf(other.IssueCa(CaNamed("below", 0), key));
  EXPECT_THAT(Issuer::Create(middle, Copy(key), {generous}, kNow), IsOk());
  EXPECT_THAT(Issuer::Create(middle, Copy(key), {root}, kNow),
              StatusIs(kPrecondition, HasSubstr("path length of issuer")));
}

TEST(IssuerCreateTest, RefusesParentsThatDidNotIssue) {
  PrivateKey root_key = Key();
  const Certificate root = ValueOf(IssueRoot(CaNamed("root"), root_key));
  const Issuer issuer = ValueOf(Issuer::Create(root, std::move(root_key), {}, kNow));
  PrivateKey key = Key();
  const Certificate middle = ValueOf(issuer.IssueCa(CaNamed("below", 0), key));
  const Certificate stranger = ValueOf(IssueRoot(CaNamed("root"), Key()));
  EXPECT_THAT(Issuer::Create(middle, std::move(key), {stranger}, kNow),
              StatusIs(kPrecondition, HasSubstr("was not issued by")));
}

TEST(IssuerCreateTest, EachRefusalHasWordsOfItsOwn) {
  Foreign leaf;
  leaf.ca = false;
  Foreign crl_only;
  crl_only.key_usage = {6};
  Foreign without_id;
  without_id.subject_key_id = false;
  const std::set<std::string> messages = {std::string(Refusal(leaf).message()),
                                          std::string(Refusal(crl_only).message()),
                                          std::string(Refusal(without_id).message())};
  EXPECT_EQ(messages.size(), 3u);
}

}  // namespace
}  // namespace certgen
