#include "certgen/certgen_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <utility>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using ::test::IsOk;
using ::test::StatusIs;
using ::testing::HasSubstr;

TEST(CertgenFlagsTest, DefaultsAreAnEcLeafForBothSidesOf90Days) {
  const test::TempDir temp;
  const auto leaf = ToLeafOptions(Pki(temp.path()), "web", CertgenFlags());
  ASSERT_THAT(leaf, IsOk());
  EXPECT_EQ(leaf->name, "web");
  EXPECT_EQ(leaf->issuer, "root");
  EXPECT_EQ(leaf->key, KeyType::kEcP256);
  EXPECT_EQ(leaf->usage, Usage::kBoth);
  EXPECT_EQ(leaf->days, 90);
  EXPECT_EQ(leaf->access.mode, 0600U);
  EXPECT_TRUE(leaf->names.empty());
  const auto root = ToRootOptions(CertgenFlags());
  ASSERT_THAT(root, IsOk());
  EXPECT_EQ(root->days, 3650);
  EXPECT_EQ(root->path_length, 1);
}

TEST(CertgenFlagsTest, NamesWhatIsWrongWithAValue) {
  const std::vector<std::pair<std::function<void(CertgenFlags*)>, const char*>> cases = {
      {[](CertgenFlags* f) { f->key = "rsa-1024"; }, "'rsa-1024' is no key type"},
      {[](CertgenFlags* f) { f->usage = "all"; }, "'all' is no usage"},
      {[](CertgenFlags* f) { f->mode = "0644"; }, "--mode '0644'"},
      {[](CertgenFlags* f) { f->mode = "rw"; }, "--mode 'rw'"},
      {[](CertgenFlags* f) { f->group = "no such group"; }, "--group 'no such group'"},
      {[](CertgenFlags* f) {
         f->dns = {"good.test", "bad_name"};
       },
       "DNS name 'bad_name'"},
      {[](CertgenFlags* f) { f->ip = {"300.0.0.1"}; }, "IP address '300.0.0.1'"},
      {[](CertgenFlags* f) { f->uri = {"no-scheme"}; }, "URI 'no-scheme'"},
  };
  const test::TempDir temp;
  for (const auto& [spoil, named] : cases) {
    CertgenFlags flags;
    spoil(&flags);
    EXPECT_THAT(ToLeafOptions(Pki(temp.path()), "web", flags),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(named)));
  }
}

}  // namespace
}  // namespace certgen
