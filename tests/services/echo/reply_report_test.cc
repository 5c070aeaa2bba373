#include "services/echo/reply_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echo {
namespace {

using certgen::Json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

v1::EchoResponse FullResponse() {
  v1::EchoResponse response;
  response.set_message("hi");
  response.set_payload(std::string("\0\xff", 2));
  response.set_server_name("pod-7");
  response.set_server_version("1.2.3");
  response.set_server_certificate_serial("0A");
  response.mutable_server_certificate_not_after()->set_seconds(1800000000);
  v1::MetadataEntry* entry = response.add_request_metadata();
  entry->set_key("a");
  entry->set_text("b");
  entry = response.add_request_metadata();
  entry->set_key("c-bin");
  entry->set_binary(std::string("\0\1", 2));
  response.set_peer("ipv4:127.0.0.1:5");
  response.set_authority("localhost:1");
  response.mutable_elapsed()->set_seconds(1);
  response.mutable_elapsed()->set_nanos(500000000);
  response.set_request_count(3);
  response.set_request_bytes(70);
  return response;
}

TEST(Reply, HasEveryFieldOfTheContract) {
  EXPECT_EQ(ToJson(FullResponse()),
            Json({{"message", "hi"},
                  {"payload", "AP8="},
                  {"server_name", "pod-7"},
                  {"server_version", "1.2.3"},
                  {"server_certificate_serial", "0A"},
                  {"server_certificate_not_after", "2027-01-15T08:00:00Z"},
                  {"request_metadata", Json::array({Json({{"key", "a"}, {"text", "b"}}),
                                                    Json({{"key", "c-bin"}, {"binary", "AAE="}})})},
                  {"peer", "ipv4:127.0.0.1:5"},
                  {"authority", "localhost:1"},
                  {"elapsed", 1.5},
                  {"request_count", 3},
                  {"request_bytes", 70}}));
  // A field that is new in the contract has to come here too.
  EXPECT_EQ(ToJson(FullResponse()).size(),
            static_cast<size_t>(v1::EchoResponse::descriptor()->field_count()));
}

TEST(Reply, OfAnOldServerHasNullWhereItHasNothing) {
  const Json reply = ToJson(v1::EchoResponse());
  EXPECT_TRUE(reply["server_certificate_not_after"].is_null());
  EXPECT_TRUE(reply["elapsed"].is_null());
  EXPECT_EQ(reply["request_metadata"], Json::array());
}

TEST(ReplyDetails, AreATable) {
  EXPECT_EQ(Describe(FullResponse()),
            "server       pod-7 1.2.3\n"
            "certificate  serial 0A, until 2027-01-15T08:00:00Z\n"
            "called as    localhost:1\n"
            "called from  ipv4:127.0.0.1:5\n"
            "it received  a: b\n"
            "it received  c-bin: AAE=\n"
            "elapsed      1.500000 s\n"
            "requests     3, of 70 bytes\n"
            "payload      2 bytes\n");
}

TEST(ReplyDetails, OfTheCallAreItsPeerMetadataAndTrailers) {
  CallOutcome outcome;
  outcome.peer = "ipv4:127.0.0.1:50051";
  v1::MetadataEntry* const entry = outcome.trailers.Add();
  entry->set_key("t");
  entry->set_text("x");
  EXPECT_EQ(Describe(outcome),
            "address      ipv4:127.0.0.1:50051\n"
            "trailer      t: x\n");
}

TEST(ReplyDetails, NoValueForgesARow) {
  v1::EchoResponse response = FullResponse();
  response.set_server_name("x\nelapsed      0 s\x1b[2K");
  EXPECT_THAT(Describe(response),
              AllOf(Not(HasSubstr("\nelapsed      0 s")), Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace echo
