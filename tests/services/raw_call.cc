#include "tests/services/raw_call.h"

#include "absl/time/clock.h"
#include "tests/services/serving.h"

namespace test {
namespace {

// Completion queues want a pointer for each operation; there is only one at a
// time, so it need not tell which.
int operation = 0;

}  // namespace

RawCall::RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method)
    : stub_(channel) {
  SetDeadline(&context_, 2 * kPatience);
  call_ = stub_.PrepareCall(&context_, method, &queue_);
  call_->StartCall(&operation);
  Await();
}

RawCall::~RawCall() {
  context_.TryCancel();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) continue;
}

bool RawCall::Await() {
  void* tag = nullptr;
  bool ok = false;
  const auto deadline = absl::ToChronoTime(absl::Now() + kPatience);
  if (queue_.AsyncNext(&tag, &ok, deadline) == grpc::CompletionQueue::GOT_EVENT) return ok;
  // The operation must not outlive what it writes to.
  context_.TryCancel();
  queue_.Next(&tag, &ok);
  return false;
}

bool RawCall::Write(const google::protobuf::Message& message) {
  const grpc::Slice bytes(message.SerializeAsString());
  call_->Write(grpc::ByteBuffer(&bytes, 1), &operation);
  return Await();
}

bool RawCall::WritesDone() {
  call_->WritesDone(&operation);
  return Await();
}

bool RawCall::ReadInitialMetadata() {
  call_->ReadInitialMetadata(&operation);
  return Await();
}

bool RawCall::Read(google::protobuf::Message* message) {
  grpc::ByteBuffer buffer;
  call_->Read(&buffer, &operation);
  grpc::Slice bytes;
  return Await() && buffer.DumpToSingleSlice(&bytes).ok() &&
         message->ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()));
}

grpc::Status RawCall::Finish() {
  grpc::Status status;
  call_->Finish(&status, &operation);
  if (!Await()) return {grpc::StatusCode::UNKNOWN, "the call did not end"};
  return status;
}

}  // namespace test
