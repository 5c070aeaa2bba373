// A service of every name that counts the calls that reach it: whoever should be refused before
// any handler must leave it at 0.
#ifndef TESTS_SERVICES_COUNTING_SERVICE_H_
#define TESTS_SERVICES_COUNTING_SERVICE_H_

#include <grpcpp/generic/async_generic_service.h>

#include <atomic>

namespace test {

class CountingService : public grpc::CallbackGenericService {
 public:
  int calls() const { return calls_; }

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() { Finish(grpc::Status::OK); }
    void OnDone() override { delete this; }
  };
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* /*context*/) override {
    ++calls_;
    return new Reactor();
  }

  std::atomic<int> calls_ = 0;
};

}  // namespace test

#endif  // TESTS_SERVICES_COUNTING_SERVICE_H_
