#include "services/echo/load_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echo {
namespace {

using testing::ElementsAre;
using testing::Pair;

LoadCallEnd Ended(grpc::StatusCode code, const std::string& words = "") {
  LoadCallEnd end;
  end.code = code;
  end.words = words;
  return end;
}

LatencyHistogram Waits(int64_t number) {
  LatencyHistogram waits;
  waits.Record(absl::Seconds(5), number);
  return waits;
}

TEST(LoadTally, CountsErrorsByTheirStatus) {
  LoadTally tally;
  tally.Add(Ended(grpc::StatusCode::OK), absl::Milliseconds(1));
  tally.Add(Ended(grpc::StatusCode::UNAVAILABLE, "gone"), absl::Milliseconds(2));
  tally.Add(Ended(grpc::StatusCode::UNAVAILABLE, "again"), absl::Milliseconds(2));
  LoadCallEnd wrong = Ended(grpc::StatusCode::OK, "too short");
  wrong.wrong_reply = true;
  tally.Add(wrong, absl::Milliseconds(3));
  tally.AddNotStarted(Waits(5));
  EXPECT_EQ(tally.good, 1);
  EXPECT_EQ(tally.errors, 8);
  EXPECT_EQ(tally.calls(), 9);
  EXPECT_THAT(tally.errors_by_status,
              ElementsAre(Pair("UNAVAILABLE", 2), Pair("not-started", 5), Pair("wrong-reply", 1)));
  EXPECT_EQ(tally.first_error, "gone");
  EXPECT_FALSE(tally.IsAll("UNAVAILABLE"));
}

TEST(LoadTally, LatencyIsOfAnswersAndOfTimeThatRanOut) {
  LoadTally tally;
  tally.Add(Ended(grpc::StatusCode::OK), absl::Milliseconds(1));
  tally.Add(Ended(grpc::StatusCode::DEADLINE_EXCEEDED), absl::Milliseconds(900));
  tally.Add(Ended(grpc::StatusCode::UNAVAILABLE), absl::Microseconds(3));
  EXPECT_EQ(tally.latency.count(), 2);
  EXPECT_EQ(tally.latency.min(), 1000);
  EXPECT_EQ(tally.latency.max(), 900'000);
  // Those that were never begun had the longest wait of all.
  tally.AddNotStarted(Waits(98));
  EXPECT_EQ(tally.latency.count(), 100);
  EXPECT_EQ(tally.latency.Percentile(50), 5'000'000);
}

TEST(LoadTally, HandshakesAreOfConnectionsThatCameAbout) {
  LoadTally tally;
  LoadCallEnd end = Ended(grpc::StatusCode::OK);
  tally.Add(end, absl::Milliseconds(1));
  end.session_reused = false;
  tally.Add(end, absl::Milliseconds(1));
  end.session_reused = true;
  tally.Add(end, absl::Milliseconds(1));
  tally.Add(end, absl::Milliseconds(1));
  EXPECT_EQ(tally.handshakes_full, 1);
  EXPECT_EQ(tally.handshakes_resumed, 2);
}

TEST(LoadTally, KnowsWhetherAllErrorsAreOfOneStatus) {
  LoadTally tally;
  EXPECT_FALSE(tally.IsAll("DEADLINE_EXCEEDED"));
  tally.AddNotStarted(Waits(0));
  EXPECT_EQ(tally.errors, 0);
  tally.Add(Ended(grpc::StatusCode::DEADLINE_EXCEEDED), absl::Seconds(1));
  EXPECT_TRUE(tally.IsAll("DEADLINE_EXCEEDED"));
  tally.AddNotStarted(Waits(1));
  EXPECT_FALSE(tally.IsAll("DEADLINE_EXCEEDED"));
}

}  // namespace
}  // namespace echo
