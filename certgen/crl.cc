#include "certgen/crl.h"

#include <openssl/pem.h>

#include "certgen/openssl_error.h"

namespace certgen {

absl::StatusOr<Crl> Crl::FromPem(const std::string& pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509CrlPtr crl(bio == nullptr ? nullptr
                                : PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
  if (crl == nullptr) {
    return absl::InvalidArgumentError(OpenSslError("read revocation list").message());
  }
  return Crl(std::move(crl));
}

bool Crl::NamesAsIssuer(const Certificate& certificate) const {
  return X509_NAME_cmp(X509_CRL_get_issuer(get()), X509_get_subject_name(certificate.get())) == 0;
}

bool Crl::HasExtension(int nid) const { return X509_CRL_get_ext_by_NID(get(), nid, -1) >= 0; }

bool Crl::IsCritical(int nid) const {
  const int index = X509_CRL_get_ext_by_NID(get(), nid, -1);
  return index >= 0 && X509_EXTENSION_get_critical(X509_CRL_get_ext(get(), index)) == 1;
}

}  // namespace certgen
