// Whether a chain of certificates leads to a trusted root and may do what it is
// for: OpenSSL's verification (RFC 5280 §6), reporting every error and not just
// the first.
#ifndef CERTGEN_CHAIN_H_
#define CERTGEN_CHAIN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/revocation_list.h"

namespace certgen {

enum class Purpose { kAny, kTlsServer, kTlsClient };

struct ChainPolicy {
  absl::Time time;
  Purpose purpose = Purpose::kAny;
  // RFC 5280's rules for what a CA must have written, as
  // `openssl verify -x509_strict`: wanted of what we issue, not of what others
  // did.
  bool strict = false;
  // Any certificate of `roots` ends the chain, self-signed or not. gRPC's own
  // verification works this way.
  bool partial_chain = false;
  // Certificate policies count (RFC 5280 §6.1): Go and BoringSSL look at them, OpenSSL only when
  // told to.
  bool policies = false;
  // If there are any, the leaf needs one from its issuer (RFC 5280 §6.3); a CA
  // is looked up where there is one from its own.
  std::vector<RevocationList> crls = {};
};

struct ChainError {
  // X509_V_ERR_…
  int code = 0;
  // 0 is the leaf.
  int depth = 0;
  // The certificate at fault.
  Certificate certificate;
  // OpenSSL's words for the code.
  std::string reason;
};

// The errors in the order in which OpenSSL met them; none if the chain is good.
// `intermediates` may be in any order and may hold more than the chain needs.
// kInternal if OpenSSL could not verify at all.
absl::StatusOr<std::vector<ChainError>> VerifyChain(const Certificate& leaf,
                                                    const std::vector<Certificate>& intermediates,
                                                    const std::vector<Certificate>& roots,
                                                    const ChainPolicy& policy);

}  // namespace certgen

#endif  // CERTGEN_CHAIN_H_
