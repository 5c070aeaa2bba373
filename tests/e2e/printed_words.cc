#include "tests/e2e/printed_words.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <mutex>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/symptom.h"
#include "services/tls/grpc_log.h"
#include "tests/testing/process.h"

namespace test {
namespace {

class Log {
 public:
  static Log& Get() {
    // Never destroyed: gRPC's threads may log while the process ends.
    static auto* const log = new Log();
    return *log;
  }

  std::string Take(const std::function<bool(const std::string&)>& enough, absl::Duration within) {
    std::unique_lock lock(mutex_);
    added_.wait_for(lock, absl::ToChronoSeconds(within), [&] { return enough(lines_); });
    return std::exchange(lines_, "");
  }

 private:
  Log() {
    tls::RedirectGrpcLog([this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      absl::StrAppend(&lines_, line, "\n");
      added_.notify_all();
    });
  }

  std::mutex mutex_;
  std::condition_variable added_;
  std::string lines_;
};

}  // namespace

bool HasTheWordsOfTheTable() { return absl::StartsWith(grpc::Version(), "1.51."); }

std::string TakeGrpcLog() {
  return Log::Get().Take([](const std::string&) { return true; }, absl::ZeroDuration());
}

std::string TakeGrpcLogUntil(const std::function<bool(const std::string&)>& enough) {
  return Log::Get().Take(enough, absl::Seconds(10));
}

bool LeadsTo(const std::string& words, certgen::Stack stack, certgen::FindingCode code) {
  const auto found = certgen::FindSymptoms(words);
  return std::any_of(found.begin(), found.end(), [&](const certgen::Symptom* symptom) {
    return symptom->stack == stack &&
           std::find(symptom->codes.begin(), symptom->codes.end(), code) != symptom->codes.end();
  });
}

struct GrpcServer::Running {
  // Knows no method.
  grpc::CallbackGenericService service;
  std::unique_ptr<grpc::Server> server;
};

GrpcServer::GrpcServer(const PemCredentials& credentials, bool wants_certificates)
    : running_(std::make_unique<Running>()) {
  grpc::SslServerCredentialsOptions options(
      wants_certificates ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                         : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  options.pem_root_certs = credentials.roots;
  options.pem_key_cert_pairs = {{credentials.key, credentials.cert}};
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port_);
  builder.RegisterCallbackGenericService(&running_->service);
  running_->server = builder.BuildAndStart();
}

GrpcServer::~GrpcServer() {
  if (runs()) running_->server->Shutdown(absl::ToChronoTime(absl::Now()));
}

bool GrpcServer::runs() const { return running_->server != nullptr; }

std::string GrpcServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

std::optional<std::string> WordsOfGrpcCall(const std::string& target, const std::string& host,
                                           const PemCredentials& credentials, absl::Duration within,
                                           bool by_proxy) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = credentials.roots;
  options.pem_cert_chain = credentials.cert;
  options.pem_private_key = credentials.key;
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(host);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, by_proxy ? 1 : 0);
  grpc::GenericStub stub(
      grpc::CreateCustomChannel(target, grpc::SslCredentials(options), arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + within));
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer reply;
  std::promise<grpc::Status> ended;
  stub.UnaryCall(&context, "/none.None/None", {}, &request, &reply,
                 [&ended](const grpc::Status& status) { ended.set_value(status); });
  const grpc::Status status = ended.get_future().get();
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return std::nullopt;
  return status.error_message();
}

bool ThereIsGrpcurl() {
  constexpr int kNotFound = 127;
  if (Run({.line = {"grpcurl", "-version"}}).exit_code != kNotFound) return true;
  const char* ci = std::getenv("CI");
  if (ci != nullptr && std::string_view(ci) == "true") {
    EXPECT_EQ(Run({.line = {"go", "version"}}).exit_code, kNotFound)
        << "there is no grpcurl, although ./dev setup could have built it";
  }
  return false;
}

}  // namespace test
