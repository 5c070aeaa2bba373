#include "certgen/listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/time/clock.h"
#include "tests/certgen/inspected.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::StatusIs;
using test::ValueOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ListingTest : public ::testing::Test {
 protected:
  void WriteCa(const std::string& name, const test::TestCa& ca) const {
    fs::create_directory(dir_.path() / name);
    test::WriteFile(dir_.File(name + "/ca.crt"), ca.certificate().ToPem());
    test::WriteFile(dir_.File(name + "/ca.key"), ca.key_pem(), 0600);
  }
  std::vector<ListedCredential> Listed() const {
    return ValueOf(List(Pki(dir_.path()), absl::Now()));
  }
  ListedCredential Only() const {
    std::vector<ListedCredential> listed = Listed();
    EXPECT_EQ(listed.size(), 1u);
    return listed.front();
  }

  const test::TestCa root_;
  const test::TempDir dir_;
};

TEST_F(ListingTest, ARevokedLeafIsBroken) {
  const test::Credential leaf = root_.Leaf();
  leaf.WriteTo(dir_.path() / "leaf");
  const OpenSslCa openssl(root_);
  openssl.Revoke(leaf.leaf, "superseded");
  test::WriteFile(dir_.File("leaf/crl.pem"), openssl.List(7));
  ASSERT_EQ(Only().findings.size(), 1u);
  EXPECT_EQ(Only().findings.front().code, FindingCode::kCertificateRevoked);
}

TEST_F(ListingTest, TheRootThenCasThenLeavesEachWithItsIssuer) {
  const test::TestCa middle = root_.Intermediate();
  middle.Leaf().WriteTo(dir_.path() / "a");
  root_.Leaf().WriteTo(dir_.path() / "b");
  test::TestCa().Leaf().WriteTo(dir_.path() / "c");
  WriteCa("root", root_);
  WriteCa("zone", middle);
  test::WriteFile(dir_.File(".gitignore"), "*\n");
  test::WriteFile(dir_.File("notes"), "x");
  fs::create_directory(dir_.path() / ".staging");

  std::vector<std::string> found;
  for (const ListedCredential& one : Listed()) {
    found.push_back(one.name + (one.is_ca ? " CA" : "") + " by " + one.issuer);
    EXPECT_THAT(one.findings, IsEmpty()) << one.name;
  }
  EXPECT_THAT(found,
              ElementsAre("root CA by root", "zone CA by root", "a by zone", "b by root", "c by "));
}

TEST_F(ListingTest, WhatIsBrokenIsListedWithTheReason) {
  const test::Credential good = root_.Leaf();
  const struct {
    const char* file;
    std::string contents;
    const char* code;
  } cases[] = {
      {"tls.crt", "", "FILE_EMPTY"},
      {"tls.crt", good.key, "CERTIFICATE_IS_KEY"},
      {"tls.key", "x", "NOT_PEM"},
      {"tls.key", root_.key_pem(), "PRIVATE_KEY_MISMATCH"},
  };
  for (const auto& c : cases) {
    good.WriteTo(dir_.path() / "leaf");
    test::WriteFile(dir_.path() / "leaf" / c.file, c.contents);
    const ListedCredential leaf = Only();
    EXPECT_THAT(CodesIn(leaf.findings), ElementsAre(c.code));
    EXPECT_EQ(leaf.findings[0].file, dir_.File("leaf/") + c.file);
    EXPECT_EQ(leaf.certificate.has_value(), std::string(c.file) == "tls.key");
    EXPECT_FALSE(leaf.is_ca);
  }
  fs::remove(dir_.path() / "leaf/tls.crt");
  EXPECT_THAT(CodesIn(Only().findings), ElementsAre("FILE_MISSING"));
}

TEST_F(ListingTest, WhatOnlyPeersRefuseIsNotBroken) {
  root_.Leaf(test::Expired()).WriteTo(dir_.path() / "old");
  root_.Leaf(test::ForClients()).WriteTo(dir_.path() / "client");
  for (const ListedCredential& one : Listed()) EXPECT_THAT(one.findings, IsEmpty()) << one.name;
}

TEST_F(ListingTest, RootsThatAreBrokenBreakTheLeafAndMissingOnesDoNot) {
  root_.Leaf().WriteTo(dir_.path() / "leaf");
  test::WriteFile(dir_.File("leaf/ca.crt"), "x");
  EXPECT_THAT(CodesIn(Only().findings), ElementsAre("NOT_PEM"));
  fs::remove(dir_.path() / "leaf/ca.crt");
  EXPECT_THAT(Only().findings, IsEmpty());
}

TEST_F(ListingTest, AFolderOfNothingIsListed) {
  fs::create_directory(dir_.path() / "empty");
  const ListedCredential empty = Only();
  ASSERT_EQ(empty.findings.size(), 1u);
  EXPECT_THAT(empty.findings[0].cause, HasSubstr("neither a leaf"));
}

TEST_F(ListingTest, ACaWithoutItsKeyIsBroken) {
  WriteCa("root", root_);
  fs::remove(dir_.path() / "root/ca.key");
  const ListedCredential root = Only();
  EXPECT_TRUE(root.is_ca);
  EXPECT_THAT(CodesIn(root.findings), ElementsAre("FILE_MISSING"));
}

TEST_F(ListingTest, NoDirectoryNamesTheCure) {
  EXPECT_THAT(List(Pki(dir_.path() / "none"), absl::Now()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("certgen init --dir")));
  test::WriteFile(dir_.File("file"), "x");
  EXPECT_THAT(List(Pki(dir_.path() / "file"), absl::Now()),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(ListingTest, ASingleCredentialIsNoDirectoryOfThem) {
  root_.Leaf().WriteTo(dir_.path());
  EXPECT_THAT(List(Pki(dir_.path()), absl::Now()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("certgen inspect")));
}

}  // namespace
}  // namespace certgen
