#include "certgen/json_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Keys(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

TEST(JsonDocumentTest, SuccessHasNoError) {
  const Json json = JsonDocument(std::nullopt, {});
  EXPECT_EQ(ToLine(json), "{\"version\":1,\"ok\":true,\"error\":null,\"findings\":[]}\n");
}

TEST(JsonDocumentTest, FailuresAndFindingsHaveTheKeysOfTheContract) {
  const Certificate root = test::TestCa().certificate();
  const Json json = JsonDocument(
      JsonError{"CODE", "cause", "cure"},
      {{FindingCode::kCertificateExpired, Severity::kWarning, "file", root, "cause", "cure"},
       {FindingCode::kNotPem, Severity::kFatal, "file", std::nullopt, "cause", "cure"}});
  EXPECT_EQ(json["ok"], false);
  EXPECT_THAT(Keys(json), ElementsAre("version", "ok", "error", "findings"));
  EXPECT_THAT(Keys(json["error"]), ElementsAre("code", "cause", "cure"));
  const Json& finding = json["findings"][0];
  EXPECT_THAT(Keys(finding),
              ElementsAre("code", "severity", "file", "certificate", "cause", "cure"));
  EXPECT_EQ(finding["code"], "CERTIFICATE_EXPIRED");
  EXPECT_EQ(finding["severity"], "warning");
  EXPECT_THAT(Keys(finding["certificate"]),
              ElementsAre("subject", "issuer", "serial", "not_before", "not_after"));
  EXPECT_EQ(finding["certificate"]["not_after"], Rfc3339(root.not_after()));
  EXPECT_EQ(json["findings"][1]["severity"], "fatal");
  EXPECT_TRUE(json["findings"][1]["certificate"].is_null());
}

TEST(JsonDocumentTest, BytesThatAreNotUtf8AreReplaced) {
  const std::string line = ToLine(JsonDocument(JsonError{"C", "a\xFFz\n", ""}, {}));
  EXPECT_EQ(Json::parse(line)["error"]["cause"], "a\xEF\xBF\xBDz\n");
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(JsonDocumentTest, AMessageIsPartedIntoCauseAndCure) {
  const JsonError error =
      ToJsonError(absl::InvalidArgumentError("it is odd; make it even; or not"));
  EXPECT_EQ(error.code, "INVALID_ARGUMENT");
  EXPECT_EQ(error.cause, "it is odd");
  EXPECT_EQ(error.cure, "make it even; or not");
  EXPECT_EQ(ToJsonError(absl::NotFoundError("gone")).cure, "");
}

}  // namespace
}  // namespace certgen
