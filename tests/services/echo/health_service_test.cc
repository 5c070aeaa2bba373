#include "services/echo/health_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/time/clock.h"
#include "tests/services/serving.h"

namespace echo {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kKnown[] = "echo.v1.EchoService";

HealthCheckRequest RequestFor(const std::string& service) {
  HealthCheckRequest request;
  request.set_service(service);
  return request;
}

// The service alone, on a server without TLS, which health does not depend on.
class HealthServiceOnAServer : public testing::Test {
 protected:
  HealthServiceOnAServer() : health_({kKnown}) {
    test::GrpcLog::Get();
    grpc::ServerBuilder builder;
    builder.RegisterService(&health_);
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    server_ = builder.BuildAndStart();
    stub_ = Stub();
  }

  // One on a connection of its own.
  std::unique_ptr<Health::Stub> Stub() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    return Health::NewStub(grpc::CreateCustomChannel(
        "127.0.0.1:" + std::to_string(port_), grpc::InsecureChannelCredentials(), arguments));
  }

  struct Checked {
    grpc::Status status;
    HealthCheckResponse response;
  };
  Checked Check(const std::string& service) {
    Checked checked;
    grpc::ClientContext context;
    test::SetDeadline(&context);
    checked.status = stub_->Check(&context, RequestFor(service), &checked.response);
    return checked;
  }

