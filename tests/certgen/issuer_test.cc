#include "certgen/issuer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::StatusIs;
using test::ValueOf;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

absl::Time At(int year, int month, int day, int hour = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, 0, 0), absl::UTCTimeZone());
}

const absl::Time kNow = At(2026, 11, 23, 17);

PrivateKey Key(KeyType type = KeyType::kEcP256) { return ValueOf(PrivateKey::Generate(type)); }

CaRequest CaNamed(const std::string& name, int path_length = 1) {
  return {name, path_length, ValidFor(3650, kNow)};
}

LeafRequest LeafFor(std::vector<SubjectAltName> names = {{SubjectAltName::Kind::kDns, "a.test"}}) {
  return {std::move(names), Usage::kBoth, ValidFor(90, kNow)};
}

// A root with its own fresh key.
Issuer Root(KeyType type = KeyType::kEcP256, int path_length = 1) {
  PrivateKey key = Key(type);
  Certificate root = ValueOf(IssueRoot(CaNamed("test root", path_length), key));
  return ValueOf(Issuer::Create(std::move(root), std::move(key), {}, kNow));
}

// Every extension, and whether it is critical.
std::map<int, bool> ExtensionsOf(const Certificate& certificate) {
  std::map<int, bool> extensions;
  for (int i = 0; i < X509_get_ext_count(certificate.get()); ++i) {
    X509_EXTENSION* extension = X509_get_ext(certificate.get(), i);
    extensions[OBJ_obj2nid(X509_EXTENSION_get_object(extension))] =
        X509_EXTENSION_get_critical(extension) == 1;
  }
  return extensions;
}

std::string Bytes(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<size_t>(ASN1_STRING_length(string))};
}

