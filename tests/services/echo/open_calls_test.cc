#include "services/echo/open_calls.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace echo {
namespace {

// Goes as soon as it is asked to.
class Call final : public OpenCall {
 public:
  Call(OpenCalls* calls, int* ended) : calls_(calls), ended_(ended) {}
  void EndIfQuiet(absl::Time /*since*/) override {
    ++*ended_;
    calls_->Remove(this);
  }

 private:
  OpenCalls* const calls_;
  int* const ended_;
};

TEST(OpenCalls, AreCountedFromAddToRemove) {
  OpenCalls calls;
  int ended = 0;
  const auto call = std::make_shared<Call>(&calls, &ended);
  calls.Add(call);
  EXPECT_EQ(calls.size(), 1U);
  calls.Remove(call.get());
  calls.Remove(call.get());
  EXPECT_EQ(calls.size(), 0U);
}

TEST(OpenCalls, CanGoWhileTheyAreAskedTo) {
  OpenCalls calls;
  int ended = 0;
  for (int i = 0; i < 3; ++i) calls.Add(std::make_shared<Call>(&calls, &ended));
  calls.EndQuiet(absl::Now());
  EXPECT_EQ(ended, 3);
  EXPECT_EQ(calls.size(), 0U);
}

}  // namespace
}  // namespace echo
