// The table of symptoms against what only the wire shows: gRPC C++, grpcurl and openssl meet
// servers, and a server of gRPC C++ meets clients, with each fault made on purpose; what they
// print must lead to its code.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "certgen/finding_code.h"
#include "tests/e2e/answerer.h"
#include "tests/e2e/printed_words.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using certgen::Stack;
using Code = certgen::FindingCode;
using Arguments = std::vector<std::string>;

class PrintedWireWordsTest : public ::testing::Test {
 protected:
  PrintedWireWordsTest() {
    const Credential good = ca_.Leaf();
    good.WriteTo(dir_.path());
    good_ = {.cert = good.cert, .key = good.key, .roots = good.roots};
    TestCa().Leaf().WriteTo(dir_.path() / "foreign");
    TakeGrpcLog();
  }
  void SetUp() override {
    if (!HasTheWordsOfTheTable()) GTEST_SKIP() << "the words are those of gRPC 1.51";
  }

  // openssl s_server with our certificate, and its port. -www, or it would end with its input.
  std::pair<std::unique_ptr<Process>, int> OpenSslServer(const Arguments& more) const {
    Command command;
    command.line = {"openssl", "s_server",           "-accept", "127.0.0.1:0",
                    "-cert",   dir_.File("tls.crt"), "-key",    dir_.File("tls.key"),
                    "-www"};
    command.line.insert(command.line.end(), more.begin(), more.end());
    auto server = std::make_unique<Process>(command);
    const auto ready = server->ReadLineWith("ACCEPT 127.0.0.1:", Process::kOut);
    EXPECT_TRUE(ready);
    const int port = ready ? std::atoi(ready->substr(ready->rfind(':') + 1).c_str()) : 0;
    return {std::move(server), port};
  }

  static Result OpenSslClient(int port, const Arguments& more) {
    Command command;
    command.line = {"openssl", "s_client", "-connect", absl::StrCat("127.0.0.1:", port)};
    command.line.insert(command.line.end(), more.begin(), more.end());
    return test::Run(command);
  }

  void ExpectGrpcCppClientSays(int port, Code code,
                               absl::Duration within = absl::Seconds(20)) const {
    const auto words =
        WordsOfGrpcCall(absl::StrCat("127.0.0.1:", port), "localhost", good_, within);
    ASSERT_TRUE(words);
    EXPECT_TRUE(LeadsTo(*words, Stack::kGrpcCpp, code))
        << certgen::FindingCodeName(code) << " is not found by: " << *words;
  }
  void ExpectGrpcurlSays(int port, Code code) const {
    if (!ThereIsGrpcurl()) GTEST_SKIP() << "there is no grpcurl on PATH";
    const Result said =
        test::Run({.line = {"grpcurl", "-connect-timeout", "1", "-cacert", dir_.File("ca.crt"),
                            "-servername", "localhost", absl::StrCat("127.0.0.1:", port), "list"}});
    EXPECT_TRUE(LeadsTo(said.err, Stack::kGo, code) || LeadsTo(said.err, Stack::kGrpcurl, code))
        << certgen::FindingCodeName(code) << " is not found by: " << said.err;
  }
  void ExpectOpenSslSays(int port, Code code) const {
    const Result said =
        OpenSslClient(port, {"-CAfile", dir_.File("ca.crt"), "-groups", "P-256", "-cipher",
                             "ECDHE+AESGCM", "-alpn", "h2", "-servername", "localhost"});
    EXPECT_TRUE(LeadsTo(said.err, Stack::kOpenSsl, code))
        << certgen::FindingCodeName(code) << " is not found by: " << said.err;
  }
  void ExpectClientsSay(int port, Code code) const {
    ExpectGrpcCppClientSays(port, code);
    ExpectGrpcurlSays(port, code);
    ExpectOpenSslSays(port, code);
  }

  // A server of gRPC C++ logs it of the client that `call` is, given the port.
  template <typename Client>
  void ExpectServerSays(Code code, bool wants_certificates, const Client& call) const {
    const GrpcServer server(good_, wants_certificates);
    ASSERT_TRUE(server.runs());
    TakeGrpcLog();
    call(server.port());
    const std::string log = TakeGrpcLogUntil(
        [&](const std::string& lines) { return LeadsTo(lines, Stack::kGrpcCpp, code); });
    EXPECT_TRUE(LeadsTo(log, Stack::kGrpcCpp, code))
        << certgen::FindingCodeName(code) << " is not found by: " << log;
  }

  const TestCa ca_;
  const TempDir dir_;
  PemCredentials good_;
};

TEST_F(PrintedWireWordsTest, OfAPortWhereNobodyListens) {
  const int port = [] { return Listener().port(); }();
  ExpectClientsSay(port, Code::kConnectionRefused);
}

TEST_F(PrintedWireWordsTest, OfAServerThatIsSilent) {
  const Listener silent;
  ExpectGrpcCppClientSays(silent.port(), Code::kHandshakeTimeout, absl::Milliseconds(500));
  ExpectGrpcurlSays(silent.port(), Code::kHandshakeTimeout);
}

TEST_F(PrintedWireWordsTest, OfAServerThatHangsUp) {
  const Answerer resets("");
  ExpectClientsSay(resets.port(), Code::kPeerConnectionClosed);
}

