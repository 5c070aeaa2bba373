#include "certgen/bad_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/certificate.h"
#include "certgen/pem.h"
#include "certgen/private_key.h"
#include "certgen/wrong_form.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::ValueOf;
using ::testing::ElementsAre;

class BadFilesTest : public ::testing::Test {
 protected:
  BadFiles Make(const MakeBadFiles& make) const { return ValueOf(make(source_)); }

  static std::vector<std::string> CommonNames(const BadFile& file) {
    std::vector<std::string> names;
    for (const PemBlock& block : SplitPem(file.contents)) {
      names.push_back(ValueOf(Certificate::FromPem(block.text)).common_name());
    }
    return names;
  }

  const BadSource source_ = ValueOf(NewBadSource(absl::Now()));
  const DefectiveCertificate issuing_ = {.common_name = "issuing", .ca = true};
  const DefectiveCertificate upper_ = {.common_name = "upper", .ca = true};
};

TEST_F(BadFilesTest, APlanIsWrittenLeafFirstAndWithoutItsRoot) {
  const BadFiles files = Make(Chain({.chain = {{}, issuing_, upper_}}));
  EXPECT_THAT(CommonNames(files.cert), ElementsAre("localhost", "issuing", "upper"));
  EXPECT_THAT(CommonNames(files.ca), ElementsAre("root"));
  EXPECT_EQ(files.ca.contents, source_.root.certificate);
  EXPECT_EQ(files.key.mode, 0600u);
  EXPECT_EQ(files.cert.mode, 0644u);
}

TEST_F(BadFilesTest, APlanSaysWhatIsPresentedAndWhatIsTrusted) {
  const BadFiles files = Make(Chain({.chain = {{}, issuing_, upper_},
                                     .root = {{.common_name = "other", .ca = true}},
                                     .presented = {2, 0},
                                     .trusted = {3, 1}}));
  EXPECT_THAT(CommonNames(files.cert), ElementsAre("upper", "localhost"));
  EXPECT_THAT(CommonNames(files.ca), ElementsAre("other", "issuing"));
}

TEST_F(BadFilesTest, OneFileIsReplacedAndTheOthersStay) {
  const BadFiles key = Make(KeyIs(Text("x")));
  EXPECT_EQ(key.key.contents, "x");
  EXPECT_EQ(key.key.mode, 0600u);
  EXPECT_THAT(CommonNames(key.cert), ElementsAre("localhost"));
  const BadFiles cert = Make(CertificateIs(TheKey()));
  EXPECT_EQ(cert.cert.contents, cert.key.contents);
  EXPECT_EQ(cert.cert.mode, 0644u);
  const BadFiles roots = Make(RootsAre(TheCertificate()));
  EXPECT_EQ(roots.ca.contents, roots.cert.contents);
}

TEST_F(BadFilesTest, WhatIsNoFileStaysNone) {
  EXPECT_EQ(Make(KeyIs(Absent())).key.kind, BadFile::Kind::kAbsent);
  EXPECT_EQ(Make(KeyIs(Folder())).key.kind, BadFile::Kind::kFolder);
  const BadFile link = Make(KeyIs(LinkTo("there"))).key;
  EXPECT_EQ(link.kind, BadFile::Kind::kLink);
  EXPECT_EQ(link.contents, "there");
  EXPECT_EQ(Make(KeyIs(GrownTo(7, Text("x")))).key.size, 7u);
}

TEST_F(BadFilesTest, PartsAreConvertedChangedAndJoined) {
  EXPECT_THAT(CommonNames(Make(RootsAre(Joined({SharedRoot(), CertificateOf(upper_)}))).ca),
              ElementsAre("root", "upper"));
  const BadFiles der = Make(KeyIs(Changed(ToDer, TheKey())));
  EXPECT_TRUE(der.key.contents.starts_with('\x30'));
  const BadFiles request = Make(CertificateIs(As(RequestPem)));
  EXPECT_TRUE(request.cert.contents.starts_with("-----BEGIN CERTIFICATE REQUEST-----"));
  const BadFiles other = Make(KeyIs(AnotherKey("ec-p256")));
  EXPECT_FALSE(ValueOf(PrivateKey::FromPem(other.key.contents))
                   .Matches(*ValueOf(Certificate::FromPem(other.cert.contents)).get()));
}

TEST_F(BadFilesTest, AnAlterationSeesAllThree) {
  const auto empty_all = [](BadFiles* files) { *files = {}; };
  EXPECT_EQ(Make(Altered(Chain({}), empty_all)).cert.contents, "");
}

TEST_F(BadFilesTest, AFailureOfAnyPartIsTheFailureOfTheWhole) {
  const DefectiveCertificate impossible = {.key = "no such kind"};
  for (const MakeBadFiles& make :
       {Leaf(impossible), Chain({.root = impossible}), KeyIs(AnotherKey("no such kind")),
        RootsAre(Joined({SharedRoot(), CertificateOf(impossible)})),
        CertificateIs(Changed(ToDer, CertificateOf(impossible)))}) {
    EXPECT_FALSE(make(source_).ok());
  }
}

}  // namespace
}  // namespace certgen
