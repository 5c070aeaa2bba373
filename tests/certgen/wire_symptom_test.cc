// What is in no file, in lines as they were printed, to the letter.
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "certgen/finding_code.h"
#include "certgen/symptom.h"

namespace certgen {
namespace {

using Code = FindingCode;

TEST(WireSymptomTest, FindsTheCodeOfWholeLines) {
  const std::vector<std::pair<const char*, FindingCode>> lines = {
      {"failed to connect to all addresses; last error: UNAVAILABLE: ipv4:127.0.0.1:40195: Socket "
       "closed",
       Code::kClientCertificateMissing},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:43299: Ssl "
       "handshake failed: SSL_ERROR_SSL: error:0A00010B:SSL routines::wrong version number",
       Code::kPlaintextServer},
      {"rpc error: code = Unavailable desc = connection error: desc = \"error reading server "
       "preface: remote error: tls: certificate required\"",
       Code::kClientCertificateMissing},
      {"rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication "
       "handshake failed: credentials: cannot check peer: missing selected ALPN property. If you "
       "upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped "
       "working due to ALPN enforcement. For more details, see: "
       "https://github.com/grpc/grpc-go/issues/434\"",
       Code::kNoApplicationProtocol},
      {"Failed to dial target host \"localhost:37791\": context deadline exceeded",
       Code::kClientCertificateMissing},
      {"E1124 00:55:13.433284   11847 ssl_transport_security_utils.cc:72] error:1000045c:SSL "
       "routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED",
       Code::kClientCertificateMissing},
      {"No connection established. Last error: 806CC8C05E7F0000:error:0A00045C:SSL "
       "routines:ssl3_read_bytes:tlsv13 alert certificate "
       "required:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 116",
       Code::kClientCertificateMissing},
      {"Deadline exceeded after 5.001s,name resolution: 0.005s,metadata filters: 0.001s,Waiting "
       "for LB pick",
       Code::kNoApplicationProtocol},
      {"CAUSED BY io.netty.handler.codec.DecoderException: javax.net.ssl.SSLHandshakeException: "
       "Received fatal alert: certificate_required",
       Code::kClientCertificateMissing},
      {"io.grpc.StatusRuntimeException: UNAVAILABLE: Network closed for unknown reason",
       Code::kPlaintextClient},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: Failed to "
       "connect "
       "to remote host: Connection refused",
       Code::kConnectionRefused},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:40129: Failed to "
       "connect to remote host: Connection timed out",
       Code::kConnectionTimeout},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:10.9.0.2:443: Network is "
       "unreachable",
       Code::kNetworkUnreachable},
      {"DNS resolution failed for no-such.invalid:443: C-ares status is not ARES_SUCCESS "
       "qtype=AAAA name=no-such.invalid is_balancer=0: Domain name not found",
       Code::kNameNotResolved},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:49847: HTTP proxy "
       "returned response code 407",
       Code::kProxyFailed},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:37795: Ssl "
       "handshake "
       "failed: SSL_ERROR_SSL: error:0A000410:SSL routines::sslv3 alert handshake failure",
       Code::kKeyExchangeFailure},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:51239: connection "
       "attempt timed out before receiving SETTINGS frame",
       Code::kHttp2Missing},
      {"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:47397: Handshake "
       "read "
       "failed",
       Code::kHandshakeTimeout},
      {"E1125 18:40:16.246815159   30916 ssl_transport_security.cc:1501]       Handshake failed "
       "with "
       "fatal error SSL_ERROR_SSL: error:0A000065:SSL routines::no suitable key share.",
       Code::kKeyExchangeFailure},
      {"E1125 18:40:14.011595340   30809 ssl_transport_security.cc:1501]       Handshake failed "
       "with "
       "fatal error SSL_ERROR_SSL: error:0A00009C:SSL routines::http request.",
       Code::kPlaintextClient},
      {"E1125 18:40:25.216146159   31057 ssl_transport_security.cc:1501]       Handshake failed "
       "with "
       "fatal error SSL_ERROR_SSL: error:0A000415:SSL routines::sslv3 alert certificate expired.",
       Code::kServerCertificateRefused},
      {"rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while "
       "dialing: failed to do connect handshake, response: \\\"HTTP/1.1 403 Forbidden\\r\\n",
       Code::kProxyFailed},
      {"rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication "
       "handshake failed: remote error: tls: unrecognized name\"",
       Code::kServerNameUnrecognized},
      {"2026/11/25 18:39:44 INFO: [core] [Server #1] grpc: Server.Serve failed to create "
       "ServerTransport: connection error: desc = \"ServerHandshake(\\\"127.0.0.1:34066\\\") "
       "failed: read tcp 127.0.0.1:39859->127.0.0.1:34066: i/o timeout\"",
       Code::kHandshakeTimeout},
      {"40073BEFF87F0000:error:0A000126:SSL routines:ssl3_read_n:unexpected eof while "
       "reading:../ssl/record/rec_layer_s3.c:318:",
       Code::kPeerConnectionClosed},
      {"CAUSED BY io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: "
       "localhost/127.0.0.1:1",
       Code::kConnectionRefused},
  };
  for (const auto& [line, code] : lines) {
    const auto found = FindSymptoms(line);
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&, wanted = code](const Symptom* symptom) {
      return std::find(symptom->codes.begin(), symptom->codes.end(), wanted) !=
             symptom->codes.end();
    })) << line;
  }
}

}  // namespace
}  // namespace certgen
