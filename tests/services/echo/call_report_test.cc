#include "services/echo/call_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/testing/status_matchers.h"
#include "tests/testing/test_pki.h"

namespace echo {
namespace {

using certgen::Json;
using grpc::StatusCode;
using test::TestCa;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ClientOptions OptionsTo(const std::string& target) {
  ClientOptions options;
  options.target = test::ValueOf(ParseTarget(target));
  return options;
}

CallOutcome Ended(StatusCode code, bool connected, const std::string& words = "words") {
  CallOutcome outcome;
  outcome.status = grpc::Status(code, words);
  outcome.connected = connected;
  return outcome;
}

TEST(ExitCode, TellsWhoIsToMendWhat) {
  struct Case {
    StatusCode code;
    int connected;
    int unconnected;
  };
  for (const Case& c :
       {Case{StatusCode::OK, 0, 0}, Case{StatusCode::CANCELLED, 15, 15},
        Case{StatusCode::UNKNOWN, 15, 15}, Case{StatusCode::INVALID_ARGUMENT, 15, 15},
        Case{StatusCode::DEADLINE_EXCEEDED, 14, 12}, Case{StatusCode::NOT_FOUND, 15, 15},
        Case{StatusCode::ALREADY_EXISTS, 15, 15}, Case{StatusCode::PERMISSION_DENIED, 13, 13},
        Case{StatusCode::UNAUTHENTICATED, 13, 13}, Case{StatusCode::RESOURCE_EXHAUSTED, 15, 15},
        Case{StatusCode::FAILED_PRECONDITION, 15, 15}, Case{StatusCode::ABORTED, 15, 15},
        Case{StatusCode::OUT_OF_RANGE, 15, 15}, Case{StatusCode::UNIMPLEMENTED, 15, 15},
        Case{StatusCode::INTERNAL, 15, 15}, Case{StatusCode::UNAVAILABLE, 15, 12},
        Case{StatusCode::DATA_LOSS, 15, 15}}) {
    EXPECT_EQ(ExitCodeFor(Ended(c.code, true)), c.connected) << c.code;
    EXPECT_EQ(ExitCodeFor(Ended(c.code, false)), c.unconnected) << c.code;
  }
}

TEST(CallError, IsNoneForACallThatIsOk) {
  EXPECT_FALSE(ErrorOf(Ended(StatusCode::OK, true), OptionsTo("localhost:1")));
}

TEST(CallError, ADeadlineOfTheServersIsNotOurTimeout) {
  const ClientOptions options = OptionsTo("example.com:443");
  CallOutcome outcome = Ended(StatusCode::DEADLINE_EXCEEDED, true, "upstream is slow");
  outcome.times.ended = outcome.times.begun + absl::Seconds(2);
  const auto error = ErrorOf(outcome, options);
  EXPECT_EQ(error->code, "DEADLINE_EXCEEDED");
  EXPECT_THAT(error->cause, HasSubstr("upstream is slow"));
  EXPECT_THAT(error->cause, Not(HasSubstr("10s")));
  EXPECT_EQ(error->cure, "");
}

TEST(CallError, NamesTargetCauseAndCode) {
  const ClientOptions options = OptionsTo("example.com:443");
  const auto network = ErrorOf(Ended(StatusCode::UNAVAILABLE, false, "refused"), options);
  EXPECT_EQ(network->code, "CONNECTION_FAILED");
  EXPECT_THAT(network->cause, AllOf(HasSubstr("example.com:443"), HasSubstr("refused")));
  EXPECT_NE(network->cure, "");
  CallOutcome out_of_time = Ended(StatusCode::DEADLINE_EXCEEDED, true);
  out_of_time.times.ended = out_of_time.times.begun + options.timeout;
  const auto late = ErrorOf(out_of_time, options);
  EXPECT_EQ(late->code, "DEADLINE_EXCEEDED");
  EXPECT_THAT(late->cause, AllOf(HasSubstr("example.com:443"), HasSubstr("10s")));
  EXPECT_THAT(late->cure, HasSubstr("--timeout"));
  const auto denied = ErrorOf(Ended(StatusCode::PERMISSION_DENIED, true, "not you"), options);
  EXPECT_EQ(denied->code, "PERMISSION_DENIED");
  EXPECT_THAT(denied->cause, AllOf(HasSubstr("example.com:443"), HasSubstr("not you")));
  const auto silent = ErrorOf(Ended(StatusCode::ABORTED, true, ""), options);
  EXPECT_EQ(silent->code, "ABORTED");
  EXPECT_THAT(silent->cause, Not(testing::EndsWith(": ")));
}

TEST(CallError, OfAServersWordsIsOneLineWithoutControlCharacters) {
  for (const bool connected : {true, false}) {
    const auto error = ErrorOf(Ended(StatusCode::UNAVAILABLE, connected,
                                     "a\necho-client: all is well\r\x1b[2K\x7f\t\xc2\x9b"
                                     "2Jgr\xc3\xbc\xc3\x9f"),
                               OptionsTo("example.com:443"));
    EXPECT_TRUE(std::none_of(error->cause.begin(), error->cause.end(), [](unsigned char c) {
      return c < 0x20 || c == 0x7f;
    })) << error->cause;
    EXPECT_THAT(error->cause,
                AllOf(HasSubstr("a?echo-client: all is well"), HasSubstr("?2Jgr\xc3\xbc\xc3\x9f")));
  }
}

TEST(CallError, OfAConnectionThatEndedDuringTheAnswerIsNotThatOfNone) {
  CallOutcome lost = Ended(StatusCode::UNAVAILABLE, false, "Socket closed");
  EXPECT_TRUE(FoundNoConnection(lost));
  lost.sent = true;
  EXPECT_FALSE(FoundNoConnection(lost));
  EXPECT_EQ(ExitCodeFor(lost), certgen::kExitNetwork);
  const auto error = ErrorOf(lost, OptionsTo("localhost:1"));
  EXPECT_EQ(error->code, "CONNECTION_LOST");
  EXPECT_THAT(error->cause, AllOf(HasSubstr("localhost:1"), HasSubstr("Socket closed")));
}

v1::WhoAmIResponse VerifiedCaller() {
  v1::WhoAmIResponse response;
  response.set_verified(true);
  response.set_subject("CN=web.example.com");
  response.add_dns("web.example.com");
  response.add_dns("*.example.com");
  response.add_ip("192.0.2.7");
  response.add_uri("spiffe://example.org/web");
  response.set_spiffe_id("spiffe://example.org/web");
  response.set_sha256_fingerprint("AA:BB");
  response.mutable_not_after()->set_seconds(1800000000);
  return response;
}

TEST(Caller, HasTheKeysOfTheContract) {
  EXPECT_EQ(ToJson(VerifiedCaller()), Json({{"verified", true},
                                            {"subject", "CN=web.example.com"},
                                            {"dns", {"web.example.com", "*.example.com"}},
                                            {"ip", {"192.0.2.7"}},
                                            {"uri", {"spiffe://example.org/web"}},
                                            {"email", Json::array()},
                                            {"spiffe_id", "spiffe://example.org/web"},
                                            {"sha256_fingerprint", "AA:BB"},
                                            {"not_after", "2027-01-15T08:00:00Z"}}));
}

TEST(Caller, WithoutACertificateIsUnverifiedAndHasNoDate) {
  const Json caller = ToJson(v1::WhoAmIResponse());
  EXPECT_EQ(caller["verified"], false);
  EXPECT_EQ(caller["sha256_fingerprint"], "");
  EXPECT_TRUE(caller["not_after"].is_null());
  EXPECT_TRUE(caller["dns"].is_array());
}

TEST(Server, IsNullWithoutAConnection) {
  EXPECT_TRUE(
      ServerToJson(Ended(StatusCode::UNAVAILABLE, false), OptionsTo("localhost:1")).is_null());
}

TEST(Server, HasTheNameWantedAndTheNameThatMatchedIt) {
  CallOutcome outcome = Ended(StatusCode::OK, true);
  outcome.server_certificate = TestCa().Leaf(test::Named("*.example.com")).leaf;
  ClientOptions options = OptionsTo("a.example.com:443");
  EXPECT_EQ(ServerToJson(outcome, options),
            Json({{"name", "a.example.com"},
                  {"matched", "DNS:*.example.com"},
                  {"sha256_fingerprint", outcome.server_certificate->sha256_fingerprint()},
                  {"not_after", certgen::Rfc3339(outcome.server_certificate->not_after())}}));
  options.server_name = "b.example.com";
  EXPECT_EQ(ServerToJson(outcome, options)["name"], "b.example.com");
  options.server_name = "b.example.org";
  EXPECT_EQ(ServerToJson(outcome, options)["matched"], "");
}

TEST(Server, OfAnIpTargetMatchesTheIpName) {
  CallOutcome outcome = Ended(StatusCode::OK, true);
  outcome.server_certificate = TestCa().Leaf().leaf;
  EXPECT_EQ(ServerToJson(outcome, OptionsTo("[::1]:1"))["matched"], "IP:::1");
  EXPECT_EQ(ServerToJson(outcome, OptionsTo("127.0.0.1:1"))["matched"], "IP:127.0.0.1");
}

TEST(Description, OfAVerifiedCallerIsATable) {
  CallOutcome outcome = Ended(StatusCode::OK, true);
  outcome.server_certificate = TestCa().Leaf().leaf;
  EXPECT_EQ(Describe(VerifiedCaller(), outcome, OptionsTo("localhost:1")),
            "subject      CN=web.example.com\n"
            "verified     yes\n"
            "DNS          web.example.com, *.example.com\n"
            "IP           192.0.2.7\n"
            "URI          spiffe://example.org/web\n"
            "SPIFFE ID    spiffe://example.org/web\n"
            "fingerprint  AA:BB (sha256)\n"
            "valid until  2027-01-15T08:00:00Z\n"
            "server       localhost, matched DNS:localhost of its certificate\n");
}

TEST(Description, SaysOfAnUnverifiedCallerThatItIsAClaim) {
  v1::WhoAmIResponse response = VerifiedCaller();
  response.set_verified(false);
  response.clear_subject();
  EXPECT_THAT(Describe(response, Ended(StatusCode::OK, true), OptionsTo("localhost:1")),
              AllOf(HasSubstr("verified     no: "), HasSubstr("claim"),
                    HasSubstr("subject      (empty)\n"), Not(HasSubstr("\nserver "))));
}

TEST(Description, OfACallerWithoutACertificateIsAnonymous) {
  const std::string text =
      Describe(v1::WhoAmIResponse(), Ended(StatusCode::OK, true), OptionsTo("localhost:1"));
  EXPECT_THAT(text, AllOf(HasSubstr("anonymous"), Not(HasSubstr("verified"))));
}

TEST(Description, NoValueForgesARow) {
  v1::WhoAmIResponse response = VerifiedCaller();
  response.set_verified(false);
  response.set_subject("CN=x\nverified     yes");
  response.add_dns("y\r\nverified     yes");
  const std::string text =
      Describe(response, Ended(StatusCode::OK, true), OptionsTo("localhost:1"));
  EXPECT_THAT(text, Not(HasSubstr("\nverified     yes")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

}  // namespace
}  // namespace echo
