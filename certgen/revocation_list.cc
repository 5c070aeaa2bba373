#include "certgen/revocation_list.h"

#include <openssl/pem.h>

#include <utility>

#include "certgen/asn1_value.h"
#include "certgen/bio_text.h"
#include "certgen/distinguished_name.h"
#include "certgen/fingerprint.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

RevokedCertificate ReadEntry(const X509_REVOKED& entry) {
  RevokedCertificate revoked;
  revoked.serial = IntegerHex(X509_REVOKED_get0_serialNumber(&entry));
  revoked.time = TimeOf(X509_REVOKED_get0_revocationDate(&entry), absl::InfinitePast());
  revoked.extensions = ReadExtensions(X509_REVOKED_get0_extensions(&entry));
  for (const Extension& extension : revoked.extensions) {
    if (extension.name == "CRLReason" && extension.value) {
      revoked.reason = ToString(*extension.value);
    }
  }
  return revoked;
}

}  // namespace

absl::StatusOr<RevocationList> RevocationList::FromPem(const std::string& pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509CrlPtr list(bio == nullptr ? nullptr
                                 : PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
  if (list == nullptr) {
    return absl::InvalidArgumentError(OpenSslError("read revocation list").message());
  }
  return RevocationList(std::move(list));
}

absl::StatusOr<RevocationList> RevocationList::FromDer(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = bytes + der.size();
  X509CrlPtr list(d2i_X509_CRL(nullptr, &bytes, static_cast<long>(der.size())));
  if (list == nullptr || bytes != end) {
    return absl::InvalidArgumentError(OpenSslError("read revocation list").message());
  }
  return RevocationList(std::move(list));
}

std::string RevocationList::ToPem() const {
  const auto write = [this](BIO* bio) { return PEM_write_bio_X509_CRL(bio, get()); };
  return BioText("revocation list", write).value_or("");
}

const X509_NAME* RevocationList::issuer_name() const { return X509_CRL_get_issuer(get()); }

std::string RevocationList::issuer() const { return NameText(issuer_name()); }

absl::Time RevocationList::this_update() const {
  return TimeOf(X509_CRL_get0_lastUpdate(get()), absl::InfinitePast());
}

std::optional<absl::Time> RevocationList::next_update() const {
  const ASN1_TIME* time = X509_CRL_get0_nextUpdate(get());
  if (time == nullptr) return std::nullopt;
  return TimeOf(time, absl::InfinitePast());
}

int RevocationList::version() const { return static_cast<int>(X509_CRL_get_version(get())) + 1; }

std::string RevocationList::signature_algorithm() const {
  const X509_ALGOR* algorithm = nullptr;
  X509_CRL_get0_signature(get(), nullptr, &algorithm);
  return OidName(*algorithm->algorithm);
}

std::vector<Extension> RevocationList::extensions() const {
  return ReadExtensions(X509_CRL_get0_extensions(get()));
}

std::vector<RevokedCertificate> RevocationList::revoked() const {
  const STACK_OF(X509_REVOKED)
  *entries = X509_CRL_get_REVOKED(get());
  std::vector<RevokedCertificate> result;
  for (int i = 0; entries != nullptr && i < sk_X509_REVOKED_num(entries); ++i) {
    result.push_back(ReadEntry(*sk_X509_REVOKED_value(entries, i)));
  }
  return result;
}

bool RevocationList::IsSignedBy(const Certificate& certificate) const {
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  const bool signed_by = key != nullptr && X509_CRL_verify(get(), key) == 1;
  ClearOpenSslErrors();
  return signed_by;
}

std::optional<RevokedCertificate> RevocationList::Find(const Certificate& certificate) const {
  // 2 stands for "removeFromCRL".
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_cert(get(), &entry, certificate.get()) != 1) return std::nullopt;
  return ReadEntry(*entry);
}

std::string RevocationList::sha256_fingerprint() const {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509_CRL(get(), &bytes);
  const OpenSslBytesPtr owned(bytes);
  ClearOpenSslErrors();
  if (length < 0) return "";
  return Fingerprint(std::string(reinterpret_cast<char*>(bytes), static_cast<size_t>(length)),
                     EVP_sha256());
}

bool RevocationList::NamesAsIssuer(const Certificate& certificate) const {
  return X509_NAME_cmp(issuer_name(), X509_get_subject_name(certificate.get())) == 0;
}

bool RevocationList::HasExtension(int nid) const {
  return X509_CRL_get_ext_by_NID(get(), nid, -1) >= 0;
}

bool RevocationList::IsCritical(int nid) const {
  const int index = X509_CRL_get_ext_by_NID(get(), nid, -1);
  return index >= 0 && X509_EXTENSION_get_critical(X509_CRL_get_ext(get(), index)) == 1;
}

}  // namespace certgen
