// certgen export, as the program runs it; openssl decodes what it prints.
#include "certgen/export_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "certgen/json_document.h"
#include "tests/certgen/export_fixture.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::ModeOf;
using test::ReadFile;
using test::Result;
using test::Snapshot;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using ExportCommandTest = ExportFixture;

TEST_F(ExportCommandTest, ASecretHoldsTheFilesByteForByteAndNoMore) {
  const Result result = Export({"echo-tls", "--format", "k8s-secret"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, StartsWith("apiVersion: v1\nkind: Secret\nmetadata:\n  name: echo-tls\n"
                                     "  labels:\n    app.kubernetes.io/managed-by: certgen\n"
                                     "type: kubernetes.io/tls\ndata:\n  ca.crt: "));
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 11);
  EXPECT_THAT(result.out, EndsWith("\n"));
  for (const char* file : {"ca.crt", "tls.crt", "tls.key"}) {
    EXPECT_EQ(Decoded(result.out, file), Pki(std::string("echo-tls/") + file));
  }
}

TEST_F(ExportCommandTest, TheSameFilesGiveTheSameBytes) {
  for (const char* format : {"k8s-secret", "k8s-configmap"}) {
    const std::string first = Export({"echo-tls", "--format", format}).out;
    EXPECT_EQ(Export({"--format", format, "--", "echo-tls"}).out, first);
    // Wherever they are.
    fs::copy(dir_.path() / "pki", dir_.path() / "copy",
             fs::copy_options::recursive | fs::copy_options::copy_symlinks |
                 fs::copy_options::overwrite_existing);
    EXPECT_EQ(Export({"echo-tls", "--dir", "copy", "--format", format}).out, first);
    fs::remove_all(dir_.path() / "copy");
  }
}

TEST_F(ExportCommandTest, AConfigMapHoldsTheRootInPlainSight) {
  const std::string root = Pki("root/ca.crt");
  for (const std::string name : {"echo-tls", "root"}) {
    const Result result = Export({name, "--format", "k8s-configmap"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    std::string expected = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ";
    expected += name;
    expected += "\n  labels:\n    app.kubernetes.io/managed-by: certgen\ndata:\n  ca.crt: |\n";
    for (const char c : root) {
      if (expected.back() == '\n') expected += "    ";
      expected += c;
    }
    EXPECT_EQ(result.out, expected);
  }
}

TEST_F(ExportCommandTest, NameAndNamespaceOfTheObjectAreThoseGiven) {
  EXPECT_THAT(
      Export({"echo-tls", "--format", "k8s-secret", "--name", "a.b", "--namespace", "prod"}).out,
      HasSubstr("\nmetadata:\n  name: a.b\n  namespace: prod\n  labels:\n"));
  EXPECT_THAT(
      Certgen({"export", "echo-tls", "--format", "k8s-secret"}, "CERTGEN_NAMESPACE", "test").out,
      HasSubstr("\n  namespace: test\n"));
  // That is the name of a root.
  EXPECT_THAT(
      Certgen({"export", "echo-tls", "--format", "k8s-secret"}, "CERTGEN_NAME", "My root").out,
      HasSubstr("\n  name: echo-tls\n"));
}

TEST_F(ExportCommandTest, WarningsAreSaidAndStopNothing) {
  ASSERT_EQ(Certgen({"leaf", "short", "--days", "2"}).exit_code, 0);
  const Result result = Export({"short", "--format", "k8s-secret"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, Certgen({"verify", "pki/short"}).err);
  EXPECT_THAT(result.err, HasSubstr("[CERTIFICATE_EXPIRES_SOON]"));
  EXPECT_EQ(Decoded(result.out, "tls.key"), Pki("short/tls.key"));
}

TEST_F(ExportCommandTest, TheDocumentHoldsTheObject) {
  const Result result = Export({"echo-tls", "--format", "k8s-secret", "--json"});
  const Json json = Json::parse(result.out);
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1);
  EXPECT_EQ(json["version"], 1);
  EXPECT_EQ(json["ok"], true);
  EXPECT_TRUE(json["error"].is_null());
  EXPECT_TRUE(json["findings"].empty());
  const Json& object = json["object"];
  EXPECT_EQ(object["apiVersion"], "v1");
  EXPECT_EQ(object["kind"], "Secret");
  EXPECT_EQ(object["type"], "kubernetes.io/tls");
  EXPECT_EQ(object["metadata"]["name"], "echo-tls");
  EXPECT_EQ(object["metadata"]["labels"]["app.kubernetes.io/managed-by"], "certgen");
  EXPECT_EQ(test::OpenSsl({"base64", "-d", "-A"}, object["data"]["tls.key"].get<std::string>()),
            Pki("echo-tls/tls.key"));
  EXPECT_EQ(object["data"].size(), 3U);
}

TEST_F(ExportCommandTest, OutIsWrittenForItsOwnerAloneAndNoKeyIsPrinted) {
  const std::string yaml = Export({"echo-tls", "--format", "k8s-secret"}).out;
  test::WriteFile(dir_.File("a.yaml"), "old", 0644);
  fs::create_hard_link(dir_.path() / "a.yaml", dir_.path() / "reader");
  const Result result = Export({"echo-tls", "--format", "k8s-secret", "--out", "a.yaml"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out,
            "wrote a.yaml  Secret echo-tls; give it to the cluster: kubectl apply -f a.yaml\n");
  EXPECT_EQ(ReadFile(dir_.path() / "a.yaml"), yaml);
  EXPECT_EQ(ModeOf(dir_.path() / "a.yaml"), 0600U);
  EXPECT_EQ(ReadFile(dir_.path() / "reader"), "old");
  const Json json =
      Json::parse(Export({"echo-tls", "--format", "k8s-secret", "--out", "a.yaml", "--json"}).out);
  EXPECT_TRUE(json["object"].is_null());
  EXPECT_EQ(json["file"], "a.yaml");
  ASSERT_EQ(Export({"echo-tls", "--format", "k8s-configmap", "--out", "b.yaml"}).exit_code, 0);
  EXPECT_EQ(ModeOf(dir_.path() / "b.yaml"), 0644U);
  EXPECT_EQ(Export({"echo-tls", "--format", "k8s-secret", "--out", "-"}).out, yaml);
  EXPECT_FALSE(fs::exists(dir_.path() / "-"));
}

TEST_F(ExportCommandTest, HelpTeaches) {
  EXPECT_THAT(Certgen({"export", "--help"}).out,
              AllOf(HasSubstr("Examples:\n  certgen export echo-tls --format k8s-secret | kubectl "
                              "apply -f -\n"),
                    HasSubstr("k8s-configmap"), HasSubstr("Exit codes: 0 done")));
}

}  // namespace
}  // namespace certgen
