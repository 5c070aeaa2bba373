#include "services/tls/handshake_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <optional>
#include <vector>

#include "tests/services/tls_pair.h"
#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

using test::TlsPair;
using testing::IsEmpty;
using testing::SizeIs;

class HandshakeWatchTest : public ::testing::TestWithParam<int> {
 protected:
  HandshakeWatchTest() {
    WatchHandshakes({.failed = [this](const Handshake& h) { failed_.push_back(h); },
                     .opened = [this](const OpenConnection& c) { opened_.push_back(c); },
                     .closed = [this](const OpenConnection&) { ++closed_; }});
  }
  ~HandshakeWatchTest() override { WatchHandshakes({}); }

  // A server that verifies, and a client that presents `client`.
  TlsPair Pair(const test::Credential* client, bool alpn = true, bool client_verifies = true) {
    TlsPair::Side caller = {client, client_verifies && client != nullptr, GetParam(), alpn};
    return {{&server_, /*verifies=*/true}, caller};
  }
  Handshake TheOne() {
    EXPECT_THAT(failed_, SizeIs(1));
    return failed_.empty() ? Handshake() : failed_.back();
  }

  test::TestCa root_;
  test::Credential server_ = root_.Leaf();
  std::vector<Handshake> failed_;
  std::vector<OpenConnection> opened_;
  int closed_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Versions, HandshakeWatchTest,
                         testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

TEST_P(HandshakeWatchTest, AGoodOneOpensAConnectionAndDisturbsNoCall) {
  const test::Credential client = root_.Leaf();
  TlsPair pair = Pair(&client);
  pair.ShakeHands();
  EXPECT_TRUE(pair.ServerIsDone());
  EXPECT_TRUE(pair.Transfers());
  EXPECT_TRUE(pair.Transfers());
  ASSERT_THAT(opened_, SizeIs(1));
  EXPECT_EQ(opened_.front().client_not_after, client.leaf.not_after());
  EXPECT_EQ(closed_, 0);
  pair.DropServer();
  EXPECT_EQ(closed_, 1);
  EXPECT_THAT(opened_, SizeIs(1));
  EXPECT_THAT(failed_, IsEmpty());
}

TEST_P(HandshakeWatchTest, AFailedOneOpensNone) {
  TlsPair pair = Pair(nullptr);
  pair.ShakeHands();
  pair.DropServer();
  EXPECT_THAT(failed_, SizeIs(1));
  EXPECT_THAT(opened_, IsEmpty());
  EXPECT_EQ(closed_, 0);
}

TEST_P(HandshakeWatchTest, SeesTheCertificateThatIsRefusedAndWhy) {
  test::Credential client = test::TestCa().Leaf();
  client.roots = server_.roots;
  TlsPair pair = Pair(&client);
  pair.ShakeHands();
  EXPECT_THAT(failed_, IsEmpty()) << "it is told when the server lets go";
  pair.DropServer();
  const Handshake handshake = TheOne();
  EXPECT_EQ(handshake.alert_made, SSL_AD_UNKNOWN_CA);
  EXPECT_EQ(handshake.verify_result, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  EXPECT_EQ(ERR_GET_REASON(handshake.error), SSL_R_CERTIFICATE_VERIFY_FAILED);
  const std::vector<std::string> chain = CertificatesOf(handshake);
  ASSERT_THAT(chain, SizeIs(1));
  EXPECT_EQ(test::ValueOf(certgen::Certificate::FromDer(chain.front())), client.leaf);
}

TEST_P(HandshakeWatchTest, SeesThatNoneWasPresented) {
  TlsPair pair = Pair(nullptr);
  pair.ShakeHands();
  pair.DropServer();
  const Handshake handshake = TheOne();
  EXPECT_EQ(ERR_GET_REASON(handshake.error), SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
  EXPECT_THAT(CertificatesOf(handshake), IsEmpty());
}

TEST_P(HandshakeWatchTest, SeesTheAlertOfAClientThatRefusesTheServer) {
  const test::Credential foreign = test::TestCa().Leaf();
  TlsPair pair = Pair(&foreign);
  pair.ShakeHands();
  pair.DropServer();
  const Handshake handshake = TheOne();
  EXPECT_EQ(handshake.alert_received, SSL_AD_UNKNOWN_CA);
  EXPECT_EQ(handshake.alert_made, std::nullopt);
}

TEST_P(HandshakeWatchTest, KnowsHowFarASilentClientCame) {
  const test::Credential client = root_.Leaf();
  {
    TlsPair pair = Pair(&client);
    // What it says never arrives.
    pair.StepClient();
    pair.DropServer();
  }
  Handshake handshake = TheOne();
  EXPECT_FALSE(handshake.client_hello_came);
  EXPECT_FALSE(handshake.certificate_unanswered);
  failed_.clear();
  TlsPair pair = Pair(&client);
  pair.StepClient();
  pair.StepServer();
  pair.DropServer();
  handshake = TheOne();
  EXPECT_TRUE(handshake.client_hello_came);
  EXPECT_TRUE(handshake.certificate_unanswered);
  EXPECT_FALSE(handshake.finished);
  EXPECT_EQ(handshake.alert_made, std::nullopt);
}

TEST_P(HandshakeWatchTest, SeesThatNoApplicationProtocolWasAgreedOn) {
  const test::Credential client = root_.Leaf();
  TlsPair pair = Pair(&client, /*alpn=*/false);
  pair.ShakeHands();
  EXPECT_TRUE(pair.ServerIsDone());
  pair.DropServer();
  const Handshake handshake = TheOne();
  EXPECT_TRUE(handshake.finished);
  EXPECT_FALSE(handshake.has_application_protocol);
}

TEST_P(HandshakeWatchTest, LeavesHandshakesAsAClientAlone) {
  {
    TlsPair pair = Pair(nullptr);
    // The pair's client ends without an answer, and the server with an answer to nobody.
    pair.StepClient();
    pair.StepServer();
  }
  EXPECT_THAT(failed_, SizeIs(1));
}

TEST_P(HandshakeWatchTest, KeepsTheFirstBytesOfWhatIsNoTls) {
  for (const std::string bytes : {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                                  "SSH-2.0-OpenSSH_9\r\n", "\x17\x02garbage"}) {
    failed_.clear();
    TlsPair pair = Pair(nullptr);
    pair.SayToServer(bytes);
    pair.DropServer();
    EXPECT_EQ(TheOne().not_tls, bytes.substr(0, 5));
  }
}

TEST_P(HandshakeWatchTest, BytesThatLookLikeTlsAreNotTakenForAnotherProtocol) {
  TlsPair pair = Pair(nullptr);
  pair.SayToServer(std::string("\x16\x03\x01\x00\x05\x01\xff\xff\xff\xff", 10));
  pair.DropServer();
  const Handshake handshake = TheOne();
  EXPECT_EQ(handshake.not_tls, "");
  EXPECT_TRUE(handshake.alert_made);
}

TEST_P(HandshakeWatchTest, ASinkThatIsTakenAwayHearsNoMore) {
  TlsPair pair = Pair(nullptr);
  WatchHandshakes({});
  pair.ShakeHands();
  pair.DropServer();
  EXPECT_THAT(failed_, IsEmpty());
}

TEST_P(HandshakeWatchTest, GrpcsLinesAddNothingWhereOpensslTells) {
  WatchGrpcLine("Handshake failed with fatal error SSL_ERROR_SSL: error:0A000086");
  EXPECT_THAT(failed_, IsEmpty());
}

}  // namespace
}  // namespace tls
