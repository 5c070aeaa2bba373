#include "services/echo/status_name.h"

#include <gtest/gtest.h>

#include <utility>

namespace echo {
namespace {

TEST(StatusName, IsThatOfTheDocumentation) {
  const std::pair<int, const char*> names[] = {{0, "OK"},
                                               {1, "CANCELLED"},
                                               {2, "UNKNOWN"},
                                               {3, "INVALID_ARGUMENT"},
                                               {4, "DEADLINE_EXCEEDED"},
                                               {5, "NOT_FOUND"},
                                               {6, "ALREADY_EXISTS"},
                                               {7, "PERMISSION_DENIED"},
                                               {8, "RESOURCE_EXHAUSTED"},
                                               {9, "FAILED_PRECONDITION"},
                                               {10, "ABORTED"},
                                               {11, "OUT_OF_RANGE"},
                                               {12, "UNIMPLEMENTED"},
                                               {13, "INTERNAL"},
                                               {14, "UNAVAILABLE"},
                                               {15, "DATA_LOSS"},
                                               {16, "UNAUTHENTICATED"}};
  for (const auto& [number, name] : names) {
    EXPECT_EQ(StatusName(static_cast<grpc::StatusCode>(number)), name) << number;
  }
}

TEST(StatusName, OfANumberWithoutOneIsUnknown) {
  for (const int number : {-1, 17, 20, 99}) {
    EXPECT_EQ(StatusName(static_cast<grpc::StatusCode>(number)), "UNKNOWN") << number;
  }
}

}  // namespace
}  // namespace echo
