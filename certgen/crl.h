// A certificate revocation list as a value: read from PEM, never changed, cheap
// to copy. Reading judges nothing; see chain.h for that.
#ifndef CERTGEN_CRL_H_
#define CERTGEN_CRL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "certgen/certificate.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

class Crl {
 public:
  // The first list in `pem`. kInvalidArgument if there is none or it does not
  // parse.
  static absl::StatusOr<Crl> FromPem(const std::string& pem);

  // It names this certificate's subject as its issuer; the signature is
  // VerifyChain's affair.
  bool NamesAsIssuer(const Certificate& certificate) const;
  bool HasExtension(int nid) const;
  // False if it has no such extension.
  bool IsCritical(int nid) const;

  // Borrowed; non-const as OpenSSL's functions want it.
  X509_CRL* get() const { return crl_.get(); }

 private:
  explicit Crl(X509CrlPtr crl) : crl_(std::move(crl)) {}

  std::shared_ptr<X509_CRL> crl_;
};

}  // namespace certgen

#endif  // CERTGEN_CRL_H_
