#include "services/tls/grpc_library.h"

#include <grpc/grpc.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <thread>

namespace tls {
namespace {

// Between the ends of two threads that are going down.
constexpr std::chrono::milliseconds kPatience(5);
constexpr std::chrono::microseconds kInterval(200);

std::ptrdiff_t CountThreads() {
  std::error_code ignored;
  return std::distance(std::filesystem::directory_iterator("/proc/self/task", ignored),
                       std::filesystem::directory_iterator());
}

}  // namespace

GrpcLibrary::GrpcLibrary() : threads_(CountThreads()) { grpc_init(); }

GrpcLibrary::~GrpcLibrary() {
  using Clock = std::chrono::steady_clock;
  grpc_shutdown_blocking();
  std::ptrdiff_t threads = CountThreads();
  Clock::time_point until = Clock::now() + kPatience;
  while (threads > threads_ && Clock::now() < until) {
    std::this_thread::sleep_for(kInterval);
    const std::ptrdiff_t left = CountThreads();
    if (left < threads) until = Clock::now() + kPatience;
    threads = left;
  }
}

}  // namespace tls