TEST(IssuerTest, GivesARootItsProfile) {
  const Issuer issuer = Root();
  const Certificate& root = issuer.certificate();
  EXPECT_EQ(X509_get_version(root.get()), X509_VERSION_3);
  EXPECT_TRUE(root.is_self_issued());
  EXPECT_EQ(X509_verify(root.get(), X509_get0_pubkey(root.get())), 1);
  EXPECT_TRUE(root.is_ca());
  EXPECT_EQ(root.path_length(), 1);
  EXPECT_EQ(X509_get_key_usage(root.get()), static_cast<uint32_t>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
  // No extendedKeyUsage, no names, no authority key identifier.
  EXPECT_EQ(ExtensionsOf(root), (std::map<int, bool>{{NID_basic_constraints, true},
                                                     {NID_key_usage, true},
                                                     {NID_subject_key_identifier, false}}));
}

TEST(IssuerTest, GivesALeafItsProfile) {
  const Issuer issuer = Root();
  const Certificate leaf = ValueOf(issuer.IssueLeaf(LeafFor(), Key()));
  EXPECT_EQ(X509_get_version(leaf.get()), X509_VERSION_3);
  EXPECT_FALSE(leaf.is_ca());
  EXPECT_EQ(leaf.subject(), "CN=a.test");
  EXPECT_EQ(leaf.issuer(), issuer.certificate().subject());
  EXPECT_EQ(ExtensionsOf(leaf), (std::map<int, bool>{{NID_basic_constraints, true},
                                                     {NID_key_usage, true},
                                                     {NID_ext_key_usage, false},
                                                     {NID_subject_key_identifier, false},
                                                     {NID_authority_key_identifier, false},
                                                     {NID_subject_alt_name, false}}));
  // Copied from the issuer; the key identifier alone.
  EXPECT_EQ(Bytes(X509_get0_authority_key_id(leaf.get())),
            Bytes(X509_get0_subject_key_id(issuer.certificate().get())));
  EXPECT_EQ(X509_get0_authority_issuer(leaf.get()), nullptr);
  EXPECT_EQ(X509_get0_authority_serial(leaf.get()), nullptr);
}

TEST(IssuerTest, GivesAnIntermediateItsProfile) {
  const Certificate ca = ValueOf(Root().IssueCa(CaNamed("below", 0), Key()));
  EXPECT_TRUE(ca.is_ca());
  EXPECT_EQ(ca.path_length(), 0);
  EXPECT_EQ(ExtensionsOf(ca), (std::map<int, bool>{{NID_basic_constraints, true},
                                                   {NID_key_usage, true},
                                                   {NID_subject_key_identifier, false},
                                                   {NID_authority_key_identifier, false}}));
}

TEST(IssuerTest, KeyUsageFollowsTheKeyTypeAndTheUsage) {
  const Issuer issuer = Root();
  const struct {
    KeyType key;
    Usage usage;
    uint32_t key_usage;
  } cases[] = {
      {KeyType::kEcP256, Usage::kBoth, KU_DIGITAL_SIGNATURE},
      {KeyType::kEcP384, Usage::kServer, KU_DIGITAL_SIGNATURE},
      {KeyType::kEd25519, Usage::kBoth, KU_DIGITAL_SIGNATURE},
      {KeyType::kRsa2048, Usage::kBoth, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT},
      {KeyType::kRsa2048, Usage::kServer, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT},
      {KeyType::kRsa2048, Usage::kClient, KU_DIGITAL_SIGNATURE},
  };
  for (const auto& c : cases) {
    LeafRequest request = LeafFor();
    request.usage = c.usage;
    const Certificate leaf = ValueOf(issuer.IssueLeaf(request, Key(c.key)));
    EXPECT_EQ(X509_get_key_usage(leaf.get()), c.key_usage)
        << KeyTypeName(c.key) << " " << UsageName(c.usage);
    EXPECT_EQ(UsageOf(leaf), c.usage);
    const uint32_t purposes = (c.usage != Usage::kClient ? XKU_SSL_SERVER : 0) |
                              (c.usage != Usage::kServer ? XKU_SSL_CLIENT : 0);
    EXPECT_EQ(X509_get_extended_key_usage(leaf.get()), purposes);
  }
}

TEST(IssuerTest, SignsWithTheDigestOfTheIssuersKey) {
  const struct {
    KeyType key;
    int algorithm;
    int parameters;
  } cases[] = {{KeyType::kEcP256, NID_ecdsa_with_SHA256, V_ASN1_UNDEF},
               {KeyType::kEcP384, NID_ecdsa_with_SHA384, V_ASN1_UNDEF},
               {KeyType::kEd25519, NID_ED25519, V_ASN1_UNDEF},
               {KeyType::kRsa2048, NID_sha256WithRSAEncryption, V_ASN1_NULL}};
  for (const auto& c : cases) {
    const Certificate leaf = ValueOf(Root(c.key).IssueLeaf(LeafFor(), Key()));
    const X509_ALGOR* outer = nullptr;
    X509_get0_signature(nullptr, &outer, leaf.get());
    const ASN1_OBJECT* algorithm = nullptr;
    int parameters = 0;
    X509_ALGOR_get0(&algorithm, &parameters, nullptr, outer);
    EXPECT_EQ(OBJ_obj2nid(algorithm), c.algorithm) << KeyTypeName(c.key);
    EXPECT_EQ(parameters, c.parameters) << KeyTypeName(c.key);
    EXPECT_EQ(X509_ALGOR_cmp(outer, X509_get0_tbs_sigalg(leaf.get())), 0);
  }
}

TEST(IssuerTest, AThousandSerialsArePositiveDistinctAndAtMostTwentyOctets) {
  const Issuer issuer = Root();
  const PrivateKey key = Key();
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const Certificate leaf = ValueOf(issuer.IssueLeaf(LeafFor(), key));
    const ASN1_INTEGER* serial = X509_get0_serialNumber(leaf.get());
    EXPECT_EQ(ASN1_STRING_type(serial), V_ASN1_INTEGER);  // not negative
    const std::string octets = Bytes(serial);
    ASSERT_EQ(octets.size(), 20u);
    // A first bit set would cost a 21st octet; zeros at the front would not be
    // of fixed length.
    ASSERT_EQ(static_cast<unsigned char>(octets[0]) & 0xC0, 0x40);
    EXPECT_EQ(i2d_ASN1_INTEGER(serial, nullptr), 22);
    EXPECT_TRUE(seen.insert(octets).second);
  }
}

TEST(IssuerTest, RootsOfOneNameHaveDifferentSubjects) {
  std::set<std::string> subjects;
  for (int i = 0; i < 20; ++i) subjects.insert(Root().certificate().subject());
  EXPECT_EQ(subjects.size(), 20u);
}

TEST(IssuerTest, WithoutANameForTheSubjectTheNamesAreCritical) {
  const std::string host = std::string(60, 'a') + ".test";
  const Issuer issuer = Root();
  for (const SubjectAltName& name :
       {ValueOf(UriName("spiffe://a.test/b")), ValueOf(DnsName(host))}) {
    const Certificate leaf = ValueOf(issuer.IssueLeaf(LeafFor({name}), Key()));
    EXPECT_EQ(leaf.subject(), "");
    EXPECT_TRUE(ExtensionsOf(leaf).at(NID_subject_alt_name)) << ToString(name);
  }
}

TEST(IssuerTest, NothingIsValidOutsideItsIssuersValidity) {
  const Issuer issuer = Root();
  const Certificate& root = issuer.certificate();
  LeafRequest request = LeafFor();
  request.validity = {root.not_before() - absl::Hours(9), root.not_after() + absl::Seconds(1)};
  const Certificate leaf = ValueOf(issuer.IssueLeaf(request, Key()));
  EXPECT_EQ(leaf.not_before(), root.not_before());
  EXPECT_EQ(leaf.not_after(), root.not_after());
  CaRequest below = CaNamed("below", 0);
  below.validity = request.validity;
  EXPECT_EQ(ValueOf(issuer.IssueCa(below, Key())).not_after(), root.not_after());
}

