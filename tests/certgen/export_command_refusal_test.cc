// What certgen export refuses: the exit code, the words, and that nothing leaves.

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

using ExportRefusalTest = ExportFixture;

TEST_F(ExportRefusalTest, NoWayLeadsToTheKeyOfTheCa) {
  const std::string key = Pki("root/ca.key");
  const std::string body = key.substr(key.find('\n') + 1, 60);
  const Result secret = Export({"root", "--format", "k8s-secret"});
  EXPECT_EQ(secret.exit_code, 1);
  EXPECT_EQ(secret.out, "");
  EXPECT_THAT(secret.err,
              AllOf(StartsWith("certgen: pki/root is a CA"),
                    EndsWith("; export a leaf, or the CA's certificate alone: certgen export root "
                             "--format k8s-configmap\n")));
  for (const Arguments& arguments : {Arguments{"root", "--format", "k8s-secret", "--json"},
                                     {"root", "--format", "k8s-configmap"},
                                     {"root", "--format", "k8s-configmap", "--json"},
                                     {"echo-tls", "--format", "k8s-configmap"}}) {
    const Result result = Export(arguments);
    EXPECT_THAT(result.out + result.err, AllOf(Not(HasSubstr("PRIVATE")), Not(HasSubstr(body))));
  }
  const std::string yaml = Export({"echo-tls", "--format", "k8s-secret"}).out;
  for (const char* file : {"ca.crt", "tls.crt", "tls.key"}) {
    EXPECT_THAT(Decoded(yaml, file), Not(HasSubstr(body)));
  }
}

TEST_F(ExportRefusalTest, WhatVerifyRefusesIsRefusedInTheSameWords) {
  const test::TestCa ca;
  const test::Credential other = ca.Leaf();
  ca.Leaf(test::Expired()).WriteTo(dir_.path() / "pki/old");
  ca.Leaf().WriteTo(dir_.path() / "pki/mixed");
  test::WriteFile(dir_.File("pki/mixed/tls.key"), other.key, 0600);
  for (const std::string name : {"old", "mixed"}) {
    const Result verified = Certgen({"verify", "pki/" + name});
    ASSERT_EQ(verified.exit_code, 1);
    for (const char* format : {"k8s-secret", "k8s-configmap"}) {
      const Result result = Export({name, "--format", format, "--out", "object.yaml"});
      EXPECT_EQ(result.exit_code, 1);
      EXPECT_EQ(result.out, "");
      EXPECT_EQ(result.err, verified.err);
      EXPECT_FALSE(fs::exists(dir_.path() / "object.yaml"));
      const Json json = Json::parse(Export({name, "--format", format, "--json"}).out);
      EXPECT_EQ(json["ok"], false);
      EXPECT_TRUE(json["object"].is_null());
    }
  }
}

TEST_F(ExportRefusalTest, BadNamesAndValuesAreUsage) {
  ASSERT_EQ(Certgen({"leaf", "a_b", "--dns", "a.test"}).exit_code, 0);
  const struct {
    Arguments arguments;
    std::string cause;
  } cases[] = {
      {{}, "NAME is required"},
      {{"echo-tls"}, "--format is required; choose k8s-secret "},
      {{"echo-tls", "--format", "yaml"}, "--format 'yaml' is no format; choose k8s-secret "},
      {{"a_b", "--format", "k8s-secret"}, "it has '_'; name the object with --name: "},
      {{"a_b", "--format", "k8s-secret"}, ", such as --name a-b\n"},
      {{"echo-tls", "--format", "k8s-secret", "--name", "A"}, "--name 'A' is no name"},
      {{"echo-tls", "--format", "k8s-secret", "--name", ""}, "--name: is empty"},
      {{"echo-tls", "--format", "k8s-secret", "--namespace", "a.b"}, "--namespace 'a.b' is no DNS"},
      {{"echo-tls", "--format", "k8s-secret", "--namespace", ""}, "--namespace: is empty"},
      {{"echo-tls", "--format", "k8s-secret", "--out", ""}, "--out: is empty"},
      {{"../root", "--format", "k8s-secret"}, "'../root' is a path; name a directory in DIR"},
      {{"echo-tls", "--format", "k8s-secret", "more"}, "more"},
  };
  for (const auto& c : cases) {
    const Result result = Export(c.arguments);
    EXPECT_EQ(result.exit_code, 64) << c.cause;
    EXPECT_THAT(result.err, AllOf(StartsWith("certgen: "), HasSubstr(c.cause)));
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(Export({"a_b", "--format", "k8s-secret", "--name", "a-b"}).exit_code, 0);
}

TEST_F(ExportRefusalTest, ANameThatIsNotThereIsSaidWithThoseThatAre) {
  const Result result = Export({"web", "--format", "k8s-secret"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.err,
            "certgen: there is no pki/web (there are: root, echo-tls); make it first: certgen leaf "
            "web\n");
  const Json json = Json::parse(Export({"web", "--format", "k8s-secret", "--json"}).out);
  EXPECT_EQ(json["error"]["code"], "NOT_FOUND");
}

TEST_F(ExportRefusalTest, WhereOutCannotBeWrittenAllStaysAsItWas) {
  fs::create_directory(dir_.path() / "folder");
  test::WriteFile(dir_.File("old.yaml"), "old", 0644);
  const std::string before = Snapshot(dir_.path());
  for (const auto& [out, cause] : std::vector<std::pair<std::string, std::string>>{
           {"none/a.yaml", "there is no directory none; make it first: mkdir -p none"},
           {"folder", "folder is a directory; name a file in it"},
           {"folder/", "folder/ is a directory; name a file in it"}}) {
    const Result result = Export({"echo-tls", "--format", "k8s-secret", "--out", out});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr(cause));
  }
  EXPECT_EQ(Snapshot(dir_.path()), before);
  // A disk that is full after the first block.
  test::Command command;
  command.line = {"sh", "-c",
                  std::string("ulimit -f 1; exec ") + CERTGEN_PROGRAM +
                      " export echo-tls --format k8s-secret --out old.yaml"};
  command.directory = dir_.path();
  const Result full = test::Run(command);
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.err, StartsWith("certgen: cannot write old.yaml: "));
  EXPECT_EQ(ReadFile(dir_.path() / "old.yaml"), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_.path()), {}), 3);  // pki, folder, old.yaml
}

TEST_F(ExportRefusalTest, AnotherUserCannotWriteInOurDirectoryNorReadOurKey) {
  if (getuid() != 0) GTEST_SKIP() << "only root can run a program as another user";
  // Where it is built, others may not be able to go.
  fs::copy_file(CERTGEN_PROGRAM, dir_.path() / "certgen");
  const std::string before = Snapshot(dir_.path());
  test::Command command;
  command.directory = dir_.path();
  command.uid = 4242;
  command.line = {dir_.File("certgen"), "export", "root", "--format", "k8s-configmap"};
  EXPECT_EQ(test::Run(command).exit_code, 0);
  command.line.insert(command.line.end(), {"--out", "a.yaml"});
  const Result read_only = test::Run(command);
  EXPECT_EQ(read_only.exit_code, 1);
  EXPECT_THAT(read_only.err, HasSubstr("Permission denied"));
  command.line = {dir_.File("certgen"), "export", "echo-tls", "--format", "k8s-secret"};
  const Result secret = test::Run(command);
  EXPECT_EQ(secret.exit_code, 1);
  EXPECT_THAT(secret.err, HasSubstr("[FILE_UNREADABLE]"));
  EXPECT_EQ(Snapshot(dir_.path()), before);
}

}  // namespace
}  // namespace certgen
