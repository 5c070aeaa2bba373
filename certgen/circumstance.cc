#include "certgen/circumstance.h"

#include <cstddef>

namespace certgen {

const std::vector<CircumstanceKind>& CircumstanceKinds() {
  static const auto& kinds = *new std::vector<CircumstanceKind>{
      {Circumstance::kNoClientCertificate, "No client certificate arrived",
       "The server demands a certificate and the client sent none: none was given, or its key is "
       "empty (gRPC C++ then leaves the certificate out without a word), or no CA that the server "
       "asks for issued it (Go, grpcurl and Java then keep it back).",
       "Give the client --cert and --key, issued by a CA in the server's ca.crt; or ask for none: "
       "--client-cert none."},
      {Circumstance::kPlaintextClient, "Plaintext client, TLS server",
       "The client speaks without TLS to a port that expects it.",
       "Give the client TLS credentials (grpcurl: leave -plaintext out)."},
      {Circumstance::kPlaintextServer, "TLS client, plaintext server",
       "The client speaks TLS to a port that does not: the wrong port, a server without "
       "credentials, or a proxy that ended TLS before it.",
       "Call the TLS port, or give the server credentials; behind a proxy that ends TLS, call "
       "without."},
      {Circumstance::kNoAlpn, "No HTTP/2 agreed upon (ALPN)",
       "The TLS handshake is good, but the other side did not choose h2 by ALPN: no gRPC server, "
       "or a proxy that only knows HTTP/1.1.",
       "Call the gRPC port, or let the proxy offer h2: openssl s_client -alpn h2 -connect "
       "HOST:PORT shows what it chooses."},
      {Circumstance::kTlsVersion, "No TLS version in common",
       "One side offers nothing newer than TLS 1.1; gRPC wants 1.2 at least.",
       "Bring that side up to date, or allow it TLS 1.2 and 1.3."},
      {Circumstance::kNobodyListens, "Nobody listens there",
       "The connection was refused before TLS began.",
       "Check host and port, and that the server runs: it may have stopped at its own "
       "credentials."},
      {Circumstance::kNameNotResolved, "The host name does not resolve",
       "DNS has no address for the name.",
       "Check the name; a target that is a name of the certificate only needs --server-name."},
      {Circumstance::kPortTaken, "The port is taken",
       "Another program listens on that address, or it is none of this machine.",
       "Choose another port, or end that program: ss -ltnp shows it."},
      {Circumstance::kConnectionCut, "The connection was cut",
       "A proxy, a load balancer or a server that stops hung up; TLS itself may be good.",
       "Call the server directly, and look at the log of what stands between."},
      {Circumstance::kRevoked, "The certificate is revoked",
       "The certificate is on a revocation list of its CA.",
       "Issue it again: certgen leaf NAME --force."},
  };
  return kinds;
}

const CircumstanceKind& KindOf(Circumstance circumstance) {
  return CircumstanceKinds()[static_cast<size_t>(circumstance)];
}

}  // namespace certgen
