#include "services/echo/health_command.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/echo/answer.h"
#include "services/echo/call_report.h"
#include "services/echo/diagnosed_client.h"
#include "services/echo/stream_loop.h"
#include "services/echo/utf8.h"

namespace echo {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";

certgen::JsonError NotServing() {
  return {"NOT_SERVING", "the server answers that it does not take calls",
          "wait for it, or call another"};
}

certgen::Json ToJson(const std::string& service, const std::string& status) {
  return {{"service", service}, {"status", status}};
}

int Check(const std::string& service, const ClientSession& session) {
  return CallAndTell(session, [&service](EchoClient* client) {
    HealthCheckResponse response;
    Answer answer;
    answer.outcome = client->CheckHealth(service, &response);
    const std::string status = HealthCheckResponse::ServingStatus_Name(response.status());
    answer.text = absl::StrCat(status, "\n");
    answer.key = "health";
    answer.value = ToJson(service, status);
    if (response.status() != HealthCheckResponse::SERVING) {
      answer.fault = {NotServing(), certgen::kExitNotServing, /*is_said=*/true};
    }
    return answer;
  });
}

int Watch(const std::string& service, const ClientSession& session) {
  DiagnosedClient client(session, kLongestDiagnosis);
  Console* const console = session.console;
  CallStream<HealthCheckRequest, HealthCheckResponse> stream(
      client->channel(), kWatch, session.options, [console] { console->Wake(); });

  std::optional<HealthCheckResponse::ServingStatus> last;
  int requests = 0;
  const auto send = [&] {
    if (requests++ > 0) {
      if (requests == 2) stream.EndWrites();
      return Sending::kEnded;
    }
    HealthCheckRequest request;
    request.set_service(service);
    stream.Write(std::move(request));
    return Sending::kDone;
  };
  const auto take = [&](const HealthCheckResponse& response) {
    last = response.status();
    const std::string status = HealthCheckResponse::ServingStatus_Name(response.status());
    if (session.output.json) {
      PrintDocument("health", ToJson(service, status), session);
    } else {
      console->Print(absl::StrCat(status, "\n"));
    }
  };
  Drive<HealthCheckRequest, HealthCheckResponse>(&stream, console, send, take);

  StreamEnd end;
  end.outcome = *stream.outcome();
  Settle(client->channel().get(), &end.outcome);
  end.diagnosis = client.WhyUnconnected(end.outcome);
  if (last && RanOutOfTime(end.outcome, session.options.timeout)) {
    const bool serving = *last == HealthCheckResponse::SERVING;
    end.exit_code = serving ? certgen::kExitDone : certgen::kExitNotServing;
    if (!serving) end.error = NotServing();
  }
  return Tell(std::move(end), session);
}

}  // namespace

CLI::App* AddHealthCommand(HealthFlags* flags, CLI::App* program) {
  CLI::App* command =
      certgen::AddCommand("health", "Prints whether the server takes calls", program);
  command->add_option("SERVICE", flags->service,
                      "A service, such as echo.v1.EchoService; without it, the whole server");
  command->add_flag("--watch", flags->watch,
                    "Print each status as it comes, until Ctrl-C, the end of --timeout (here 1h "
                    "unless given), or the server ends it");
  return command;
}

absl::StatusOr<ClientCommand> PrepareHealth(const HealthFlags& flags) {
  if (!IsUtf8(flags.service)) return absl::InvalidArgumentError("SERVICE must be UTF-8");
  return ClientCommand([flags](const ClientSession& session) {
    return flags.watch ? Watch(flags.service, session) : Check(flags.service, session);
  });
}

}  // namespace echo
