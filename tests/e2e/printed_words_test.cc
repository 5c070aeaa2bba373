// The table of symptoms against those it speaks of: gRPC C++ and grpcurl get every kind of
// bad credential that certgen makes, and what they print must lead to the code that
// certgen's own table has for that kind.

#include "tests/e2e/printed_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/bad_kinds.h"
#include "certgen/bad_tree.h"
#include "certgen/tolerance.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace test {
namespace {

using certgen::BadKind;
using certgen::FindingCode;
using certgen::Stack;

class PrintedWordsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    TakeGrpcLog();
    temp_ = new TempDir();
    const auto tree = certgen::MakeBadTree(absl::Now());
    ASSERT_TRUE(tree.ok() && certgen::WriteBadTree(*tree, temp_->path() / "bad").ok());
  }
  static void TearDownTestSuite() { delete std::exchange(temp_, nullptr); }

  // Those that a program gets to hand to gRPC.
  static std::vector<const BadKind*> Kinds() {
    std::vector<const BadKind*> kinds;
    for (const BadKind& kind : certgen::BadKinds()) {
      const bool is_read = kind.code && *kind.code != FindingCode::kFileIsDirectory &&
                           *kind.code != FindingCode::kFileUnreadable;
      // gRPC 1.51 ends the process on it.
      if (is_read && std::string(kind.name) != "ip-of-five-octets") kinds.push_back(&kind);
    }
    return kinds;
  }

  static std::string File(const std::string& kind, const std::string& file) {
    return (temp_->path() / "bad" / kind / file).string();
  }
  static PemCredentials Of(const std::string& kind) {
    const auto read = [&](const char* file) {
      const std::string path = File(kind, file);
      return std::filesystem::is_regular_file(path) ? ReadFile(path) : "";
    };
    return {read(certgen::kCertificateFile), read(certgen::kPrivateKeyFile),
            read(certgen::kRootsFile)};
  }
  static std::string HostOf(const BadKind& kind) {
    return kind.host == nullptr ? "localhost" : kind.host;
  }

  // The words lead to what is wrong with `kind`.
  static void ExpectLeadsTo(const BadKind& kind, const std::set<Stack>& stacks,
                            const std::string& words) {
    const bool leads = std::any_of(stacks.begin(), stacks.end(), [&](const Stack stack) {
      return LeadsTo(words, stack, *kind.code);
    });
    EXPECT_TRUE(leads) << kind.name << ": " << certgen::FindingCodeName(*kind.code)
                       << " is not found by:\n"
                       << words;
  }

 private:
  static inline TempDir* temp_ = nullptr;
};

// What the table has for a server's certificate that is called by a host's name.
std::optional<certgen::Verdict> ToleranceOfGrpcCpp(FindingCode code) {
  for (const certgen::Tolerance& row : certgen::ToleranceOfServers()) {
    // Ahead of the row for an address in the common name.
    if (row.code == code) return row.verdicts.front();
  }
  return std::nullopt;
}

// A server with the bad files, and a client with its roots.
TEST_F(PrintedWordsTest, OfGrpcCppOverAServersFilesLeadToTheCode) {
  if (!HasTheWordsOfTheTable()) GTEST_SKIP() << "the words are those of gRPC 1.51";
  size_t refused = 0;
  for (const BadKind* kind : Kinds()) {
    const PemCredentials bad = Of(kind->name);
    TakeGrpcLog();
    const GrpcServer server(bad, /*wants_certificates=*/false);
    std::string words;
    if (server.runs()) {
      const std::optional<std::string> said = WordsOfGrpcCall(
          server.address(), HostOf(*kind), {.cert = "", .key = "", .roots = bad.roots});
      if (!said) {
        EXPECT_NE(ToleranceOfGrpcCpp(*kind->code), certgen::Verdict::kRefuses) << kind->name;
        continue;
      }
      words = absl::StrCat(*said, "\n");
    }
    ++refused;
    EXPECT_NE(ToleranceOfGrpcCpp(*kind->code), certgen::Verdict::kAccepts) << kind->name;
    ExpectLeadsTo(*kind, {Stack::kGrpcCpp}, words + TakeGrpcLog());
  }
  EXPECT_GT(refused, 70U);
}

