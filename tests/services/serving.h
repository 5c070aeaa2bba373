// Servers and channels in one process, on ports that the system picks, and what
// gRPC writes to its log meanwhile. Declare the server first, then the channel,
// then the call: they must end the other way round.
#ifndef TESTS_SERVICES_SERVING_H_
#define TESTS_SERVICES_SERVING_H_

#include <echo/v1/echo.grpc.pb.h>
#include <grpcpp/grpcpp.h>
#include <openssl/x509v3.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/credential_check.h"
#include "services/echo/echo_client.h"
#include "services/echo/echo_server.h"
#include "tests/testing/test_pki.h"

namespace test {

// Long enough for a slow machine under a sanitizer; no test waits for its end.
inline constexpr absl::Duration kPatience = absl::Seconds(20);

// As certgen's check would hand them on, without the check: so bad ones pass too.
certgen::CheckedCredentials Unchecked(const Credential& credential);
// A client's without a certificate.
certgen::CheckedCredentials OnlyRoots(const TestCa& ca);

// On 127.0.0.1.
std::unique_ptr<echo::EchoServer> Serve(
    const certgen::CheckedCredentials& credentials,
    certgen::ClientCertificateMode mode = certgen::ClientCertificateMode::kRequire);

// "127.0.0.1:PORT" of the first address.
std::string AddressOf(const echo::EchoServer& server);
echo::ClientOptions OptionsFor(const echo::EchoServer& server);
// A new connection of its own.
std::shared_ptr<grpc::Channel> ChannelTo(const std::string& target,
                                         const certgen::CheckedCredentials& credentials,
                                         const std::string& server_name = "");

void SetDeadline(grpc::ClientContext* context, absl::Duration within = kPatience);

struct WhoAmIAnswer {
  grpc::Status status;
  echo::v1::WhoAmIResponse response;
};
WhoAmIAnswer AskWhoAmI(const std::shared_ptr<grpc::Channel>& channel,
                       const std::vector<std::pair<std::string, std::string>>& metadata = {});
// With an empty message.
grpc::Status CallEcho(const std::shared_ptr<grpc::Channel>& channel);

// gRPC's log of this process from the first use on: use it before gRPC. Only a
// server says whom it refused, and only there.
class GrpcLog {
 public:
  static GrpcLog& Get();

  void Clear();
  // Waits for a line that contains `text`.
  bool Has(const std::string& text, absl::Duration within = kPatience);
  std::string Everything();

 private:
  GrpcLog();

  std::mutex mutex_;
  std::condition_variable written_;
  std::string lines_;
};

// `certificate` after `change`, signed again by `issuer`: for faults that certgen
// does not make.
certgen::Certificate Altered(const certgen::Certificate& certificate,
                             const certgen::Certificate& issuer, const std::string& issuer_key_pem,
                             const std::function<void(X509*)>& change);
// Names of any bytes in place of the SAN: {GEN_DNS, "…"}.
void ReplaceNames(const std::vector<std::pair<int, std::string>>& names, X509* certificate);

// A listener that is not gRPC: bound and listening, it never answers. Or only
// bound, so that whoever connects is refused.
class RawSocket {
 public:
  enum Kind { kListening, kOnlyBound };
  // A numeric IPv4 or IPv6 address; an IPv6 one stays IPv6 only.
  explicit RawSocket(const std::string& ip = "127.0.0.1", Kind kind = kListening, int port = 0);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  // False: the address is not there, or taken.
  bool ok() const { return port_ > 0; }
  int port() const { return port_; }

 private:
  int fd_ = -1;
  int port_ = 0;
};

}  // namespace test

#endif  // TESTS_SERVICES_SERVING_H_
