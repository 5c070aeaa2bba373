// gRPC goes down before the process does, as in the programs: else a sanitizer
// takes for leaks what gRPC's threads were still to free.

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <optional>
#include <thread>

#include "services/tls/grpc_library.h"

namespace test {
namespace {

class GrpcLibraryEnvironment : public ::testing::Environment {
 public:
  void SetUp() override { library_.emplace(); }
  void TearDown() override {
    library_.reset();
    // Some of its threads end a moment later, and free only then what OpenSSL keeps for each.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (Threads() > 1 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  }

 private:
  static std::ptrdiff_t Threads() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                         std::filesystem::directory_iterator());
  }

  std::optional<tls::GrpcLibrary> library_;
};

const ::testing::Environment* const kEnvironment =
    ::testing::AddGlobalTestEnvironment(new GrpcLibraryEnvironment());

}  // namespace
}  // namespace test
