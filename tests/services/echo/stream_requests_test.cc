#include "services/echo/stream_requests.h"

#include <gtest/gtest.h>

namespace echo {
namespace {

v1::EchoOptions AllOptions() {
  v1::EchoOptions options;
  options.mutable_delay()->set_seconds(1);
  options.set_repetitions(2);
  options.mutable_status()->set_code(10);
  options.add_metadata()->set_key("a");
  options.add_trailers()->set_key("b");
  return options;
}

TEST(StreamRequests, OfTextsHaveMetadataFirstTheStatusLastAndTheRestWithEach) {
  StreamRequests requests(AllOptions(), {"one", "two", "three"}, nullptr, true);
  const auto first = requests.Next();
  EXPECT_EQ(first->message(), "one");
  EXPECT_EQ(first->options().metadata_size(), 1);
  EXPECT_EQ(first->options().trailers_size(), 1);
  EXPECT_FALSE(first->options().has_status());
  const auto second = requests.Next();
  EXPECT_EQ(second->options().metadata_size(), 0);
  EXPECT_EQ(second->options().trailers_size(), 0);
  EXPECT_EQ(second->options().delay().seconds(), 1);
  EXPECT_EQ(second->options().repetitions(), 2u);
  EXPECT_FALSE(second->options().has_status());
  EXPECT_FALSE(requests.is_done());
  const auto third = requests.Next();
  EXPECT_EQ(third->message(), "three");
  EXPECT_EQ(third->options().status().code(), 10u);
  EXPECT_TRUE(requests.is_done());
  EXPECT_FALSE(requests.Next());
}

TEST(StreamRequests, OfLinesHaveTheStatusInOneMoreThatAsksForNoReply) {
  LineBuffer lines;
  StreamRequests requests(AllOptions(), {}, &lines, true);
  EXPECT_FALSE(requests.Next());
  EXPECT_FALSE(requests.is_done());
  lines.Add("one\n");
  EXPECT_EQ(requests.Next()->message(), "one");
  lines.End();
  const auto last = requests.Next();
  EXPECT_EQ(last->message(), "");
  EXPECT_EQ(last->options().repetitions(), 0u);
  EXPECT_TRUE(last->options().has_repetitions());
  EXPECT_EQ(last->options().status().code(), 10u);
  EXPECT_TRUE(requests.is_done());
}

TEST(StreamRequests, ToOneReplyAskForNoNumberOfThem) {
  LineBuffer lines;
  v1::EchoOptions options;
  options.mutable_status()->set_code(10);
  StreamRequests requests(options, {}, &lines, false);
  lines.End();
  EXPECT_FALSE(requests.Next()->options().has_repetitions());
}

TEST(StreamRequests, WithoutAStatusEndWithTheLines) {
  LineBuffer lines;
  StreamRequests requests({}, {}, &lines, true);
  lines.Add("one");
  lines.End();
  const auto only = requests.Next();
  EXPECT_EQ(only->message(), "one");
  EXPECT_FALSE(only->has_options());
  EXPECT_FALSE(requests.Next());
  EXPECT_TRUE(requests.is_done());
}

TEST(StreamRequests, CarryWhatIsNoUtf8AsPayload) {
  const v1::EchoRequest request = StreamRequests::ToRequest("a\xff");
  EXPECT_EQ(request.message(), "");
  EXPECT_EQ(request.payload(), "a\xff");
  EXPECT_EQ(StreamRequests::ToRequest("gr\xc3\xbcn").message(), "gr\xc3\xbcn");
}

}  // namespace
}  // namespace echo