TEST(IssuerTest, ALeafEndsWithTheFirstOfAllIssuersToExpire) {
  PrivateKey root_key = Key();
  CaRequest short_lived = CaNamed("short-lived root");
  short_lived.validity = ValidFor(10, kNow);
  const Certificate root = ValueOf(IssueRoot(short_lived, root_key));
  const Issuer top = ValueOf(Issuer::Create(root, std::move(root_key), {}, kNow));
  PrivateKey key = Key();
  const Certificate middle = ValueOf(top.IssueCa(CaNamed("middle", 0), key));
  const Issuer issuer = ValueOf(Issuer::Create(middle, std::move(key), {root}, kNow));
  EXPECT_EQ(issuer.not_after(), root.not_after());
  EXPECT_EQ(ValueOf(issuer.IssueLeaf(LeafFor(), Key())).not_after(), root.not_after());
  EXPECT_THAT(issuer.intermediates(), testing::ElementsAre(middle));
  EXPECT_EQ(issuer.root(), root);
}

TEST(IssuerTest, WritesUtcTimeThrough2049AndGeneralizedTimeFrom2050) {
  const struct {
    absl::Time not_after;
    int type;
    std::string text;
  } cases[] = {
      {At(2050, 1, 1) - absl::Seconds(1), V_ASN1_UTCTIME, "491231235959Z"},
      {At(2050, 1, 1), V_ASN1_GENERALIZEDTIME, "20500101000000Z"},
      {At(10000, 1, 1) - absl::Seconds(1), V_ASN1_GENERALIZEDTIME, "99991231235959Z"},
  };
  for (const auto& c : cases) {
    CaRequest request = CaNamed("test root");
    request.validity.not_after = c.not_after;
    const Certificate root = ValueOf(IssueRoot(request, Key()));
    const ASN1_TIME* time = X509_get0_notAfter(root.get());
    EXPECT_EQ(ASN1_STRING_type(time), c.type);
    EXPECT_EQ(Bytes(time), c.text);
    EXPECT_EQ(root.not_after(), c.not_after);
    EXPECT_EQ(ASN1_STRING_type(X509_get0_notBefore(root.get())), V_ASN1_UTCTIME);
  }
}

TEST(IssuerTest, RefusesDatesThatNoCertificateCanHave) {
  CaRequest root = CaNamed("test root");
  root.validity.not_after = At(10000, 1, 1);
  EXPECT_THAT(IssueRoot(root, Key()), StatusIs(kInvalid, HasSubstr("beyond the year 9999")));
  root.validity.not_after = root.validity.not_before;
  EXPECT_THAT(CheckCaRequest(root), StatusIs(kInvalid, HasSubstr("reversed")));
  LeafRequest leaf = LeafFor();
  std::swap(leaf.validity.not_before, leaf.validity.not_after);
  EXPECT_THAT(CheckLeafRequest(leaf), StatusIs(kInvalid, HasSubstr("reversed")));
  EXPECT_THAT(Root().IssueLeaf(leaf, Key()), StatusIs(kInvalid, HasSubstr("reversed")));
  leaf.validity = {At(2000, 1, 1), At(2001, 1, 1)};
  EXPECT_THAT(Root().IssueLeaf(leaf, Key()),
              StatusIs(kInvalid, AllOf(HasSubstr("outside that of its issuer"),
                                       HasSubstr("2001-01-01T00:00:00Z"))));
}

TEST(IssuerTest, RefusesNamesThatNoLeafMayHave) {
  const Issuer issuer = Root();
  const SubjectAltName name = ValueOf(DnsName("a.test"));
  EXPECT_THAT(issuer.IssueLeaf(LeafFor({}), Key()), StatusIs(kInvalid, HasSubstr("at least one")));
  EXPECT_THAT(issuer.IssueLeaf(LeafFor({name, name}), Key()),
              StatusIs(kInvalid, HasSubstr("DNS:a.test is given twice")));
  EXPECT_THAT(issuer.IssueCa(CaNamed(""), Key()), StatusIs(kInvalid, HasSubstr("is empty")));
  EXPECT_THAT(IssueRoot(CaNamed(std::string(65, 'x')), Key()),
              StatusIs(kInvalid, HasSubstr("more than 64 characters")));
  EXPECT_THAT(CheckCaRequest(CaNamed("x", -1)), StatusIs(kInvalid, HasSubstr("negative")));
}

}  // namespace
}  // namespace certgen
