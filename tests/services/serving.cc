#include "tests/services/serving.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/tls/credentials.h"
#include "services/tls/grpc_log.h"
#include "tests/testing/status_matchers.h"

namespace test {

certgen::CheckedCredentials Unchecked(const Credential& credential) {
  certgen::CheckedCredentials checked;
  checked.cert_pem = credential.cert;
  checked.key_pem = credential.key;
  checked.roots_pem = credential.roots;
  checked.chain = {credential.leaf};
  checked.roots = {ValueOf(certgen::Certificate::FromPem(credential.roots))};
  return checked;
}

certgen::CheckedCredentials OnlyRoots(const TestCa& ca) {
  certgen::CheckedCredentials checked;
  checked.roots_pem = ca.root().ToPem();
  checked.roots = {ca.root()};
  return checked;
}

std::unique_ptr<echo::EchoServer> Serve(const certgen::CheckedCredentials& credentials,
                                        certgen::ClientCertificateMode mode) {
  GrpcLog::Get();
  echo::ServerOptions options;
  options.listen = {{"127.0.0.1", 0}};
  options.client_certificate_mode = mode;
  options.server_name = "server under test";
  return ValueOf(echo::EchoServer::Start(options, credentials));
}

std::string AddressOf(const echo::EchoServer& server) {
  return ToString(server.addresses().front());
}

echo::ClientOptions OptionsFor(const echo::EchoServer& server) {
  echo::ClientOptions options;
  options.target = ValueOf(echo::ParseTarget(AddressOf(server)));
  options.timeout = kPatience;
  return options;
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& target,
                                         const certgen::CheckedCredentials& credentials,
                                         const std::string& server_name) {
  GrpcLog::Get();
  grpc::ChannelArguments arguments;
  if (!server_name.empty()) arguments.SetSslTargetNameOverride(server_name);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // A window that does not grow: a long reply that is not read keeps its call in
  // flight.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(target, tls::MakeChannelCredentials(credentials), arguments);
}

void SetDeadline(grpc::ClientContext* context, absl::Duration within) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + within));
}

WhoAmIAnswer AskWhoAmI(const std::shared_ptr<grpc::Channel>& channel,
                       const std::vector<std::pair<std::string, std::string>>& metadata) {
  WhoAmIAnswer answer;
  grpc::ClientContext context;
  SetDeadline(&context);
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  answer.status = echo::v1::EchoService::NewStub(channel)->WhoAmI(
      &context, echo::v1::WhoAmIRequest(), &answer.response);
  return answer;
}

grpc::Status CallEcho(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  SetDeadline(&context);
  echo::v1::EchoResponse response;
  return echo::v1::EchoService::NewStub(channel)->Echo(&context, echo::v1::EchoRequest(),
                                                       &response);
}

GrpcLog& GrpcLog::Get() {
  // Never destroyed: gRPC's threads may log while the process ends.
  static auto* const log = new GrpcLog();
  return *log;
}

GrpcLog::GrpcLog() {
  // Newer versions of gRPC tell of refused handshakes at this level only.
  setenv("GRPC_VERBOSITY", "INFO", /*overwrite=*/1);
  tls::RedirectGrpcLog([this](const std::string& line) {
    const std::lock_guard lock(mutex_);
    absl::StrAppend(&lines_, line, "\n");
    written_.notify_all();
  });
}

void GrpcLog::Clear() {
  const std::lock_guard lock(mutex_);
  lines_.clear();
}

bool GrpcLog::Has(const std::string& text, absl::Duration within) {
  std::unique_lock lock(mutex_);
  return written_.wait_for(lock, absl::ToChronoMilliseconds(within),
                           [&] { return absl::StrContains(lines_, text); });
}

std::string GrpcLog::Everything() {
  const std::lock_guard lock(mutex_);
  return lines_;
}

certgen::Certificate Altered(const certgen::Certificate& certificate,
                             const certgen::Certificate& issuer, const std::string& issuer_key_pem,
                             const std::function<void(X509*)>& change) {
  certgen::X509Ptr copy(X509_dup(certificate.get()));
  change(copy.get());
  const certgen::PrivateKey key = ValueOf(certgen::PrivateKey::FromPem(issuer_key_pem));
  const bool ok = X509_set_issuer_name(copy.get(), X509_get_subject_name(issuer.get())) == 1 &&
                  X509_sign(copy.get(), key.get(), EVP_sha256()) > 0;
  if (!ok) std::abort();
  // Through DER, so that nothing cached in the copy is left.
  return ValueOf(certgen::Certificate::FromPem(certgen::Certificate(std::move(copy)).ToPem()));
}

void ReplaceNames(const std::vector<std::pair<int, std::string>>& names, X509* certificate) {
  const certgen::GeneralNamesPtr stack(GENERAL_NAMES_new());
  for (const auto& [type, text] : names) {
    GENERAL_NAME* name = GENERAL_NAME_new();
    ASN1_STRING* value = ASN1_STRING_type_new(V_ASN1_IA5STRING);
    ASN1_STRING_set(value, text.data(), static_cast<int>(text.size()));
    GENERAL_NAME_set0_value(name, type, value);
    sk_GENERAL_NAME_push(stack.get(), name);
  }
  if (X509_add1_ext_i2d(certificate, NID_subject_alt_name, stack.get(), 0, X509V3_ADD_REPLACE) !=
      1) {
    std::abort();
  }
}

RawSocket::RawSocket(const std::string& ip, Kind kind, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* found = nullptr;
  if (getaddrinfo(ip.c_str(), absl::StrCat(port).c_str(), &hints, &found) != 0) return;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> address(found, freeaddrinfo);
  fd_ = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return;
  const int on = 1;
  if (found->ai_family == AF_INET6) setsockopt(fd_, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  if (bind(fd_, found->ai_addr, found->ai_addrlen) != 0) return;
  if (kind == kListening && listen(fd_, 8) != 0) return;
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  if (getsockname(fd_, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return;
  // The port is at the same place in both families.
  port_ = ntohs(reinterpret_cast<const sockaddr_in*>(&bound)->sin_port);
}

RawSocket::~RawSocket() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace test
