#include "certgen/certificate_signature.h"

#include "certgen/asn1_value.h"
#include "certgen/openssl_error.h"

namespace certgen {

CertificateSignature SignatureOf(const Certificate& certificate) {
  int hash = NID_undef;
  int key = NID_undef;
  uint32_t flags = 0;
  CertificateSignature signature;
  const ASN1_BIT_STRING* bits = nullptr;
  X509_get0_signature(&bits, nullptr, certificate.get());
  signature.value = Octets(bits);
  signature.known = X509_get_signature_info(certificate.get(), &hash, &key, nullptr, &flags) == 1;
  ClearOpenSslErrors();
  if (!signature.known) return signature;
  signature.in_tls = (flags & X509_SIG_INFO_TLS) != 0;
  signature.pss = key == NID_rsassaPss;
  if (hash != NID_undef) signature.hash = OBJ_nid2sn(hash);
  return signature;
}

}  // namespace certgen