// A client with the bad certificate, and a server with the bad roots.
TEST_F(PrintedWordsTest, OfGrpcCppOverAClientsFilesLeadToTheCode) {
  if (!HasTheWordsOfTheTable()) GTEST_SKIP() << "the words are those of gRPC 1.51";
  const PemCredentials good = Of("good");
  size_t refused = 0;
  for (const BadKind* kind : Kinds()) {
    const PemCredentials bad = Of(kind->name);
    TakeGrpcLog();
    const GrpcServer server({.cert = good.cert, .key = good.key, .roots = bad.roots},
                            /*wants_certificates=*/true);
    std::string words;
    if (server.runs()) {
      const std::optional<std::string> said = WordsOfGrpcCall(
          server.address(), "localhost", {.cert = bad.cert, .key = bad.key, .roots = good.roots});
      if (!said) continue;
      words = absl::StrCat(*said, "\n");
    }
    ++refused;
    ExpectLeadsTo(*kind, {Stack::kGrpcCpp}, words + TakeGrpcLog());
  }
  EXPECT_GT(refused, 60U);
}

// What it printed; nothing if TLS was fine: the server has no services.
std::string GrpcurlsWords(const std::vector<std::string>& arguments) {
  Command command;
  command.line = {"grpcurl", "-connect-timeout", "2"};
  command.line.insert(command.line.end(), arguments.begin(), arguments.end());
  command.line.emplace_back("list");
  const Result result = test::Run(command);
  return absl::StrContains(result.err, "does not support the reflection API") ? "" : result.err;
}

TEST_F(PrintedWordsTest, OfGrpcurlOverAServersCertificateLeadToTheCode) {
  if (!ThereIsGrpcurl()) GTEST_SKIP() << "there is no grpcurl on PATH";
  size_t refused = 0;
  for (const BadKind* kind : Kinds()) {
    TakeGrpcLog();
    const GrpcServer server(Of(kind->name), /*wants_certificates=*/false);
    if (!server.runs()) continue;
    // Where the roots are missing it is the server's that are.
    std::string roots = File(kind->name, certgen::kRootsFile);
    if (!std::filesystem::exists(roots)) roots = File("good", certgen::kRootsFile);
    const std::string words =
        GrpcurlsWords({"-cacert", roots, "-servername", HostOf(*kind), server.address()});
    if (words.empty()) continue;
    ++refused;
    if (absl::EndsWith(words, ": EOF\n")) {
      // The server gave up, so it is the one that knows.
      ExpectLeadsTo(*kind, {Stack::kGrpcCpp}, TakeGrpcLog());
    } else {
      ExpectLeadsTo(*kind, {Stack::kGo, Stack::kGrpcurl}, words);
    }
  }
  EXPECT_GT(refused, 20U);
}

TEST_F(PrintedWordsTest, OfGrpcurlOverItsOwnFilesLeadToTheCode) {
  if (!ThereIsGrpcurl()) GTEST_SKIP() << "there is no grpcurl on PATH";
  const GrpcServer server(Of("good"), /*wants_certificates=*/false);
  size_t refused = 0;
  for (const BadKind* kind : Kinds()) {
    const std::string words =
        GrpcurlsWords({"-cacert", File("good", certgen::kRootsFile), "-cert",
                       File(kind->name, certgen::kCertificateFile), "-key",
                       File(kind->name, certgen::kPrivateKeyFile), server.address()});
    if (words.empty()) continue;
    ++refused;
    ExpectLeadsTo(*kind, {Stack::kGo, Stack::kGrpcurl}, words);
  }
  EXPECT_GT(refused, 20U);
}

}  // namespace
}  // namespace test
