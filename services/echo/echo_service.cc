#include "services/echo/echo_service.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/tls/peer_identity.h"

namespace echo {
namespace {

using Kind = certgen::SubjectAltName::Kind;

// Names are ASCII, but a certificate can hold any bytes, and protobuf refuses
// strings that are not UTF-8. What is not printable is shown as \xHH, and so is
// a backslash: two names never look the same.
std::string Printable(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (absl::ascii_isprint(static_cast<unsigned char>(c)) && c != '\\') {
      text += c;
    } else {
      absl::StrAppend(&text, "\\x", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return text;
}

void Fill(const tls::PeerIdentity& caller, v1::WhoAmIResponse* response) {
  response->set_verified(caller.verified);
  if (!caller.certificate) return;
  const certgen::Certificate& certificate = *caller.certificate;
  response->set_subject(certificate.subject());
  for (const certgen::SubjectAltName& name : certificate.names()) {
    if (name.kind == Kind::kDns) response->add_dns(Printable(name.value));
    if (name.kind == Kind::kIp) response->add_ip(Printable(name.value));
    if (name.kind == Kind::kUri) response->add_uri(Printable(name.value));
    if (name.kind == Kind::kEmail) response->add_email(Printable(name.value));
  }
  response->set_spiffe_id(tls::SpiffeId(certificate));
  response->set_sha256_fingerprint(certificate.sha256_fingerprint());
  response->mutable_not_after()->set_seconds(absl::ToUnixSeconds(certificate.not_after()));
}

}  // namespace

grpc::ServerUnaryReactor* EchoService::Echo(grpc::CallbackServerContext* context,
                                            const v1::EchoRequest* request,
                                            v1::EchoResponse* response) {
  return StartUnaryEcho(&host_, context, request, response);
}

grpc::ServerWriteReactor<v1::EchoResponse>* EchoService::ServerStreamingEcho(
    grpc::CallbackServerContext* context, const v1::EchoRequest* request) {
  return StartServerStreamingEcho(&host_, context, request);
}

grpc::ServerReadReactor<v1::EchoRequest>* EchoService::ClientStreamingEcho(
    grpc::CallbackServerContext* context, v1::EchoResponse* response) {
  return StartClientStreamingEcho(&host_, context, response);
}

grpc::ServerBidiReactor<v1::EchoRequest, v1::EchoResponse>* EchoService::BidirectionalStreamingEcho(
    grpc::CallbackServerContext* context) {
  return StartBidirectionalEcho(&host_, context);
}

grpc::ServerUnaryReactor* EchoService::WhoAmI(grpc::CallbackServerContext* context,
                                              const v1::WhoAmIRequest* /*request*/,
                                              v1::WhoAmIResponse* response) {
  Fill(tls::IdentityOf(*context->auth_context(), callers_are_verified_), response);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

}  // namespace echo