  HealthService health_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

// A Watch, read in the thread that asks. Cancelled at its end, if it still runs.
class Watch {
 public:
  Watch(Health::Stub* stub, const std::string& service) {
    test::SetDeadline(&context_);
    reader_ = stub->Watch(&context_, RequestFor(service));
  }
  ~Watch() {
    context_.TryCancel();
    if (!finished_) Finish();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // "SERVING" and so on; "(end)" if the stream is over.
  std::string Next() {
    HealthCheckResponse response;
    if (!reader_->Read(&response)) return "(end)";
    return HealthCheckResponse::ServingStatus_Name(response.status());
  }
  void Cancel() { context_.TryCancel(); }
  grpc::Status Finish() {
    finished_ = true;
    HealthCheckResponse unread;
    while (reader_->Read(&unread)) continue;
    return reader_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> reader_;
  bool finished_ = false;
};

TEST_F(HealthServiceOnAServer, OneServiceTurnsAndTheOthersDoNotUntilAllStop) {
  for (const bool serves : {true, false, true}) {
    health_.SetServing("tls", serves);
    EXPECT_EQ(Check("tls").response.status(),
              serves ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING);
    for (const char* other : {"", kKnown}) {
      EXPECT_EQ(Check(other).response.status(), HealthCheckResponse::SERVING);
    }
  }
  health_.StopServing();
  health_.SetServing("tls", true);
  EXPECT_EQ(Check("tls").response.status(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(HealthServiceOnAServer, CheckSaysServingForTheServerAndItsServices) {
  for (const char* service : {"", kKnown}) {
    EXPECT_TRUE(Check(service).status.ok());
    EXPECT_EQ(Check(service).response.status(), HealthCheckResponse::SERVING);
  }
}

TEST_F(HealthServiceOnAServer, CheckOfAnUnknownServiceIsNotFound) {
  for (const char* service :
       {"echo.v1.Other", "echo.v1.echoservice", " ", "echo.v1.EchoService "}) {
    EXPECT_EQ(Check(service).status.error_code(), grpc::StatusCode::NOT_FOUND) << service;
  }
}

TEST_F(HealthServiceOnAServer, CheckSaysNotServingOnceStopped) {
  health_.StopServing();
  health_.StopServing();
  for (const char* service : {"", kKnown}) {
    EXPECT_EQ(Check(service).response.status(), HealthCheckResponse::NOT_SERVING);
  }
  EXPECT_EQ(Check("echo.v1.Other").status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(HealthServiceOnAServer, CheckStillAnswersWhenWatchesHaveEnded) {
  health_.StopServing();
  health_.EndWatches();
  EXPECT_EQ(Check("").response.status(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(HealthServiceOnAServer, AWatcherSeesServingAndThenNotServing) {
  Watch server(stub_.get(), "");
  Watch service(stub_.get(), kKnown);
  EXPECT_EQ(server.Next(), "SERVING");
  EXPECT_EQ(service.Next(), "SERVING");
  health_.StopServing();
  EXPECT_EQ(server.Next(), "NOT_SERVING");
  EXPECT_EQ(service.Next(), "NOT_SERVING");
}

TEST_F(HealthServiceOnAServer, AWatcherThatComesAfterTheStopSeesNotServing) {
  health_.StopServing();
  Watch watch(stub_.get(), "");
  EXPECT_EQ(watch.Next(), "NOT_SERVING");
}

TEST_F(HealthServiceOnAServer, AWatcherIsToldOfAChangeOnce) {
  Watch watch(stub_.get(), "");
  EXPECT_EQ(watch.Next(), "SERVING");
  health_.StopServing();
  EXPECT_EQ(watch.Next(), "NOT_SERVING");
  health_.StopServing();
  health_.EndWatches();
  EXPECT_EQ(watch.Next(), "(end)");
}

TEST_F(HealthServiceOnAServer, AWatcherOfAnUnknownServiceSeesServiceUnknownAndStays) {
  Watch watch(stub_.get(), "echo.v1.Other");
  EXPECT_EQ(watch.Next(), "SERVICE_UNKNOWN");
  health_.StopServing();
  health_.EndWatches();
  EXPECT_EQ(watch.Next(), "(end)");
  EXPECT_EQ(watch.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(HealthServiceOnAServer, EndWatchesEndsEveryWatchAsUnavailable) {
  Watch one(stub_.get(), "");
  Watch two(stub_.get(), kKnown);
  EXPECT_EQ(one.Next(), "SERVING");
  EXPECT_EQ(two.Next(), "SERVING");
  health_.EndWatches();
  EXPECT_EQ(one.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(two.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(HealthServiceOnAServer, AWatchAfterEndWatchesEndsAtOnce) {
  health_.EndWatches();
  Watch late(stub_.get(), "");
  EXPECT_EQ(late.Next(), "(end)");
  EXPECT_EQ(late.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(HealthServiceOnAServer, ACancelledWatchLeavesTheOthersAlone) {
  Watch stays(stub_.get(), "");
  EXPECT_EQ(stays.Next(), "SERVING");
  {
    Watch goes(stub_.get(), "");
    EXPECT_EQ(goes.Next(), "SERVING");
    goes.Cancel();
    EXPECT_EQ(goes.Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  health_.StopServing();
  EXPECT_EQ(stays.Next(), "NOT_SERVING");
}

TEST_F(HealthServiceOnAServer, WatchersThatComeAndGoWhileItStopsAreAllEnded) {
  constexpr int kThreads = 8;
  std::atomic<int> begun = 0;
  std::atomic<bool> stopping = false;
  std::atomic<int> unexpected = 0;
  std::vector<std::thread> clients;
  clients.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    clients.emplace_back([&, i, stub = Stub()] {
      // Each thread goes on until after the stop, and cancels at every stage.
      for (int round = 0; round < 40 || !stopping; ++round) {
        Watch watch(stub.get(), i % 2 == 0 ? "" : kKnown);
        if (round % 4 == 1) watch.Cancel();
        if (round % 4 >= 2 && watch.Next() == "SERVICE_UNKNOWN") ++unexpected;
        if (round == 10) ++begun;
      }
      // This one stays until the server ends it.
      Watch last(stub.get(), "");
      if (last.Finish().error_code() != grpc::StatusCode::UNAVAILABLE) ++unexpected;
    });
  }
  const absl::Time deadline = absl::Now() + test::kPatience;
  while (begun < kThreads && absl::Now() < deadline) std::this_thread::yield();
  std::thread again([this] { health_.StopServing(); });
  health_.StopServing();
  stopping = true;
  health_.EndWatches();
  again.join();
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(unexpected, 0);
}

TEST_F(HealthServiceOnAServer, AWatcherThatGoesAwayDoesNotHoldUpTheServer) {
  for (int i = 0; i < 20; ++i) {
    const auto stub = Stub();
    Watch watch(stub.get(), "");
    EXPECT_EQ(watch.Next(), "SERVING");
  }
  server_->Shutdown(absl::ToChronoTime(absl::Now() + test::kPatience));
  const absl::Time before = absl::Now();
  server_->Wait();
  EXPECT_LT(absl::Now() - before, test::kPatience);
}

}  // namespace
}  // namespace echo
