// gMock matchers for absl::Status and absl::StatusOr; abseil has none before
// 2024. Explanations show the code and the message.
#ifndef TESTS_TESTING_STATUS_MATCHERS_H_
#define TESTS_TESTING_STATUS_MATCHERS_H_

#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace test {

inline const absl::Status& StatusIn(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusIn(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

// The value, for steps that a test takes for granted: otherwise the test program
// ends, saying why.
template <typename T>
T ValueOf(absl::StatusOr<T> status_or) {
  if (!status_or.ok()) {
    std::fprintf(stderr, "a test's own step failed: %s\n", status_or.status().ToString().c_str());
    std::abort();
  }
  return *std::move(status_or);
}

class IsOkMatcher {
 public:
  using is_gtest_matcher = void;

  template <typename T>
  bool MatchAndExplain(const T& actual, testing::MatchResultListener* listener) const {
    *listener << "which is " << StatusIn(actual).ToString();
    return actual.ok();
  }
  void DescribeTo(std::ostream* os) const { *os << "is OK"; }
  void DescribeNegationTo(std::ostream* os) const { *os << "is not OK"; }
};

// EXPECT_THAT(Publish(…), IsOk())
inline IsOkMatcher IsOk() { return {}; }

class StatusIsMatcher {
 public:
  using is_gtest_matcher = void;

  StatusIsMatcher(absl::StatusCode code, testing::Matcher<const std::string&> message)
      : code_(code), message_(std::move(message)) {}

  template <typename T>
  bool MatchAndExplain(const T& actual, testing::MatchResultListener* listener) const {
    const absl::Status& status = StatusIn(actual);
    *listener << "which is " << status.ToString();
    return status.code() == code_ && message_.Matches(std::string(status.message()));
  }
  void DescribeTo(std::ostream* os) const {
    *os << "is " << absl::StatusCodeToString(code_) << " with a message that ";
    message_.DescribeTo(os);
  }
  void DescribeNegationTo(std::ostream* os) const {
    *os << "is not " << absl::StatusCodeToString(code_) << " with a message that ";
    message_.DescribeTo(os);
  }

 private:
  absl::StatusCode code_;
  testing::Matcher<const std::string&> message_;
};

// EXPECT_THAT(DnsName(""), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is empty")))
inline StatusIsMatcher StatusIs(absl::StatusCode code) {
  return {code, testing::A<const std::string&>()};
}
template <typename M>
StatusIsMatcher StatusIs(absl::StatusCode code, M message) {
  return {code, testing::SafeMatcherCast<const std::string&>(std::move(message))};
}

template <typename M>
class IsOkAndHoldsMatcher {
 public:
  using is_gtest_matcher = void;

  explicit IsOkAndHoldsMatcher(M inner) : inner_(std::move(inner)) {}

  template <typename T>
  bool MatchAndExplain(const absl::StatusOr<T>& actual,
                       testing::MatchResultListener* listener) const {
    if (!actual.ok()) {
      *listener << "which is " << actual.status().ToString();
      return false;
    }
    *listener << "which holds " << testing::PrintToString(*actual) << ", ";
    return testing::SafeMatcherCast<const T&>(inner_).MatchAndExplain(*actual, listener);
  }
  void DescribeTo(std::ostream* os) const { *os << "is OK and holds a value that matches"; }
  void DescribeNegationTo(std::ostream* os) const { *os << "is not OK or holds another value"; }

 private:
  M inner_;
};

// EXPECT_THAT(ParseUsage("both"), IsOkAndHolds(Usage::kBoth))
template <typename M>
IsOkAndHoldsMatcher<std::decay_t<M>> IsOkAndHolds(M&& inner) {
  return IsOkAndHoldsMatcher<std::decay_t<M>>(std::forward<M>(inner));
}

}  // namespace test

#endif  // TESTS_TESTING_STATUS_MATCHERS_H_