TEST_F(PrintedWireWordsTest, OfAServerThatSpeaksNoTls) {
  for (const char* answer : {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
                             "SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "220 mail ESMTP ready\r\n"}) {
    const Answerer plain(answer);
    ExpectClientsSay(plain.port(), Code::kPlaintextServer);
    ExpectClientsSay(plain.port(), Code::kNotTls);
  }
}

TEST_F(PrintedWireWordsTest, OfAServerOfTls11) {
  const auto [server, port] =
      OpenSslServer({"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-alpn", "h2"});
  ExpectGrpcCppClientSays(port, Code::kProtocolVersionUnsupported);
  ExpectGrpcurlSays(port, Code::kProtocolVersionUnsupported);
}

TEST_F(PrintedWireWordsTest, OfAServerWithoutAGroupInCommon) {
  const auto [server, port] = OpenSslServer({"-groups", "X25519", "-alpn", "h2"});
  ExpectGrpcCppClientSays(port, Code::kKeyExchangeFailure);
  ExpectOpenSslSays(port, Code::kKeyExchangeFailure);
}

TEST_F(PrintedWireWordsTest, OfAServerWithoutACipherInCommon) {
  const auto [server, port] =
      OpenSslServer({"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA", "-alpn", "h2"});
  ExpectClientsSay(port, Code::kCipherSuiteMismatch);
}

TEST_F(PrintedWireWordsTest, OfAServerWithoutAlpn) {
  const auto [server, port] = OpenSslServer({});
  ExpectGrpcCppClientSays(port, Code::kNoApplicationProtocol);
}

TEST_F(PrintedWireWordsTest, OfAServerThatDoesNotKnowTheName) {
  const auto [server, port] =
      OpenSslServer({"-servername", "other", "-servername_fatal", "-cert2", dir_.File("tls.crt"),
                     "-key2", dir_.File("tls.key"), "-alpn", "h2"});
  ExpectClientsSay(port, Code::kServerNameUnrecognized);
}

TEST_F(PrintedWireWordsTest, OfAServerThatWantsACertificate) {
  const auto [server, port] = OpenSslServer({"-Verify", "2", "-verify_return_error", "-CAfile",
                                             dir_.File("ca.crt"), "-tls1_2", "-alpn", "h2"});
  ExpectGrpcurlSays(port, Code::kClientCertificateMissing);
  ExpectOpenSslSays(port, Code::kClientCertificateMissing);
}

TEST_F(PrintedWireWordsTest, OfAProxyThatRefuses) {
  const Answerer proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  setenv("https_proxy", absl::StrCat("http://127.0.0.1:", proxy.port()).c_str(), 1);
  const auto words =
      WordsOfGrpcCall("echo.example:443", "localhost", good_, absl::Seconds(3), /*by_proxy=*/true);
  unsetenv("https_proxy");
  ASSERT_TRUE(words);
  EXPECT_TRUE(LeadsTo(*words, Stack::kGrpcCpp, Code::kProxyFailed)) << *words;
}

TEST_F(PrintedWireWordsTest, OfAClientThatSpeaksNoTls) {
  for (const auto& [text, code] : std::vector<std::pair<std::string, Code>>{
           {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Code::kPlaintextClient},
           {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", Code::kPlaintextClient},
           {"CONNECT a:443 HTTP/1.1\r\n\r\n", Code::kPlaintextClient},
           {"SSH-2.0-OpenSSH_9.2p1\r\n", Code::kNotTls},
           {std::string(40, '\xee'), Code::kNotTls}}) {
    ExpectServerSays(code, false, [&, &said = text](int port) { SendUntilHungUp(port, said); });
  }
}

TEST_F(PrintedWireWordsTest, OfAClientWithNothingInCommon) {
  const std::vector<std::pair<Arguments, Code>> clients = {
      {{"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"}, Code::kProtocolVersionUnsupported},
      {{"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"}, Code::kCipherSuiteMismatch},
      {{"-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"}, Code::kCipherSuiteMismatch},
      {{"-tls1_2", "-groups", "X25519"}, Code::kKeyExchangeFailure},
      {{"-tls1_3", "-groups", "X25519"}, Code::kKeyExchangeFailure}};
  for (const auto& [arguments, code] : clients) {
    ExpectServerSays(code, false, [&, &how = arguments](int port) { OpenSslClient(port, how); });
  }
}

TEST_F(PrintedWireWordsTest, OfAClientWithoutACertificate) {
  ExpectServerSays(Code::kClientCertificateMissing, true, [&](int port) {
    OpenSslClient(port, {"-alpn", "h2"});
  });
}

TEST_F(PrintedWireWordsTest, OfAClientThatRefusesTheServersCertificate) {
  const std::string own = dir_.File("ca.crt");
  const std::vector<Arguments> clients = {{"-CAfile", dir_.File("foreign/ca.crt")},
                                          {"-CAfile", own, "-verify_hostname", "other.test"},
                                          {"-CAfile", own, "-attime", "4000000000"},
                                          {"-CAfile", own, "-purpose", "crlsign"}};
  for (Arguments arguments : clients) {
    arguments.insert(arguments.end(), {"-verify_return_error", "-alpn", "h2"});
    ExpectServerSays(Code::kServerCertificateRefused, false,
                     [&](int port) { OpenSslClient(port, arguments); });
  }
}

}  // namespace
}  // namespace test
