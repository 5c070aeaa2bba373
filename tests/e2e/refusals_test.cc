// Whom the server refuses, and what it says of it: every class of caller, by TLS and, with
// --explain-refusals, call by call; the record's code and certificate, and the counts in the
// last line, and nothing else in them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/e2e/logging_server.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/refusals_fixture.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr int kNetwork = 12;
constexpr int kRefused = 13;

class EitherWay : public RefusalsTest, public ::testing::WithParamInterface<bool> {
 protected:
  EitherWay() : RefusalsTest(GetParam()) {}
};

class RefusalsByTls : public RefusalsTest {
 protected:
  RefusalsByTls() : RefusalsTest(/*explains=*/false) {}
};

class RefusalsByCall : public RefusalsTest {
 protected:
  RefusalsByCall() : RefusalsTest(/*explains=*/true) {}
};

INSTANTIATE_TEST_SUITE_P(Refusals, EitherWay, ::testing::Bool(),
                         [](const auto& explains) { return explains.param ? "ByCall" : "ByTls"; });

TEST_P(EitherWay, GoodCallersCountForNothing) {
  LoggingServer server(Flags());
  EXPECT_EQ(server.Call(As("good")).out, "hi\n");
  EXPECT_EQ(server.Call(As("good", {"health"})).out, "SERVING\n");
  ExpectLast(&server, json::object(), json::object());
}

TEST_P(EitherWay, BadCertificatesAreNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"foreign", "CERTIFICATE_AUTHORITY_INVALID"},
      {"twin", "ROOT_KEY_DIFFERS"},
      {"self-signed", "CERTIFICATE_AUTHORITY_INVALID"},
      {"expired", "CERTIFICATE_EXPIRED"},
      {"early", "CERTIFICATE_NOT_YET_VALID"},
      {"server-only", "CERTIFICATE_WRONG_PURPOSE"},
      {"incomplete", "CHAIN_INCOMPLETE"},
  };
  for (const auto& [name, code] : cases) {
    LoggingServer server(Flags());
    const Result result = server.Call(As(name));
    EXPECT_EQ(result.exit_code, Explains() ? kRefused : kNetwork) << name << result.err;
    EXPECT_EQ(result.out, "") << name;
    if (Explains()) {
      EXPECT_THAT(result.err, HasSubstr(absl::StrCat("[", code, "]\n"))) << name;
    }
    ExpectOne(&server, "refused", code, name);
  }
}

// gRPC's TLS looks at no list: the caller is told either way.
TEST_P(EitherWay, ARevokedCertificateIsNamed) {
  const Credential revoked = middle_.Leaf();
  Write("revoked", revoked);
  const certgen::OpenSslCa issuer(middle_);
  issuer.Revoke(revoked.leaf, "keyCompromise");
  WriteFile(File("server", "list.pem"), issuer.List(7) + certgen::OpenSslCa(root_).List(7));
  LoggingServer server(Flags({"--crl", File("server", "list.pem")}));
  EXPECT_EQ(server.Call(As("good")).out, "hi\n");
  const Result result = server.Call(As("revoked"));
  EXPECT_EQ(result.exit_code, kRefused) << result.err;
  EXPECT_THAT(result.err, HasSubstr("[CERTIFICATE_REVOKED]\n"));
  ExpectOne(&server, "refused", "CERTIFICATE_REVOKED", "revoked");
}

TEST_P(EitherWay, AnAnonymousCallerIsTold) {
  LoggingServer server(Flags());
  const Result result = server.Call({"--ca", File("good", "ca.crt"), "echo", "hi"});
  EXPECT_EQ(result.exit_code, Explains() ? kRefused : kNetwork) << result.err;
  EXPECT_EQ(result.err.find("CLIENT_CERTIFICATE_MISSING") != std::string::npos, Explains());
  ExpectOne(&server, "refused", "CLIENT_CERTIFICATE_MISSING");
}

// An IP name of five octets ends gRPC 1.51's process, where TLS lets it through.
TEST_P(EitherWay, ANameThatWouldEndGrpcEndsAtTls) {
  Write("hostile", root_.Leaf());
  OpenSsl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
           "-subj", "/CN=hostile", "-days", "9", "-addext",
           "subjectAltName=DER:30:07:87:05:01:02:03:04:05", "-keyout", File("hostile", "tls.key"),
           "-out", File("hostile", "tls.crt")});
  for (const char* mode : {"require", "verify-if-given", "request", "require-any"}) {
    const std::string name = mode;
    const bool verifies = name == "require" || name == "verify-if-given";
    if (Explains() && !verifies) continue;
    for (const char* version : {"-tls1_2", "-tls1_3"}) {
      SCOPED_TRACE(name + version);
      LoggingServer server(Flags({"--client-cert", mode}));
      server.CallByOpenSsl(OpenSslAs("hostile", {version, "-alpn", "h2"}));
      EXPECT_EQ(server.Call(As("good")).out, "hi\n");
      ExpectOne(&server, "refused", "CERTIFICATE_NAME_MALFORMED", "hostile");
    }
  }
}

TEST_F(RefusalsByTls, BothVersionsOfTlsShowTheCertificate) {
  for (const char* version : {"-tls1_2", "-tls1_3"}) {
    LoggingServer server(Flags());
    server.CallByOpenSsl(OpenSslAs("expired", {version, "-alpn", "h2"}));
    ExpectOne(&server, "refused", "CERTIFICATE_EXPIRED", "expired");
  }
}

