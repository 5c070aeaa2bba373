#include "certgen/issuance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/time/clock.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::IsOk;
using test::Snapshot;
using test::StatusIs;
using test::ValueOf;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kPrecondition = absl::StatusCode::kFailedPrecondition;

LeafOptions LeafNamed(const std::string& name) {
  LeafOptions options;
  options.name = name;
  options.names = {{SubjectAltName::Kind::kDns, name + ".test"}};
  return options;
}

class IssuanceTest : public ::testing::Test {
 protected:
  // Below certgen's own root: an intermediate, as a later command makes it.
  void MakeIntermediate(const std::string& name) {
    const Issuer root = ValueOf(pki_.LoadIssuer("root", now_));
    const PrivateKey key = ValueOf(PrivateKey::Generate(KeyType::kEcP256));
    const Certificate ca = ValueOf(root.IssueCa({"middle", 0, ValidFor(30, now_)}, key));
    fs::create_directories(pki_.member(name));
    test::WriteFile(pki_.member(name) / "ca.crt", ca.ToPem());
    test::WriteFile(pki_.member(name) / "ca.key", ValueOf(key.ToPem()), 0600);
  }

  test::TempDir dir_;
  Pki pki_{dir_.path() / "pki"};
  const absl::Time now_ = absl::Now();
};

TEST_F(IssuanceTest, MakesWhatIsMissingAndFindsWhatIsThere) {
  const Issuance first = ValueOf(MakeRootAndLeaf(pki_, {}, LeafNamed("a"), now_));
  ASSERT_THAT(first.issued, SizeIs(2));
  EXPECT_TRUE(first.issued[0].written && first.issued[1].written);
  EXPECT_EQ(first.issued[1].directory, pki_.member("a"));
  EXPECT_THAT(first.notes, IsEmpty());
  const Issuance again = ValueOf(MakeRootAndLeaf(pki_, {}, LeafNamed("a"), now_));
  EXPECT_FALSE(again.issued[0].written || again.issued[1].written);
  EXPECT_EQ(again.issued[1].certificate, first.issued[1].certificate);
  const Issuance leaf = ValueOf(MakeLeaf(pki_, LeafNamed("b"), now_));
  EXPECT_THAT(leaf.issued, ElementsAre(testing::Field(&Issued::name, "b")));
}

TEST_F(IssuanceTest, TheSameRequestLaterIsStillMet) {
  ASSERT_THAT(MakeRootAndLeaf(pki_, {}, LeafNamed("a"), now_), IsOk());
  const std::string before = Snapshot(dir_.path());
  for (const absl::Duration later : {absl::Seconds(61), absl::Hours(24 * 89)}) {
    EXPECT_THAT(MakeRootAndLeaf(pki_, {}, LeafNamed("a"), now_ + later), IsOk());
    EXPECT_THAT(MakeRoot(pki_, {}, now_ + later), IsOk());
  }
  EXPECT_EQ(Snapshot(dir_.path()), before);
  // Until it has expired.
  EXPECT_THAT(MakeLeaf(pki_, LeafNamed("a"), now_ + absl::Hours(24 * 91)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("expired at")));
}

