// An X.509 certificate as a value: read from PEM or DER, never changed, cheap to
// copy. Reading judges nothing; see chain.h and credential_check.h for that.
#ifndef CERTGEN_CERTIFICATE_H_
#define CERTGEN_CERTIFICATE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/extension.h"
#include "certgen/openssl_ptr.h"
#include "certgen/public_key.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

class Certificate {
 public:
  explicit Certificate(X509Ptr certificate) : certificate_(std::move(certificate)) {}

  // The first certificate in `pem`. kInvalidArgument if there is none or it
  // does not parse.
  static absl::StatusOr<Certificate> FromPem(const std::string& pem);
  static absl::StatusOr<Certificate> FromDer(const std::string& der);

  // One PEM block with a final newline.
  std::string ToPem() const;

  // RFC 2253, such as "CN=localhost"; empty for an empty name.
  std::string subject() const;
  std::string issuer() const;
  // The last common name of the subject, unescaped; empty if there is none.
  std::string common_name() const;
  // As openssl prints it: upper-case hexadecimal, no colons.
  std::string serial() const;
  // 1 to 3; what else the field may hold, plus one.
  int version() const;
  // Such as "ecdsa-with-SHA256"; the OID if OpenSSL has no name for it.
  std::string signature_algorithm() const;
  // Inclusive at both ends. InfinitePast or InfiniteFuture if unreadable.
  absl::Time not_before() const;
  absl::Time not_after() const;
  // In the order of the extension; none if there is no SAN.
  std::vector<SubjectAltName> names() const;
  // Upper-case hexadecimal with colons, as `openssl x509 -fingerprint -sha256`.
  std::string sha256_fingerprint() const;
  std::string sha1_fingerprint() const;
  // All of them, in the order of the certificate.
  std::vector<Extension> extensions() const;
  // kInvalidArgument: damaged, or of an algorithm that OpenSSL does not know.
  absl::StatusOr<PublicKey> public_key() const;
  std::string key_description() const;
  // NIST SP 800-57 strength in bits; TLS on Debian wants at least 112 of both.
  // 0 if unknown.
  int key_security_bits() const;
  int signature_security_bits() const;

  // basicConstraints says cA.
  bool is_ca() const;
  // basicConstraints' path length; nullopt: no limit.
  std::optional<int> path_length() const;
  // There is a keyUsage.
  bool has_key_usages() const;
  // keyUsage has one of these bits (KU_KEY_CERT_SIGN…); false if there is no keyUsage.
  bool has_key_usage(uint32_t bits) const;
  // There is no extendedKeyUsage, or it has this bit (XKU_SSL_SERVER…).
  bool allows_extended_use(uint32_t bit) const;
  // There is an extendedKeyUsage, and it has this bit.
  bool has_extended_use(uint32_t bit) const;
  bool has_extended_uses() const;
  bool has_subject_key_id() const;
  // Subject and issuer are the same name.
  bool is_self_issued() const;
  // May issue certificates, as OpenSSL judges it: cA and, if there is a keyUsage, keyCertSign; or
  // a self-signed one of version 1.
  bool CanIssue() const;
  // It is self-issued, and its own key made its signature.
  bool is_self_signed() const;
  // Its key usage and extended key usage fit, as OpenSSL judges it in a
  // handshake (X509_PURPOSE_…).
  bool FitsPurpose(int purpose) const;

  // Borrowed. OpenSSL caches decoded extensions in it under its own lock, so
  // its functions want it non-const.
  X509* get() const { return certificate_.get(); }

  friend bool operator==(const Certificate& a, const Certificate& b) {
    return X509_cmp(a.get(), b.get()) == 0;
  }

 private:
  std::shared_ptr<X509> certificate_;
};

// What to call it in a message: its subject, or its names if that is empty.
std::string Called(const Certificate& certificate);

// RFC 3339 in UTC, to the second: "2027-02-21T17:00:00Z".
std::string Rfc3339(absl::Time time);

}  // namespace certgen

#endif  // CERTGEN_CERTIFICATE_H_