TEST_P(EitherWay, WhatIsNoTlsIsTold) {
  const std::pair<const char*, const char*> cases[] = {
      {"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n", "PLAINTEXT_CLIENT"},
      {"GET /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", "PLAINTEXT_CLIENT"},
      {"SSH-2.0-OpenSSH_9.9\\r\\n", "NOT_TLS"},
      {"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\\r\\n", "NOT_TLS"},
      {"\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08garbage", "NOT_TLS"},
  };
  for (const auto& [bytes, code] : cases) {
    LoggingServer server(Flags());
    server.Say(bytes);
    ExpectOne(&server, "refused", code);
  }
}

TEST_P(EitherWay, WhatTlsCannotAgreeOnIsTold) {
  const struct {
    Arguments flags;
    const char* code;
    const char* certificate;
  } cases[] = {
      {{"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"}, "PROTOCOL_VERSION_UNSUPPORTED", ""},
      {{"-alpn", "h2", "-groups", "X25519"}, "KEY_EXCHANGE_FAILURE", ""},
      {{"-alpn", "h2", "-tls1_2", "-cipher", "AES128-SHA"}, "CIPHER_SUITE_MISMATCH", ""},
      {{"-tls1_3"}, "NO_APPLICATION_PROTOCOL", "good"},
      {{"-tls1_2"}, "NO_APPLICATION_PROTOCOL", "good"},
      {{"-alpn", "http/1.1"}, "NO_APPLICATION_PROTOCOL", "good"},
  };
  for (const auto& [flags, code, certificate] : cases) {
    LoggingServer server(Flags());
    server.CallByOpenSsl(OpenSslAs("good", flags));
    ExpectOne(&server, "refused", code, certificate);
  }
}

TEST_P(EitherWay, ClientsOfTls12AreRefusedWhere13IsAskedFor) {
  LoggingServer server(Flags({"--min-tls-version", "1.3"}));
  EXPECT_EQ(server.Call(As("good")).out, "hi\n");
  server.CallByOpenSsl(OpenSslAs("good", {"-alpn", "h2", "-tls1_2"}));
  ExpectOne(&server, "refused", "PROTOCOL_VERSION_UNSUPPORTED");
}

TEST_P(EitherWay, ClientsThatLeaveAreNotRefused) {
  {
    LoggingServer server(Flags());
    server.ConnectAndLeave();
    ExpectOne(&server, "abandoned", "PEER_CONNECTION_CLOSED");
  }
  // gRPC hangs up without a word, openssl says why.
  {
    LoggingServer server(Flags());
    EXPECT_EQ(server.Call({"--ca", File("twin-root", "tls.crt"), "echo", "hi"}).exit_code,
              kNetwork);
    ExpectOne(&server, "abandoned", "SERVER_CERTIFICATE_REFUSED");
  }
  LoggingServer server(Flags());
  server.CallByOpenSsl(
      {"-alpn", "h2", "-verify_return_error", "-CAfile", File("twin-root", "tls.crt")});
  ExpectOne(&server, "abandoned", "SERVER_CERTIFICATE_REFUSED");
}

TEST_F(RefusalsByTls, ASilentClientRunsIntoTheLimit) {
  LoggingServer server(Flags());
  server.Say("");
  ExpectOne(&server, "refused", "HANDSHAKE_TIMEOUT");
}

TEST_P(EitherWay, WhoIsRefusedJustBeforeTheEndIsCounted) {
  LoggingServer server(Flags());
  server.Call(As("expired"));
  server.Call(As("foreign"));
  server.Call(As("foreign"));
  const std::vector<json> records = server.Stop();
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records.back().at("event"), "stopped");
  EXPECT_EQ(records.back().at("refused"),
            json({{"CERTIFICATE_EXPIRED", 1}, {"CERTIFICATE_AUTHORITY_INVALID", 2}}));
}

TEST_P(EitherWay, AConnectionThatTheEndCutsIsNobodysFault) {
  LoggingServer server(Flags());
  Command command;
  command.line = {"bash", "-c",
                  absl::StrCat("exec 3<>/dev/tcp/127.0.0.1/", server.port(),
                               "; echo there; timeout 20 cat <&3")};
  Process silent(command);
  ASSERT_TRUE(silent.ReadLineWith("there", Process::kOut));
  // Served after it, so that the server has seen it.
  EXPECT_EQ(server.Call(As("good")).out, "hi\n");
  ExpectLast(&server, json::object(), json::object());
}

TEST_F(RefusalsByCall, EachRefusedCallIsARecord) {
  LoggingServer server(Flags());
  for (const Arguments& command :
       {Arguments{"echo", "hi"}, Arguments{"whoami"}, Arguments{"health"}}) {
    EXPECT_EQ(server.Call(As("expired", command)).exit_code, kRefused);
    const auto record = server.Next("refused");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->at("result"), "CERTIFICATE_EXPIRED");
  }
  ExpectLast(&server, {{"CERTIFICATE_EXPIRED", 3}}, json::object());
}

TEST_F(RefusalsByCall, ExplainingNeedsAModeThatVerifies) {
  for (const char* mode : {"none", "request", "require-any"}) {
    const Result result = RunServer(Flags({"--client-cert", mode}));
    EXPECT_EQ(result.exit_code, 64) << mode;
    EXPECT_THAT(result.err, HasSubstr("--client-cert require")) << mode;
  }
  EXPECT_EQ(RunServer(Flags({"--client-cert", "verify-if-given", "--check-config"})).exit_code, 0);
  EXPECT_THAT(RunServer({"--help"}).out, HasSubstr("strangers finish the handshake"));
}

}  // namespace
}  // namespace test
