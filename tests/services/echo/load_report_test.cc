#include "services/echo/load_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echo {
namespace {

using certgen::Json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

LoadResult Result(int good, int late = 0, int unavailable = 0) {
  LoadResult result;
  result.elapsed = absl::Seconds(2);
  result.client.elapsed = absl::Seconds(2);
  result.client.processors = 2;
  result.client.own = absl::Milliseconds(500);
  LoadCallEnd end;
  end.messages = 1;
  end.bytes_sent = 66;
  end.bytes_received = 80;
  for (int i = 1; i <= good; ++i) result.tally.Add(end, absl::Microseconds(i * 10));
  end.bytes_received = 0;
  end.messages = 0;
  end.code = grpc::StatusCode::DEADLINE_EXCEEDED;
  end.words = "too late";
  for (int i = 0; i < late; ++i) result.tally.Add(end, absl::Seconds(1));
  end.code = grpc::StatusCode::UNAVAILABLE;
  for (int i = 0; i < unavailable; ++i) result.tally.Add(end, absl::Seconds(1));
  return result;
}

LatencyHistogram Waits(int64_t number) {
  LatencyHistogram waits;
  waits.Record(absl::Seconds(5), number);
  return waits;
}

Json DocumentOf(const LoadResult& result) {
  Json document = certgen::JsonDocument(ErrorOf(result.tally), {});
  AddToDocument(result, &document);
  return document;
}

TEST(LoadReport, NamesWhatFailedAndNotWhatCouldNotBeginForIt) {
  LoadResult stalled = Result(1, /*late=*/2);
  stalled.tally.AddNotStarted(Waits(100));
  EXPECT_EQ(ErrorOf(stalled.tally)->code, "DEADLINE_EXCEEDED");
  EXPECT_EQ(ErrorOf(stalled.tally)->cure, "");
  EXPECT_EQ(ExitCodeFor(stalled.tally), certgen::kExitDeadline);
  LoadResult too_fast = Result(1);
  too_fast.tally.AddNotStarted(Waits(100));
  EXPECT_EQ(ErrorOf(too_fast.tally)->code, "NOT_STARTED");
  EXPECT_THAT(ErrorOf(too_fast.tally)->cure, HasSubstr("lower --rate"));
  EXPECT_EQ(ExitCodeFor(too_fast.tally), certgen::kExitDeadline);
}

TEST(LoadReport, JsonHasEveryField) {
  LoadResult result = Result(100);
  result.connect_times.Record(absl::Milliseconds(4));
  const Json document = DocumentOf(result);
  EXPECT_EQ(document.at("version"), 1);
  EXPECT_EQ(document.at("ok"), true);
  EXPECT_EQ(document.at("error"), nullptr);
  EXPECT_EQ(document.at("findings"), Json::array());
  EXPECT_EQ(document.at("calls"), 100);
  EXPECT_EQ(document.at("errors"), 0);
  EXPECT_EQ(document.at("errors_by_status"), Json::object());
  EXPECT_EQ(document.at("calls_per_second"), 50.0);
  EXPECT_EQ(document.at("messages_per_second"), nullptr);
  EXPECT_EQ(document.at("duration_seconds"), 2.0);
  EXPECT_EQ(document.at("interrupted"), false);
  EXPECT_EQ(document.at("bytes_sent"), 6600);
  EXPECT_EQ(document.at("bytes_received"), 8000);
  const Json latency = {{"min", 10},  {"mean", 505.0}, {"p50", 500}, {"p90", 900},
                        {"p99", 990}, {"p999", 1000},  {"max", 1000}};
  EXPECT_EQ(document.at("latency_us"), latency);
  EXPECT_EQ(document.at("connect_us").at("p50"), 4000);
  EXPECT_EQ(document.at("handshakes"), nullptr);
  EXPECT_EQ(document.at("kind"), "unary");
  EXPECT_EQ(document.at("target_rate"), nullptr);
  EXPECT_EQ(document.at("client").at("cpu_seconds"), 0.5);
  EXPECT_EQ(document.at("client").at("cpu_utilisation"), 0.125);
  EXPECT_EQ(document.at("bottleneck"), nullptr);
}

TEST(LoadReport, JsonTellsOfStreamsRatesHandshakesAndTheBottleneck) {
  LoadResult result = Result(100);
  result.options.kind = LoadKind::kBidi;
  result.options.rate = 12.5;
  result.options.new_connections = true;
  result.tally.handshakes_resumed = 3;
  result.client.own = absl::Seconds(4);
  const Json document = DocumentOf(result);
  EXPECT_EQ(document.at("kind"), "bidi");
  EXPECT_EQ(document.at("messages_per_second"), 50.0);
  EXPECT_EQ(document.at("target_rate"), 12.5);
  EXPECT_EQ(document.at("handshakes"), Json({{"full", 0}, {"resumed", 3}}));
  EXPECT_EQ(document.at("bottleneck"), "client");
}

TEST(LoadReport, LostCallsAreAnErrorWithTheirNumbers) {
  const LoadResult result = Result(5, 2, 3);
  const Json document = DocumentOf(result);
  EXPECT_EQ(document.at("ok"), false);
  EXPECT_EQ(document.at("calls"), 10);
  EXPECT_EQ(document.at("errors"), 5);
  EXPECT_EQ(document.at("errors_by_status"), Json({{"DEADLINE_EXCEEDED", 2}, {"UNAVAILABLE", 3}}));
  EXPECT_EQ(document.at("error").at("code"), "UNAVAILABLE");
  EXPECT_EQ(document.at("error").at("cause"),
            "5 of 10 calls were lost (UNAVAILABLE 3, DEADLINE_EXCEEDED 2); the first: too late");
  // Good ones alone.
  EXPECT_EQ(document.at("calls_per_second"), 2.5);
}

TEST(LoadReport, TheExitCodeIsZeroOnlyIfNoCallWasLost) {
  EXPECT_EQ(ExitCodeFor(Result(5).tally), certgen::kExitDone);
  EXPECT_EQ(ExitCodeFor(Result(5, 1).tally), certgen::kExitDeadline);
  EXPECT_EQ(ExitCodeFor(Result(0, 5).tally), certgen::kExitDeadline);
  EXPECT_EQ(ExitCodeFor(Result(5, 1, 1).tally), certgen::kExitCallFailed);
  EXPECT_EQ(ExitCodeFor(Result(5, 0, 1).tally), certgen::kExitCallFailed);
}

TEST(LoadReport, TheExitCodeTellsWhetherTheServerRefusedThemAll) {
  LoadTally tally;
  LoadCallEnd end;
  end.code = grpc::StatusCode::UNAUTHENTICATED;
  tally.Add(end, absl::Seconds(1));
  EXPECT_EQ(ExitCodeFor(tally), certgen::kExitRefused);
  end.code = grpc::StatusCode::PERMISSION_DENIED;
  tally.Add(end, absl::Seconds(1));
  EXPECT_EQ(ExitCodeFor(tally), certgen::kExitRefused);
  end.code = grpc::StatusCode::INTERNAL;
  tally.Add(end, absl::Seconds(1));
  EXPECT_EQ(ExitCodeFor(tally), certgen::kExitCallFailed);
}

TEST(LoadReport, ARunThatASignalEndedSaysSo) {
  LoadResult result = Result(5);
  EXPECT_THAT(Describe(result), HasSubstr("5 in 2.00 s, none lost"));
  result.interrupted = true;
  EXPECT_THAT(Describe(result), HasSubstr("5 in 2.00 s until a signal, none lost"));
  EXPECT_EQ(DocumentOf(result).at("interrupted"), true);
}

TEST(LoadReport, LatencyIsNullIfNoCallTellsOne) {
  EXPECT_EQ(DocumentOf(Result(0, 0, 2)).at("latency_us"), nullptr);
  EXPECT_THAT(Describe(Result(0, 0, 2)), Not(HasSubstr("latency")));
}

TEST(LoadReport, TheTextSaysWhoIsTheBottleneck) {
  LoadResult result = Result(100);
  EXPECT_THAT(Describe(result),
              AllOf(HasSubstr("100 in 2.00 s, none lost"), HasSubstr("p99.9"),
                    HasSubstr("calls/s      50.0\n"), Not(HasSubstr("bottleneck"))));
  result.client.own = absl::Seconds(4);
  EXPECT_THAT(Describe(result), HasSubstr("this client is the bottleneck: it kept 2.00 of the 2"));
}

TEST(LoadReport, TheTextTellsLossesAndTheRateAskedFor) {
  LoadResult result = Result(1, 2, 3);
  result.options.rate = 500;
  EXPECT_THAT(Describe(result),
              AllOf(HasSubstr("6 in 2.00 s, 5 lost"), HasSubstr("0.5 of 500 asked for"),
                    HasSubstr("lost         UNAVAILABLE 3, DEADLINE_EXCEEDED 2")));
}

}  // namespace
}  // namespace echo
