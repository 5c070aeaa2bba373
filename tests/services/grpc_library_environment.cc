// gRPC goes down before the process does, as in the programs: else a sanitizer
// takes for leaks what gRPC's threads were still to free.

#include <gtest/gtest.h>

#include <optional>

#include "services/tls/grpc_library.h"

namespace test {
namespace {

class GrpcLibraryEnvironment : public ::testing::Environment {
 public:
  void SetUp() override { library_.emplace(); }
  void TearDown() override { library_.reset(); }

 private:
  std::optional<tls::GrpcLibrary> library_;
};

const ::testing::Environment* const kEnvironment =
    ::testing::AddGlobalTestEnvironment(new GrpcLibraryEnvironment());

}  // namespace
}  // namespace test
