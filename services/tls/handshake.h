// What a server saw of a TLS handshake with a client that did not come to a good end. It
// judges nothing; see refusal.h for that.
#ifndef SERVICES_TLS_HANDSHAKE_H_
#define SERVICES_TLS_HANDSHAKE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace tls {

struct Handshake {
  // The first five bytes that came, if they begin no TLS record; else empty.
  std::string not_tls;
  bool client_hello_came = false;
  // The server sent its certificate and all that goes with it, and no message came back.
  bool certificate_unanswered = false;
  // The client's Certificate message as it came (RFC 5246 §7.4.2, RFC 8446 §4.4.2), of at most
  // kMaxCertificateMessage bytes; empty if none came.
  std::string certificate_message;
  bool is_tls13 = false;
  // Descriptions of alerts (SSL_AD_…) that end a handshake. gRPC never sends its own to the
  // client; that OpenSSL made one all the same is how its refusal shows.
  std::optional<int> alert_made;
  std::optional<int> alert_received;
  // When the alert was made: OpenSSL's newest error, 0 for none, and X509_V_…
  unsigned long error = 0;
  long verify_result = 0;
  // TLS came to its end; then what failed is that no application protocol was agreed on.
  bool finished = false;
  bool has_application_protocol = false;
  // All that is known is that gRPC's log told of a failure.
  bool only_logged = false;
  absl::Time begun;
  absl::Time ended;
};

inline constexpr size_t kMaxCertificateMessage = 64 << 10;

// The certificates of the client's message in DER, the leaf first; none if there is no message,
// it is empty, or it is malformed.
std::vector<std::string> CertificatesOf(const Handshake& handshake);

}  // namespace tls

#endif  // SERVICES_TLS_HANDSHAKE_H_
