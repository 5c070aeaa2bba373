#include "certgen/bad_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/time/time.h"
#include "certgen/bad_kinds.h"

namespace certgen {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Json Entry(const std::string& kind) {
  const Json manifest = BadManifest(kNow);
  for (const Json& entry : manifest["kinds"]) {
    if (entry["kind"] == kind) return entry;
  }
  return nullptr;
}

TEST(BadManifestTest, HasAnEntryForEachKindAndSaysWhenItWasMade) {
  const Json manifest = BadManifest(kNow);
  EXPECT_EQ(manifest["version"], 1);
  EXPECT_EQ(manifest["made_at"], "2027-01-15T08:00:00Z");
  EXPECT_THAT(manifest["warning"].get<std::string>(), HasSubstr("DO NOT TRUST"));
  EXPECT_EQ(manifest["kinds"].size(), BadKinds().size());
  EXPECT_EQ(Json::parse(BadManifestFile(kNow)), manifest);
}

TEST(BadManifestTest, AnEntrySaysWhatIsWrongAndHowToCheckIt) {
  EXPECT_EQ(Entry("wrong-host"),
            Json({{"kind", "wrong-host"},
                  {"directory", "wrong-host"},
                  {"good", false},
                  {"what", "The certificate is for other.test, and clients call localhost."},
                  {"code", "CERTIFICATE_HOSTNAME_MISMATCH"},
                  {"severity", "fatal"},
                  {"besides", Json::array()},
                  {"file", "tls.crt"},
                  {"role", "server"},
                  {"host", "localhost"},
                  {"client_cert", "require"},
                  {"handshake_result", "CERTIFICATE_HOSTNAME_MISMATCH"},
                  {"can_be_presented", true}}));
}

TEST(BadManifestTest, WhatDoesNotApplyIsNull) {
  const Json good = Entry("good");
  EXPECT_EQ(good["good"], true);
  for (const char* key : {"code", "severity", "file", "host", "handshake_result"}) {
    EXPECT_TRUE(good[key].is_null()) << key;
  }
  EXPECT_TRUE(Entry("key-missing")["handshake_result"].is_null());
  EXPECT_EQ(Entry("key-missing")["can_be_presented"], false);
  EXPECT_TRUE(Entry("roots-missing")["client_cert"].is_null());
  EXPECT_EQ(Entry("roots-missing")["role"], "client");
  EXPECT_EQ(Entry("ed25519")["severity"], "warning");
}

TEST(BadManifestTest, WhatFollowsFromTheFaultIsSaid) {
  EXPECT_EQ(Entry("clock-wrong")["besides"],
            Json({"CERTIFICATE_NOT_YET_VALID", "ROOT_NOT_YET_VALID"}));
}

TEST(BadManifestTest, TheListHasALineForEachKind) {
  const std::string list = BadList();
  EXPECT_EQ(static_cast<size_t>(std::count(list.begin(), list.end(), '\n')), BadKinds().size());
  EXPECT_THAT(list, ContainsRegex("\nexpired  +CERTIFICATE_EXPIRED  +The certificate ended"));
}

TEST(BadManifestTest, TheReadmeSaysNotToUseAnyOfIt) {
  EXPECT_THAT(BadReadmeFile(), AllOf(HasSubstr("DO NOT TRUST"), HasSubstr("manifest.json")));
}

}  // namespace
}  // namespace certgen
