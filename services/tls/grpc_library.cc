#include "services/tls/grpc_library.h"

#include <grpc/grpc.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <thread>

namespace tls {
namespace {

constexpr std::chrono::milliseconds kPatience(300);

std::ptrdiff_t CountThreads() {
  std::error_code ignored;
  return std::distance(std::filesystem::directory_iterator("/proc/self/task", ignored),
                       std::filesystem::directory_iterator());
}

}  // namespace

GrpcLibrary::GrpcLibrary() : threads_(CountThreads()) { grpc_init(); }

GrpcLibrary::~GrpcLibrary() {
  grpc_shutdown_blocking();
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (CountThreads() > threads_ && std::chrono::steady_clock::now() < until) {
    std::this_thread::yield();
  }
}

}  // namespace tls
