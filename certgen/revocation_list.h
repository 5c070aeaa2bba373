// A certificate revocation list (RFC 5280 §5) as a value. Reading judges nothing; see
// chain.h for that.
#ifndef CERTGEN_REVOCATION_LIST_H_
#define CERTGEN_REVOCATION_LIST_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/extension.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

struct RevokedCertificate {
  // As Certificate::serial.
  std::string serial;
  // InfinitePast if unreadable.
  absl::Time time;
  std::vector<Extension> extensions;
  // Such as "Key Compromise"; empty if no reason is given.
  std::string reason;
};

class RevocationList {
 public:
  explicit RevocationList(X509CrlPtr list) : list_(std::move(list)) {}

  // The first list in `pem`. kInvalidArgument if there is none or it does not parse.
  static absl::StatusOr<RevocationList> FromPem(const std::string& pem);
  // kInvalidArgument unless `der` is one whole list.
  static absl::StatusOr<RevocationList> FromDer(const std::string& der);

  // One PEM block with a final newline.
  std::string ToPem() const;

  // RFC 2253; empty for an empty name.
  std::string issuer() const;
  const X509_NAME* issuer_name() const;
  // Both InfinitePast if unreadable.
  absl::Time this_update() const;
  std::optional<absl::Time> next_update() const;
  int version() const;
  std::string signature_algorithm() const;
  std::vector<Extension> extensions() const;
  // In the order of the list.
  std::vector<RevokedCertificate> revoked() const;
  std::string sha256_fingerprint() const;
  // Its issuer has the name of this certificate's subject.
  bool NamesAsIssuer(const Certificate& certificate) const;
  // The key of this certificate made its signature.
  bool IsSignedBy(const Certificate& certificate) const;
  // Its entry for this certificate, by the names of both issuers and the serial number; nullopt
  // if it has none, or one that takes the certificate off the list again.
  std::optional<RevokedCertificate> Find(const Certificate& certificate) const;
  // By OpenSSL's number, such as NID_crl_number.
  bool HasExtension(int nid) const;
  // False if it has no such extension.
  bool IsCritical(int nid) const;

  // Borrowed.
  X509_CRL* get() const { return list_.get(); }

 private:
  std::shared_ptr<X509_CRL> list_;
};

}  // namespace certgen

#endif  // CERTGEN_REVOCATION_LIST_H_
