#include "certgen/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "absl/time/clock.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;
using test::ValueOf;
using ::testing::HasSubstr;

class DifferenceTest : public ::testing::Test {
 protected:
  DifferenceTest() {
    options_.name = "leaf";
    options_.names = {{Kind::kDns, "a.test"}, {Kind::kIp, "::1"}};
    issued_ = ValueOf(MakeRootAndLeaf(pki_, {}, options_, now_)).issued;
  }
  std::string Difference() const {
    const Issuer issuer = ValueOf(pki_.LoadIssuer("root", now_));
    return LeafDifference(pki_, issuer, options_, now_);
  }

  test::TempDir dir_;
  Pki pki_{dir_.path() / "pki"};
  const absl::Time now_ = absl::Now();
  LeafOptions options_;
  std::vector<Issued> issued_;
};

TEST_F(DifferenceTest, TheSameRequestDoesNotDiffer) {
  EXPECT_EQ(Difference(), "");
  std::swap(options_.names[0], options_.names[1]);
  EXPECT_EQ(Difference(), "");
  EXPECT_EQ(RootDifference(issued_[0].certificate, {}), "");
}

TEST_F(DifferenceTest, EachThingAskedForIsCompared) {
  const LeafOptions same = options_;
  options_.names.pop_back();
  EXPECT_EQ(Difference(), "names: there DNS:a.test, IP:::1, asked for DNS:a.test");
  options_ = same;
  options_.usage = Usage::kClient;
  EXPECT_EQ(Difference(), "usage: there both, asked for client");
  options_ = same;
  options_.key = KeyType::kRsa2048;
  EXPECT_EQ(Difference(), "key: there ec-p256, asked for rsa-2048");
  options_ = same;
  options_.days = 91;
  EXPECT_THAT(Difference(), HasSubstr("end of validity: there "));
  options_ = same;
  options_.access.mode = 0640;
  EXPECT_EQ(Difference(), "mode of the key: there 0600, asked for 0640");
  options_ = same;
  options_.access.group = 4242;
  EXPECT_THAT(Difference(), HasSubstr("group of the key: there "));
}

TEST_F(DifferenceTest, ALeafForOneUsageDiffersFromOneForBoth) {
  options_.name = "server";
  options_.usage = Usage::kServer;
  ASSERT_TRUE(MakeLeaf(pki_, options_, now_).ok());
  options_.usage = Usage::kBoth;
  EXPECT_EQ(Difference(), "usage: there server, asked for both");
}

TEST_F(DifferenceTest, BrokenFilesDifferFromEveryRequest) {
  const std::filesystem::path leaf = pki_.member("leaf");
  test::WriteFile(leaf / "tls.key", "");
  EXPECT_THAT(Difference(), HasSubstr("leaf/tls.key: is empty"));
  std::filesystem::remove(leaf / "..data" / "tls.crt");
  EXPECT_THAT(Difference(), HasSubstr("leaf/tls.crt: there is no such file"));
  std::filesystem::remove(leaf / "..data");
  EXPECT_NE(Difference(), "");
}

TEST_F(DifferenceTest, EachThingAskedOfARootIsCompared) {
  const Certificate& root = issued_[0].certificate;
  RootOptions options;
  options.name = "other";
  EXPECT_EQ(RootDifference(root, options), "name: there tls-echo root, asked for other");
  options = {};
  options.key = KeyType::kEd25519;
  EXPECT_EQ(RootDifference(root, options), "key: there ec-p256, asked for ed25519");
  options = {};
  options.path_length = 0;
  EXPECT_EQ(RootDifference(root, options), "path length: there 1, asked for 0");
  options = {};
  options.days = 1;
  EXPECT_THAT(RootDifference(root, options), HasSubstr("end of validity: there "));
}

}  // namespace
}  // namespace certgen
