// One of the calls that a run keeps in flight: of any kind, over and over, in the same buffers.
#ifndef SERVICES_ECHO_LOAD_CALL_H_
#define SERVICES_ECHO_LOAD_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/client_callback.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/synchronization/mutex.h"
#include "services/echo/client_channel.h"
#include "services/echo/load_message.h"

namespace echo {

// How it ended.
struct LoadCallEnd {
  grpc::StatusCode code = grpc::StatusCode::OK;
  // With an OK: the replies are not those that were asked for.
  bool wrong_reply = false;
  // gRPC's, or what is wrong with the reply; empty if nothing is.
  std::string words;
  // The messages of a stream: its requests if they are many, else its replies. 1 of a unary call.
  int64_t messages = 0;
  // Of messages, as encoded.
  int64_t bytes_sent = 0;
  int64_t bytes_received = 0;
  // Of a call on a connection of its own that came about.
  std::optional<bool> session_reused;
};

class LoadCall : private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  using Connect = std::function<std::shared_ptr<grpc::Channel>()>;
  using OnEnd = std::function<void(const LoadCallEnd& end)>;

  // Over `channel`, or if that is null each time over a new one that `connect` makes. Once
  // started, `on_end` is called once for each Start, in a thread of gRPC's; it may start the call
  // anew, or let go of it. `message` must live longer. Some other channel must have calls by
  // callback until the last one here has ended (see LoadRun).
  LoadCall(const LoadMessage& message, std::shared_ptr<grpc::Channel> channel, Connect connect,
           OnEnd on_end);
  ~LoadCall() override = default;
  LoadCall(const LoadCall&) = delete;
  LoadCall& operator=(const LoadCall&) = delete;

  // As PrepareCall says it.
  void Start(const ClientOptions& options);
  // From any thread, and for good: a call that starts later ends at once.
  void Cancel();

 private:
  void StartStream(grpc::ClientContext* context);
  void Write();
  void TakeReply();
  void End(const grpc::Status& status);

  void OnWriteDone(bool ok) override;
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override { End(status); }

  const LoadMessage& message_;
  const Connect connect_;
  const OnEnd on_end_;
  std::shared_ptr<grpc::Channel> channel_;
  std::optional<grpc::GenericStub> stub_;
  absl::Mutex mutex_;
  // gRPC's contexts are good for one call.
  std::optional<grpc::ClientContext> context_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ByteBuffer reply_;
  // Of the call in flight. Reads and writes of a stream may end in two threads at once.
  int requests_sent_ = 0;
  int replies_ = 0;
  int64_t bytes_received_ = 0;
  std::string wrong_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_CALL_H_
