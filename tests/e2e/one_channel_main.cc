// one-channel: calls Echo without a pause over one gRPC channel, and counts the calls
// that were lost and those that each server answered. What a rolling restart, a
// scale-up or a drain costs the clients of a service is what this prints.

#include <atomic>
#include <csignal>
#include <cstdio>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "certgen/command_line.h"
#include "certgen/credential_check.h"
#include "certgen/exit_code.h"
#include "certgen/finding_report.h"
#include "certgen/json_document.h"
#include "services/echo/credential_flags.h"
#include "services/echo/echo_client.h"
#include "services/tls/grpc_library.h"

namespace test {
namespace {

constexpr char kProgram[] = "one-channel";

struct Flags {
  std::string target = "localhost:50051";
  std::string server_name;
  std::string timeout = "10s";
  std::string interval = "10ms";
  certgen::CredentialPaths credentials;
  int parallel = 4;
  int count = 0;
};

void AddFlags(Flags* flags, CLI::App* program) {
  program->add_option("--target", flags->target, "HOST:PORT, or dns:///HOST:PORT for all of HOST");
  program->add_option("--server-name", flags->server_name, "Name in the server's certificate");
  program->add_option("--timeout", flags->timeout, "Of each call. Default: 10s");
  program->add_option("--interval", flags->interval,
                      "Pause of each caller between two calls. Default: 10ms");
  program->add_option("--parallel", flags->parallel, "Callers on the one channel. Default: 4")
      ->check(CLI::Range(1, 1000));
  program->add_option("--count", flags->count,
                      "End after so many calls. Default: at SIGTERM or SIGINT");
  echo::AddCredentialFlags(&flags->credentials, program);
  program->footer(
      "Prints one JSON object a second: calls, lost (calls that did not end with OK; none is\n"
      "tried again), errors by their text, and calls by the server that answered. The last has\n"
      "\"done\":true.\n\nExit codes: 0 no call was lost, 1 some were, 10 bad credentials, 64 "
      "usage.");
}

// What came of the calls so far.
class Tally {
 public:
  void Add(const echo::CallOutcome& outcome, const std::string& server) {
    const std::lock_guard lock(mutex_);
    ++calls_;
    if (outcome.status.ok()) {
      ++servers_[server];
    } else {
      ++lost_;
      ++errors_[absl::StrCat(outcome.status.error_code(), " ", outcome.status.error_message())];
    }
  }

  certgen::Json ToJson(bool done) {
    const std::lock_guard lock(mutex_);
    return {{"done", done},
            {"calls", calls_},
            {"lost", lost_},
            {"errors", errors_},
            {"servers", servers_}};
  }

  int lost() {
    const std::lock_guard lock(mutex_);
    return lost_;
  }

 private:
  std::mutex mutex_;
  int calls_ = 0;
  int lost_ = 0;
  std::map<std::string, int> errors_;
  std::map<std::string, int> servers_;
};

void Print(const certgen::Json& document) {
  std::fputs(certgen::ToLine(document).c_str(), stdout);
  std::fflush(stdout);
}

// Calls until `stop`, or until `left` is used up.
void CallOn(echo::EchoClient* client, absl::Duration interval, const absl::Notification& stop,
            std::atomic<int>* left, Tally* tally) {
  while (!stop.HasBeenNotified() && left->fetch_sub(1) > 0) {
    echo::v1::EchoResponse reply;
    const echo::CallOutcome outcome = client->Echo("one channel", &reply);
    tally->Add(outcome, reply.server_name());
    stop.WaitForNotificationWithTimeout(interval);
  }
}

int Usage(const absl::Status& status) {
  std::fprintf(stderr, "%s: %s\n", kProgram, std::string(status.message()).c_str());
  return certgen::kExitUsage;
}

int CallAll(const Flags& flags, absl::Duration interval, echo::EchoClient* client,
            absl::Notification* stop) {
  Tally tally;
  std::atomic<int> left = flags.count > 0 ? flags.count : std::numeric_limits<int>::max();
  std::vector<std::thread> callers(static_cast<size_t>(flags.parallel));
  for (std::thread& caller : callers) {
    caller = std::thread([&] { CallOn(client, interval, *stop, &left, &tally); });
  }
  absl::Notification all_done;
  std::thread progress([&] {
    while (!all_done.WaitForNotificationWithTimeout(absl::Seconds(1))) Print(tally.ToJson(false));
  });
  for (std::thread& caller : callers) caller.join();
  all_done.Notify();
  progress.join();
  Print(tally.ToJson(true));
  return tally.lost() == 0 ? certgen::kExitDone : certgen::kExitFailed;
}

int Run(int argc, const char* const* argv) {
  Flags flags;
  CLI::App program;
  certgen::PrepareProgram(kProgram, "Calls Echo without a pause over one gRPC channel.", &program);
  AddFlags(&flags, &program);
  const certgen::ParseOutcome parsed = certgen::ParseCommandLine("ECHO", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;
  const auto target = echo::ParseTarget(flags.target);
  if (!target.ok()) return Usage(target.status());
  const auto timeout = certgen::ParseDurationFlag("--timeout", flags.timeout);
  if (!timeout.ok()) return Usage(timeout.status());
  const auto interval = certgen::ParseDurationFlag("--interval", flags.interval);
  if (!interval.ok()) return Usage(interval.status());
  const auto paths = echo::ChooseCredentials(flags.credentials);
  if (!paths.ok()) return Usage(paths.status());

  certgen::CheckRequest request;
  request.role = certgen::Role::kClient;
  request.now = absl::Now();
  const certgen::CheckedCredentials checked =
      certgen::CheckCredentials(certgen::ReadCredentialFiles(*paths), request);
  std::fputs(certgen::Describe(kProgram, checked.findings).c_str(), stderr);
  if (certgen::HasFatal(checked.findings)) return certgen::kExitOurCredentials;

  // Before any thread starts: they inherit the mask.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // Static: the thread below outlives this function when --count ends it.
  static absl::Notification stop;
  std::thread([signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    stop.Notify();
  }).detach();

  const tls::GrpcLibrary grpc;
  echo::ClientOptions options;
  options.target = *target;
  options.server_name = flags.server_name;
  options.timeout = *timeout;
  echo::EchoClient client(options, checked);
  return CallAll(flags, *interval, &client, &stop);
}

}  // namespace
}  // namespace test

int main(int argc, char** argv) { return test::Run(argc, argv); }
