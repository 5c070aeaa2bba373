#include "certgen/kubernetes_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using ::test::IsOkAndHolds;
using ::testing::HasSubstr;

KubernetesObject Secret() {
  return {.kind = ExportKind::kSecret,
          .name = "web",
          .data = {{"tls.key", "k\n"}, {"tls.crt", "c\n"}, {"ca.crt", "a\n"}}};
}

TEST(KubernetesManifestTest, ASecretIsOfTheTlsTypeWithItsFilesInBase64) {
  EXPECT_THAT(ToYaml(ToManifest(Secret())), IsOkAndHolds(R"(apiVersion: v1
kind: Secret
metadata:
  name: web
  labels:
    app.kubernetes.io/managed-by: certgen
type: kubernetes.io/tls
data:
  ca.crt: YQo=
  tls.crt: Ywo=
  tls.key: awo=
)"));
}

TEST(KubernetesManifestTest, AConfigMapsTextIsForPeople) {
  const KubernetesObject object = {.kind = ExportKind::kConfigMap,
                                   .name = "roots",
                                   .name_space = "prod",
                                   .data = {{"ca.crt", "-----BEGIN\nabc=\n-----END\n"}}};
  EXPECT_THAT(ToYaml(ToManifest(object)), IsOkAndHolds(R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: roots
  namespace: prod
  labels:
    app.kubernetes.io/managed-by: certgen
data:
  ca.crt: |
    -----BEGIN
    abc=
    -----END
)"));
}

TEST(KubernetesManifestTest, Base64IsOfEveryByte) {
  KubernetesObject object = Secret();
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  object.data = {{"tls.key", bytes}};
  const Json manifest = ToManifest(object);
  EXPECT_EQ(test::OpenSsl({"base64", "-d", "-A"}, manifest["data"]["tls.key"].get<std::string>()),
            bytes);
}

// To kubectl's reader these would be booleans, numbers, a date or nothing.
TEST(KubernetesManifestTest, NamesThatReadersTakeForSomethingElseAreQuoted) {
  KubernetesObject object = Secret();
  for (const char* name : {"on", "off", "yes", "no", "y", "n", "true", "false", "null", "7", "1e3",
                           "0x1f", "1.5", "2026-11-25"}) {
    object.name = name;
    object.name_space = name;
    const absl::StatusOr<std::string> yaml = ToYaml(ToManifest(object));
    EXPECT_THAT(yaml, IsOkAndHolds(HasSubstr("\n  name: \"" + object.name + "\"\n")));
    EXPECT_THAT(yaml, IsOkAndHolds(HasSubstr("\n  namespace: \"" + object.name + "\"\n")));
  }
  object.name = "no-1";
  EXPECT_THAT(ToYaml(ToManifest(object)), IsOkAndHolds(HasSubstr("\n  name: no-1\n")));
}

}  // namespace
}  // namespace certgen
