// The table of symptoms against those it speaks of: gRPC C++ and grpcurl get every kind of
// bad credential that certgen makes, and what they print must lead to the code that
// certgen's own table has for that kind. The credentials are gRPC's own: services/tls hands
// on no bad ones.

#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
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
#include "certgen/symptom.h"
#include "certgen/tolerance.h"
#include "services/tls/grpc_log.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace test {
namespace {

using certgen::BadKind;
using certgen::FindingCode;
using certgen::Stack;

// gRPC's lines since the last Take().
class Log {
 public:
  static Log& Get() {
    // Never destroyed: gRPC's threads may log while the process ends.
    static auto* const log = new Log();
    return *log;
  }

  std::string Take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, "");
  }

 private:
  Log() {
    tls::RedirectGrpcLog([this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      absl::StrAppend(&lines_, line, "\n");
    });
  }

  std::mutex mutex_;
  std::string lines_;
};

// As a program has them that takes a file it cannot read for an empty one.
struct Credentials {
  std::string cert;
  std::string key;
  std::string roots;
};

class Server {
 public:
  Server(const Credentials& credentials, bool wants_certificates) {
    grpc::SslServerCredentialsOptions options(
        wants_certificates ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                           : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
    options.pem_root_certs = credentials.roots;
    options.pem_key_cert_pairs = {{credentials.key, credentials.cert}};
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
  }
  ~Server() {
    if (server_ != nullptr) server_->Shutdown(absl::ToChronoTime(absl::Now()));
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  bool runs() const { return server_ != nullptr; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  int port_ = 0;
  // Knows no method.
  grpc::CallbackGenericService service_;
  std::unique_ptr<grpc::Server> server_;
};

// UNIMPLEMENTED if TLS is fine.
grpc::Status Call(const Server& server, const std::string& host, const Credentials& credentials) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = credentials.roots;
  options.pem_cert_chain = credentials.cert;
  options.pem_private_key = credentials.key;
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(host);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  grpc::GenericStub stub(
      grpc::CreateCustomChannel(server.address(), grpc::SslCredentials(options), arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer reply;
  std::promise<grpc::Status> ended;
  stub.UnaryCall(&context, "/none.None/None", {}, &request, &reply,
                 [&ended](const grpc::Status& status) { ended.set_value(status); });
  return ended.get_future().get();
}

class PrintedWordsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    Log::Get();
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
  static Credentials Of(const std::string& kind) {
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
    bool leads = false;
    for (const certgen::Symptom* symptom : certgen::FindSymptoms(words)) {
      const bool has_it = std::find(symptom->codes.begin(), symptom->codes.end(), *kind.code) !=
                          symptom->codes.end();
      leads |= has_it && stacks.count(symptom->stack) > 0;
    }
    EXPECT_TRUE(leads) << kind.name << ": " << certgen::FindingCodeName(*kind.code)
                       << " is not found by:\n"
                       << words;
  }

 private:
  static inline TempDir* temp_ = nullptr;
};

bool HasTheWordsOfTheTable() { return absl::StartsWith(grpc::Version(), "1.51."); }

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
    const Credentials bad = Of(kind->name);
    Log::Get().Take();
    const Server server(bad, /*wants_certificates=*/false);
    std::string words;
    if (server.runs()) {
      const grpc::Status status =
          Call(server, HostOf(*kind), {.cert = "", .key = "", .roots = bad.roots});
      if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
        EXPECT_NE(ToleranceOfGrpcCpp(*kind->code), certgen::Verdict::kRefuses) << kind->name;
        continue;
      }
      words = absl::StrCat(status.error_message(), "\n");
    }
    ++refused;
    EXPECT_NE(ToleranceOfGrpcCpp(*kind->code), certgen::Verdict::kAccepts) << kind->name;
    ExpectLeadsTo(*kind, {Stack::kGrpcCpp}, words + Log::Get().Take());
  }
  EXPECT_GT(refused, 70U);
}

// A client with the bad certificate, and a server with the bad roots.
TEST_F(PrintedWordsTest, OfGrpcCppOverAClientsFilesLeadToTheCode) {
  if (!HasTheWordsOfTheTable()) GTEST_SKIP() << "the words are those of gRPC 1.51";
  const Credentials good = Of("good");
  size_t refused = 0;
  for (const BadKind* kind : Kinds()) {
    const Credentials bad = Of(kind->name);
    Log::Get().Take();
    const Server server({.cert = good.cert, .key = good.key, .roots = bad.roots},
                        /*wants_certificates=*/true);
    std::string words;
    if (server.runs()) {
      const grpc::Status status =
          Call(server, "localhost", {.cert = bad.cert, .key = bad.key, .roots = good.roots});
      if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) continue;
      words = absl::StrCat(status.error_message(), "\n");
    }
    ++refused;
    ExpectLeadsTo(*kind, {Stack::kGrpcCpp}, words + Log::Get().Take());
  }
  EXPECT_GT(refused, 60U);
}

bool ThereIsNoGrpcurl() { return test::Run({.line = {"grpcurl", "-version"}}).exit_code == 127; }

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
  if (ThereIsNoGrpcurl()) GTEST_SKIP() << "there is no grpcurl on PATH";
  size_t refused = 0;
  for (const BadKind* kind : Kinds()) {
    Log::Get().Take();
    const Server server(Of(kind->name), /*wants_certificates=*/false);
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
      ExpectLeadsTo(*kind, {Stack::kGrpcCpp}, Log::Get().Take());
    } else {
      ExpectLeadsTo(*kind, {Stack::kGo, Stack::kGrpcurl}, words);
    }
  }
  EXPECT_GT(refused, 20U);
}

TEST_F(PrintedWordsTest, OfGrpcurlOverItsOwnFilesLeadToTheCode) {
  if (ThereIsNoGrpcurl()) GTEST_SKIP() << "there is no grpcurl on PATH";
  const Server server(Of("good"), /*wants_certificates=*/false);
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
