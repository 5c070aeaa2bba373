#include "services/echo/load_command.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/echo/call_report.h"
#include "services/echo/diagnosis_report.h"
#include "services/echo/echo_client.h"
#include "services/echo/interrupt.h"
#include "services/echo/load_bottleneck.h"
#include "services/echo/load_connect.h"
#include "services/echo/load_progress.h"
#include "services/echo/load_report.h"
#include "services/echo/load_run.h"
#include "services/echo/processor_use.h"
#include "services/echo/side_diagnosis.h"

namespace echo {
namespace {

// As shells tell of SIGINT.
constexpr int kInterrupted = 130;

// What a first signal ends: connecting, then the run.
class Interruption {
 public:
  void OnSignal(int number) {
    if (!given_up_.HasBeenNotified()) given_up_.Notify();
    const absl::MutexLock lock(&mutex_);
    if (run_ == nullptr) return;
    if (number == 1) {
      run_->Stop();
    } else {
      run_->Cancel();
    }
  }
  void Watch(LoadRun* run) {
    const absl::MutexLock lock(&mutex_);
    run_ = run;
    if (run_ != nullptr && given_up_.HasBeenNotified()) run_->Stop();
  }
  const absl::Notification& given_up() const { return given_up_; }

 private:
  absl::Notification given_up_;
  absl::Mutex mutex_;
  LoadRun* run_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

LoadEnd NoConnection(const LoadRequest& request, const CallOutcome& outcome,
                     const std::optional<tls::Diagnosis>& diagnosis) {
  LoadEnd end;
  end.exit_code = ExitCodeFor(outcome, diagnosis);
  end.error = ErrorOf(outcome, request.client, diagnosis);
  end.document = certgen::JsonDocument(end.error, request.credentials.findings);
  end.document["server"] = ServerToJson(outcome, request.client);
  if (diagnosis) end.document["verdict"] = ToJson(diagnosis->verdict);
  return end;
}

LoadEnd Interrupted(const LoadRequest& request) {
  LoadEnd end;
  end.exit_code = kInterrupted;
  end.error = {"INTERRUPTED", "a signal ended the run before there was a connection", ""};
  end.document = certgen::JsonDocument(end.error, request.credentials.findings);
  return end;
}

// How a call ends over a channel that found no connection: gRPC tells of the reason only there.
CallOutcome Ask(const LoadRequest& request, const ConnectOutcome& connected,
                const std::shared_ptr<grpc::Channel>& channel) {
  CallOutcome outcome;
  if (connected.timed_out) {
    outcome.status = {grpc::StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded"};
    return outcome;
  }
  grpc::ClientContext context;
  PrepareCall(request.client, &context);
  v1::EchoResponse response;
  outcome.status = v1::EchoService::NewStub(channel)->Echo(&context, v1::EchoRequest(), &response);
  outcome.connected = channel->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
  return outcome;
}

ClientUse UseBetween(const ProcessorUse& begin, const ProcessorUse& end, absl::Duration elapsed) {
  ClientUse use;
  use.elapsed = elapsed;
  use.own = end.own - begin.own;
  use.processors = UsableProcessors();
  use.callback_threads = CallbackThreads(ConfiguredProcessors());
  use.machine_busy = end.machine_busy - begin.machine_busy;
  use.machine_total = end.machine_total - begin.machine_total;
  return use;
}

LoadResult Measure(const LoadRequest& request,
                   const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                   Interruption* interruption) {
  LoadRun run(request.load, request.client, channels,
              [&request] { return MakeChannel(request.client, request.credentials); });
  run.Start();
  // Not before: the clock of the run starts there.
  const ProcessorUse begin = ReadProcessorUse();
  interruption->Watch(&run);
  LoadProgress before{};
  while (!run.WaitFor(absl::Seconds(1))) {
    if (!request.on_progress) continue;
    const LoadProgress now = run.progress();
    request.on_progress(ProgressLine(now, before));
    before = now;
  }
  interruption->Watch(nullptr);
  LoadResult result;
  result.client = UseBetween(begin, ReadProcessorUse(), run.progress().elapsed);
  result.options = request.load;
  result.elapsed = run.elapsed();
  result.interrupted = run.stopped();
  result.tally = run.TakeTally();
  return result;
}

bool MayBeWithoutConnection(const LoadTally& tally) {
  return tally.good == 0 && tally.messages == 0 &&
         (tally.IsAll("UNAVAILABLE") || tally.IsAll("DEADLINE_EXCEEDED"));
}

}  // namespace

LoadEnd RunLoad(LoadRequest request) {
  request.client.own_connection = true;
  if (request.load.resume) request.client.session_cache = std::make_shared<tls::SessionCache>();
  Interruption interruption;
  std::optional<Interrupt> interrupt;
  if (request.interruptible) {
    interrupt.emplace([&interruption](int number) { interruption.OnSignal(number); });
  }
  EchoClient first(request.client, request.credentials);
  std::vector<std::shared_ptr<grpc::Channel>> channels = {first.channel()};
  const size_t number =
      request.load.new_connections ? 1 : static_cast<size_t>(request.load.connections);
  while (channels.size() < number) {
    channels.push_back(MakeChannel(request.client, request.credentials));
  }
  std::optional<SideDiagnosis> beside;
  if (request.diagnose) beside.emplace(request.client, request.credentials, &first);
  ConnectOutcome connected;
  do {
    connected = ConnectAll(channels, request.client, &interruption.given_up());
    if (!connected.failed) break;
    const CallOutcome outcome = Ask(request, connected, channels[*connected.failed]);
    if (!outcome.status.ok()) {
      return NoConnection(request, outcome, beside ? beside->Take() : std::nullopt);
    }
    // By now there is one.
  } while (true);
  if (interruption.given_up().HasBeenNotified()) {
    return Interrupted(request);
  }
  beside.reset();
  LoadResult result = Measure(request, channels, &interruption);
  result.connect_times = connected.times;
  if (MayBeWithoutConnection(result.tally) && !first.IsConnected()) {
    if (request.diagnose) beside.emplace(request.client, request.credentials, &first);
    v1::EchoResponse ignored;
    const CallOutcome outcome = first.Echo("", &ignored);
    if (FoundNoConnection(outcome)) {
      LoadEnd end = NoConnection(request, outcome, beside ? beside->Take() : std::nullopt);
      end.text = Describe(result);
      AddToDocument(result, &end.document);
      return end;
    }
  }
  LoadEnd end;
  end.exit_code = ExitCodeFor(result.tally);
  end.error = ErrorOf(result.tally);
  end.text = Describe(result);
  end.document = certgen::JsonDocument(end.error, request.credentials.findings);
  AddToDocument(result, &end.document);
  return end;
}

}  // namespace echo
