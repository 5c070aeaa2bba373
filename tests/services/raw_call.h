// One call made step by step, in bytes: to stop half-way, and for services that
// have no generated client here. Every step has a deadline.
#ifndef TESTS_SERVICES_RAW_CALL_H_
#define TESTS_SERVICES_RAW_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace test {

class RawCall {
 public:
  // "/package.Service/Method". Begins the call.
  RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method);
  // Cancels it if it still runs.
  ~RawCall();
  RawCall(const RawCall&) = delete;
  RawCall& operator=(const RawCall&) = delete;

  // Each is false if the call has ended, or nothing happened in time.
  bool Write(const google::protobuf::Message& message);
  bool WritesDone();
  // The server has taken the call, and begun to answer.
  bool ReadInitialMetadata();
  bool Read(google::protobuf::Message* message);

  // How it ended; waits for that.
  grpc::Status Finish();

 private:
  // Waits for the one operation under way.
  bool Await();

  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

}  // namespace test

#endif  // TESTS_SERVICES_RAW_CALL_H_
