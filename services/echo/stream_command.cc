#include "services/echo/stream_command.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/echo/call_report.h"
#include "services/echo/diagnosed_client.h"
#include "services/echo/reply_report.h"
#include "services/echo/stream_loop.h"
#include "services/echo/stream_requests.h"
#include "services/echo/utf8.h"

namespace echo {
namespace {

using EchoStream = CallStream<v1::EchoRequest, v1::EchoResponse>;

struct StreamKind {
  const char* name;
  const char* method;
  bool many_replies;
};
constexpr StreamKind kBidi = {"bidi", "/echo.v1.EchoService/BidirectionalStreamingEcho", true};
constexpr StreamKind kServer = {"server", "/echo.v1.EchoService/ServerStreamingEcho", true};
constexpr StreamKind kClient = {"client", "/echo.v1.EchoService/ClientStreamingEcho", false};

struct StreamPlan {
  StreamKind kind = kBidi;
  std::vector<std::string> texts;
  v1::EchoOptions options;
};

// A line that is no UTF-8 went as payload, and comes back so.
std::string TextOf(const v1::EchoResponse& reply, const v1::EchoOptions& options) {
  const bool is_payload = reply.message().empty() && !options.has_response_size();
  return absl::StrCat(is_payload ? reply.payload() : reply.message(), "\n");
}

class StreamRun {
 public:
  StreamRun(const StreamPlan& plan, const ClientSession& session)
      : plan_(plan),
        session_(session),
        requests_(plan.options, plan.texts,
                  plan.texts.empty() ? &session.console->lines() : nullptr,
                  plan.kind.many_replies) {}

  int Run() {
    DiagnosedClient client(session_, kLongestDiagnosis);
    Console* const console = session_.console;
    EchoStream stream(client->channel(), plan_.kind.method, session_.options,
                      [console] { console->Wake(); });
    const bool whole = Drive<v1::EchoRequest, v1::EchoResponse>(
        &stream, console, [&] { return Send(&stream); },
        [this](const v1::EchoResponse& reply) { Take(reply); });
    StreamEnd end;
    end.outcome = *stream.outcome();
    Settle(client->channel().get(), &end.outcome);
    if (!whole) {
      end.exit_code = certgen::kExitFailed;
      end.error = bad_input_;
    } else {
      end.diagnosis = client.WhyUnconnected(end.outcome);
    }
    end.rest = {{"replies", replies_}};
    return Tell(std::move(end), session_);
  }

 private:
  Sending Send(EchoStream* stream) {
    if (writes_ended_) return Sending::kEnded;
    if (auto request = requests_.Next()) {
      ++sent_;
      stream->Write(*std::move(request));
      return Sending::kDone;
    }
    if (requests_.is_done()) {
      writes_ended_ = true;
      stream->EndWrites();
      return Sending::kDone;
    }
    const int error = session_.console->input_error();
    if (error != 0) {
      bad_input_ = {"INPUT_UNREADABLE",
                    absl::StrCat("standard input cannot be read beyond line ", sent_, ": ",
                                 std::error_code(error, std::generic_category()).message()),
                    "give it lines, or messages as TEXTs"};
    } else if (session_.console->lines().is_too_long()) {
      bad_input_ = {"LINE_TOO_LONG",
                    absl::StrCat("line ", sent_ + 1, " of standard input is longer than ",
                                 kLongestLine >> 20, " MiB"),
                    "send bytes with echo-client echo --file"};
    } else {
      return Sending::kWaitsForInput;
    }
    session_.console->Warn(Line(*bad_input_));
    return Sending::kFailed;
  }

  void Take(const v1::EchoResponse& reply) {
    ++replies_;
    if (replies_ == 1 && session_.output.verbose) session_.console->Note(Describe(reply));
    if (session_.output.json) {
      PrintDocument("reply", ToJson(reply), session_);
    } else {
      session_.console->Print(TextOf(reply, plan_.options));
    }
  }

  const StreamPlan& plan_;
  const ClientSession& session_;
  StreamRequests requests_;
  bool writes_ended_ = false;
  uint64_t sent_ = 0;
  uint64_t replies_ = 0;
  std::optional<certgen::JsonError> bad_input_;
};

}  // namespace

CLI::App* AddStreamCommand(StreamFlags* flags, CLI::App* program) {
  CLI::App* command = certgen::AddCommand(
      "stream", "Sends lines, or TEXTs, in one call, and prints what comes back as it comes",
      program);
  command->add_option("TEXT", flags->texts,
                      "Messages in UTF-8, one each; without any, the lines of standard input");
  command
      ->add_option("--kind", flags->kind,
                   "bidi: each message comes back at once; server: one TEXT, and a stream of "
                   "replies; client: all messages, and one reply, of the last. Default: bidi")
      ->type_name("KIND");
  AddEchoOptionFlags(&flags->options, command);
  return command;
}

absl::StatusOr<ClientCommand> PrepareStream(const StreamFlags& flags) {
  StreamPlan plan;
  if (flags.kind == kServer.name) {
    plan.kind = kServer;
  } else if (flags.kind == kClient.name) {
    plan.kind = kClient;
  } else if (flags.kind != kBidi.name) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--kind '", flags.kind, "' is no kind of stream; give bidi, server or client"));
  }
  if (flags.kind == kServer.name && flags.texts.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--kind server sends one request, and ", flags.texts.size(), " TEXTs are given; give one"));
  }
  plan.texts = flags.texts;
  if (!std::all_of(plan.texts.begin(), plan.texts.end(), IsUtf8)) {
    return absl::InvalidArgumentError(
        "TEXT must be UTF-8; other bytes can come as a line of input");
  }
  auto options = ToEchoOptions(flags.options, /*one_reply=*/!plan.kind.many_replies);
  if (!options.ok()) return options.status();
  plan.options = *std::move(options);
  return ClientCommand([plan = std::move(plan)](const ClientSession& session) {
    return StreamRun(plan, session).Run();
  });
}

}  // namespace echo
