#include "services/echo/echo_command.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/echo/answer.h"
#include "services/echo/call_report.h"
#include "services/echo/diagnosed_client.h"
#include "services/echo/number_flag.h"
#include "services/echo/payload_file.h"
#include "services/echo/reply_report.h"
#include "services/echo/stream_loop.h"
#include "services/echo/utf8.h"

namespace echo {
namespace {

constexpr uint32_t kMostCalls = 100000000;
constexpr uint32_t kMostParallel = 10000;

struct EchoPlan {
  v1::EchoRequest request;
  bool has_text = false;
  uint32_t count = 1;
  uint32_t parallel = 1;
};

// The numbers of calls that have ended, in that order.
class EndedCalls {
 public:
  void Add(uint32_t number) {
    const std::lock_guard lock(mutex_);
    numbers_.push_back(number);
    added_.notify_one();
  }
  // Waits for one.
  uint32_t Take() {
    std::unique_lock lock(mutex_);
    added_.wait(lock, [this] { return !numbers_.empty(); });
    const uint32_t number = numbers_.front();
    numbers_.pop_front();
    return number;
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::deque<uint32_t> numbers_;
};

std::string ExpectedPayload(const v1::EchoRequest& request) {
  if (!request.options().has_response_size()) return request.payload();
  return std::string(request.options().response_size(), '\0');
}

std::optional<Answer::Fault> Compare(const v1::EchoRequest& request,
                                     const v1::EchoResponse& response) {
  const bool message = response.message() == request.message();
  if (message && response.payload() == ExpectedPayload(request)) return std::nullopt;
  Answer::Fault fault;
  fault.error = {"REPLY_DIFFERS",
                 message ? absl::StrCat("the reply's payload, ", response.payload().size(),
                                        " bytes, is not what was asked for, ",
                                        ExpectedPayload(request).size(), " bytes")
                         : "the reply's message is not the one that was sent",
                 "look at what stands between: no echo server changes what it sends back"};
  return fault;
}

Answer ToAnswer(const EchoPlan& plan, EchoCall* call) {
  const v1::EchoResponse& response = call->response();
  Answer answer;
  answer.outcome = std::move(call->outcome());
  answer.text = plan.has_text ? absl::StrCat(response.message(), "\n") : response.payload();
  answer.key = "reply";
  answer.value = ToJson(response);
  answer.details = Describe(response);
  answer.fault = Compare(plan.request, response);
  return answer;
}

// The smallest that is not 0: the sooner a call has failed, the worse.
int Worse(int one, int other) {
  if (one == 0 || other == 0) return one + other;
  return std::min(one, other);
}

int RunEcho(const EchoPlan& plan, const ClientSession& session) {
  DiagnosedClient client(session);
  EndedCalls ended;
  std::map<uint32_t, std::unique_ptr<EchoCall>> calls;
  uint32_t started = 0;
  int exit_code = certgen::kExitDone;
  while (true) {
    while (started < plan.count && calls.size() < plan.parallel && !session.console->is_broken()) {
      const uint32_t number = started++;
      calls[number] = client->StartEcho(&plan.request, [&ended, number] { ended.Add(number); });
    }
    if (calls.empty()) return exit_code;
    const uint32_t number = ended.Take();
    Answer answer = ToAnswer(plan, calls[number].get());
    calls.erase(number);
    answer.is_first = number == 0;
    // Of many calls each would have to wait for it.
    if (plan.count == 1) Settle(client->channel().get(), &answer.outcome);
    const int code = Tell(answer, client.WhyUnconnected(answer.outcome), session);
    exit_code = Worse(exit_code, code);
  }
}

}  // namespace

CLI::App* AddEchoCommand(EchoFlags* flags, CLI::App* program) {
  CLI::App* command = certgen::AddCommand("echo", "Sends TEXT and prints what comes back", program);
  command->add_option("TEXT", flags->text, "Any text in UTF-8; behind -- it may begin with a dash")
      ->each([flags](const std::string& /*text*/) { flags->has_text = true; });
  command
      ->add_option("--file", flags->file,
                   "Send the bytes of FILE (- is standard input), at most 4 MiB, as payload. "
                   "Without TEXT the reply's payload is what is printed, as it is; with TEXT it "
                   "is only compared")
      ->type_name("FILE")
      ->check(certgen::RefuseEmpty, "");
  command
      ->add_option("--count", flags->count,
                   "Make so many calls, on one connection; the exit code is that of the worst, "
                   "the smallest but 0. Default: 1")
      ->type_name("N");
  command
      ->add_option("--parallel", flags->parallel,
                   "Of these, so many at a time; replies are printed as they come. Default: 1")
      ->type_name("P");
  AddEchoOptionFlags(&flags->options, command);
  return command;
}

absl::StatusOr<ClientCommand> PrepareEcho(const EchoFlags& flags) {
  if (!flags.has_text && flags.file.empty()) {
    return absl::InvalidArgumentError(
        "echo has nothing to send; give TEXT, or --file FILE (see echo-client echo --help)");
  }
  if (!IsUtf8(flags.text)) {
    return absl::InvalidArgumentError("TEXT must be UTF-8; send other bytes with --file");
  }
  EchoPlan plan;
  plan.has_text = flags.has_text;
  const auto count = ParseNumberFlag("--count", flags.count, /*low=*/1, kMostCalls);
  if (!count.ok()) return count.status();
  plan.count = *count;
  const auto parallel = ParseNumberFlag("--parallel", flags.parallel, /*low=*/1, kMostParallel);
  if (!parallel.ok()) return parallel.status();
  plan.parallel = *parallel;
  auto options = ToEchoOptions(flags.options, /*one_reply=*/true);
  if (!options.ok()) return options.status();
  plan.request.set_message(flags.text);
  if (options->ByteSizeLong() > 0) *plan.request.mutable_options() = *std::move(options);
  if (!flags.file.empty()) {
    // The rest of the request counts too, and the fields' heads.
    constexpr size_t kHeads = 16;
    const size_t rest = plan.request.ByteSizeLong() + kHeads;
    auto payload = ReadPayload(flags.file, rest < kLargestRequest ? kLargestRequest - rest : 0);
    if (!payload.ok()) return payload.status();
    plan.request.set_payload(*std::move(payload));
  }
  return ClientCommand(
      [plan = std::move(plan)](const ClientSession& session) { return RunEcho(plan, session); });
}

}  // namespace echo
