#include "certgen/stack.h"

#include <cstddef>

namespace certgen {

const std::vector<StackKind>& StackKinds() {
  static const auto& kinds = *new std::vector<StackKind>{
      {Stack::kGrpcCpp, "gRPC C++", "1.51.1 with OpenSSL 3.0", "GRPC_VERBOSITY=DEBUG",
       "BuildAndStart() returns nullptr, and the cause is on stderr alone. A server that refuses a "
       "client sends no alert, so the client learns nothing: look at the server's log. A client "
       "that distrusts its server sends none either: such a server logs nothing."},
      {Stack::kGo, "gRPC-Go", "1.85.0 with Go 1.26; grpcurl prints these words too",
       "GRPC_GO_LOG_SEVERITY_LEVEL=info",
       "A server logs no failed handshake unless asked to. A client that was refused prints the "
       "reason or \"broken pipe\", as chance has it. It keeps back a certificate whose issuer the "
       "server does not ask for."},
      {Stack::kGrpcurl, "grpcurl", "1.9.3 (gRPC-Go 1.61.0, Go 1.26)",
       "GRPC_GO_LOG_SEVERITY_LEVEL=info",
       "Prints the words of gRPC-Go too; but of a connection that was made and then refused, only "
       "that the deadline passed."},
      {Stack::kPython, "gRPC Python", "grpcio 1.85.1 with BoringSSL, Python 3.11",
       "GRPC_VERBOSITY=DEBUG",
       "Its server says of every bad file that it could not bind: the cause is the line before, on "
       "stderr. A client that distrusts its server sends no alert: such a server logs nothing."},
      {Stack::kNode, "gRPC Node", "@grpc/grpc-js 1.14.7 with Node 20 (OpenSSL 3)", "",
       "Its server never says anything of a failed handshake, whatever is switched on. Empty or "
       "garbled roots are taken without a word."},
      {Stack::kJava, "gRPC Java",
       "1.85.1 with OpenJDK 17: grpc-netty-shaded (BoringSSL) and grpc-netty (TLS of the JDK)",
       "java.util.logging FINE for io.grpc",
       "The status holds next to nothing: the reason is in its getCause(), printed with the stack "
       "trace. A server logs no failed handshake unless asked to."},
      {Stack::kOpenSsl, "OpenSSL", "3.0: openssl verify and s_client; curl, nginx and others on it",
       "",
       "Says the first fault that it meets, of whichever certificate is verified: gRPC C++ and "
       "Node "
       "know these words too, and print fewer of them."},
  };
  return kinds;
}

const StackKind& KindOf(Stack stack) { return StackKinds()[static_cast<size_t>(stack)]; }

}  // namespace certgen
