// Makes certificates. The profile is fixed, because each of its rules is one
// that some verifier enforces:
//   * v3; a random positive serial of 159 bits (RFC 5280 §4.1.2.2);
//   * SHA-256, or SHA-384 for P-384 issuers; Ed25519 has its own;
//   * basicConstraints critical: cA and a path length on CAs, an empty sequence
//     on leaves (DER has no explicit FALSE);
//   * keyUsage critical: keyCertSign and cRLSign on CAs; digitalSignature on
//     leaves, and keyEncipherment on RSA leaves that serve (TLS 1.2 key
//     transport). EC and Ed25519 keys may not have it (RFC 8813, RFC 9295);
//   * extendedKeyUsage serverAuth and/or clientAuth on leaves, none on CAs: a
//     CA's would limit every leaf below it;
//   * subjectKeyIdentifier everywhere, authorityKeyIdentifier everywhere but on
//     roots;
//   * subjectAltName on leaves, critical if the subject is empty (§4.2.1.6);
//   * UTCTime through 2049, GeneralizedTime from 2050 (§4.1.2.5).
#ifndef CERTGEN_ISSUER_H_
#define CERTGEN_ISSUER_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/certificate_request.h"
#include "certgen/private_key.h"

namespace certgen {

// kInvalidArgument: a bad name, path length or validity. Each makes and writes
// nothing, so it can be asked before there is a key.
absl::Status CheckCaRequest(const CaRequest& request);
absl::Status CheckLeafRequest(const LeafRequest& request);

// A self-signed root for `key`. kInvalidArgument as above.
absl::StatusOr<Certificate> IssueRoot(const CaRequest& request, const PrivateKey& key);

class Issuer {
 public:
  // `parents` leads from the issuer of `certificate` to its root, which is
  // last; empty for a root. kFailedPrecondition, naming the certificate: one of
  // them is not a CA, lacks keyCertSign or a subject key identifier, is expired
  // or not yet valid at `now`, allows fewer CAs below it than there are, did
  // not issue the one before; or `key` is another certificate's.
  static absl::StatusOr<Issuer> Create(Certificate certificate, PrivateKey key,
                                       std::vector<Certificate> parents, absl::Time now);

  // A leaf for the public half of `key`, valid no longer than any of its
  // issuers. kInvalidArgument: bad names or validity.
  absl::StatusOr<Certificate> IssueLeaf(const LeafRequest& request, const PrivateKey& key) const;

  // A CA below this one. kFailedPrecondition: the path lengths forbid it.
  absl::StatusOr<Certificate> IssueCa(const CaRequest& request, const PrivateKey& key) const;

  const Certificate& certificate() const { return certificate_; }
  // What a leaf's tls.crt holds after the leaf: the issuers without the root.
  std::vector<Certificate> intermediates() const;
  const Certificate& root() const { return parents_.empty() ? certificate_ : parents_.back(); }
  // The end of the first issuer to expire.
  absl::Time not_after() const;

 private:
  Issuer(Certificate certificate, PrivateKey key, std::vector<Certificate> parents)
      : certificate_(std::move(certificate)), key_(std::move(key)), parents_(std::move(parents)) {}

  // kInvalidArgument if none of it lies within the issuers' validity.
  absl::StatusOr<Validity> Clamp(const Validity& validity) const;

  Certificate certificate_;
  PrivateKey key_;
  std::vector<Certificate> parents_;
};

}  // namespace certgen

#endif  // CERTGEN_ISSUER_H_