TEST_F(IssuanceTest, ARefusedRequestWritesNothing) {
  LeafOptions bad_days = LeafNamed("a");
  bad_days.days = 99999999;
  LeafOptions no_days = LeafNamed("a");
  no_days.days = 0;
  LeafOptions no_names = LeafNamed("a");
  no_names.names.clear();
  LeafOptions twice = LeafNamed("a");
  twice.names.push_back(twice.names.front());
  LeafOptions bad_issuer = LeafNamed("a");
  bad_issuer.issuer = "../other";
  for (const LeafOptions& options :
       {bad_days, no_days, no_names, twice, bad_issuer, LeafNamed("root"), LeafNamed("../x")}) {
    EXPECT_THAT(MakeRootAndLeaf(pki_, {}, options, now_), StatusIs(kInvalid));
    EXPECT_THAT(MakeLeaf(pki_, options, now_), StatusIs(kInvalid));
  }
  RootOptions bad_root;
  bad_root.name = "";
  EXPECT_THAT(MakeRootAndLeaf(pki_, bad_root, LeafNamed("a"), now_), StatusIs(kInvalid));
  EXPECT_THAT(MakeRoot(pki_, bad_root, now_), StatusIs(kInvalid));
  EXPECT_THAT(MakeLeaf(pki_, LeafNamed("a"), now_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(IssuanceTest, ALeafNeverReplacesACa) {
  ASSERT_THAT(MakeRoot(pki_, {}, now_), IsOk());
  MakeIntermediate("middle");
  LeafOptions options = LeafNamed("middle");
  options.force = true;
  EXPECT_THAT(MakeLeaf(pki_, options, now_),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("is a CA")));
}

TEST_F(IssuanceTest, ALeafOfAnIntermediateBringsTheChainAlongAndStaysIts) {
  ASSERT_THAT(MakeRoot(pki_, {}, now_), IsOk());
  MakeIntermediate("middle");
  LeafOptions options = LeafNamed("a");
  options.issuer = "middle";
  const Issuance issuance = ValueOf(MakeLeaf(pki_, options, now_));
  EXPECT_THAT(issuance.notes, ElementsAre(HasSubstr("a ends with its issuer at")));
  const std::string leaf = pki_.member("a").string();
  EXPECT_EQ(test::RunOpenSsl({"verify", "-x509_strict", "-CAfile", leaf + "/ca.crt", "-untrusted",
                              leaf + "/tls.crt", leaf + "/tls.crt"})
                .exit_code,
            0);
  EXPECT_EQ(test::ReadFile(leaf + "/ca.crt"), test::ReadFile(pki_.member("root") / "ca.crt"));
  EXPECT_EQ(OptionsOf(pki_, "a")->issuer, "middle");
  // Another issuer is another request.
  options.issuer = "root";
  EXPECT_THAT(MakeLeaf(pki_, options, now_),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("issuer: there ")));
}

TEST_F(IssuanceTest, WhatIsThereCanBeAskedForAgain) {
  EXPECT_EQ(OptionsOf(pki_, "a"), std::nullopt);
  LeafOptions options = LeafNamed("a");
  options.usage = Usage::kServer;
  options.key = KeyType::kEcP384;
  options.days = 17;
  options.access.mode = 0640;
  ASSERT_THAT(MakeRootAndLeaf(pki_, {}, options, now_), IsOk());
  const std::optional<LeafOptions> read = OptionsOf(pki_, "a");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->names, options.names);
  EXPECT_EQ(read->usage, Usage::kServer);
  EXPECT_EQ(read->key, KeyType::kEcP384);
  EXPECT_EQ(read->days, 17);
  EXPECT_EQ(read->access.mode, 0640u);
  EXPECT_EQ(read->issuer, "root");
  EXPECT_FALSE(ValueOf(MakeLeaf(pki_, *read, now_)).issued[0].written);
}

TEST_F(IssuanceTest, AnExpiredRootIssuesNothingAndIsKept) {
  RootOptions root;
  root.days = 10;
  ASSERT_THAT(MakeRoot(pki_, root, now_), IsOk());
  const std::string before = Snapshot(dir_.path());
  const absl::Time later = now_ + absl::Hours(24 * 11);
  EXPECT_THAT(MakeLeaf(pki_, LeafNamed("a"), later), StatusIs(kPrecondition, HasSubstr("expired")));
  EXPECT_THAT(MakeRootAndLeaf(pki_, root, LeafNamed("a"), later),
              StatusIs(kPrecondition, HasSubstr("expired")));
  EXPECT_EQ(Snapshot(dir_.path()), before);
  root.force = true;
  EXPECT_THAT(MakeRoot(pki_, root, later), IsOk());
}

TEST_F(IssuanceTest, OrphansAreCountedBeforeARootIsReplaced) {
  ASSERT_THAT(MakeRootAndLeaf(pki_, {}, LeafNamed("a"), now_), IsOk());
  RootOptions root;
  root.force = true;
  const std::string before = Snapshot(dir_.path());
  EXPECT_THAT(MakeRoot(pki_, root, now_),
              StatusIs(kPrecondition, AllOf(HasSubstr("1 leaf: a"), HasSubstr("--orphan 1"))));
  EXPECT_EQ(Snapshot(dir_.path()), before);
  root.orphans = 1;
  EXPECT_THAT(MakeRoot(pki_, root, now_), IsOk());
}

}  // namespace
}  // namespace certgen
