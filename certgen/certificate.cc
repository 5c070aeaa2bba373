#include "certgen/certificate.h"

#include <openssl/pem.h>

#include "absl/strings/str_cat.h"
#include "certgen/asn1_value.h"
#include "certgen/distinguished_name.h"
#include "certgen/fingerprint.h"
#include "certgen/general_names.h"
#include "certgen/openssl_error.h"
#include "certgen/private_key.h"

namespace certgen {
namespace {

std::string DerOf(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  const OpenSslBytesPtr owned(bytes);
  ClearOpenSslErrors();
  return length < 0 ? "" : std::string(reinterpret_cast<char*>(bytes), static_cast<size_t>(length));
}

}  // namespace

absl::StatusOr<Certificate> Certificate::FromPem(const std::string& pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509Ptr certificate(bio == nullptr ? nullptr
                                     : PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(OpenSslError("read certificate").message());
  }
  return Certificate(std::move(certificate));
}

absl::StatusOr<Certificate> Certificate::FromDer(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  X509Ptr certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  if (certificate == nullptr ||
      bytes != reinterpret_cast<const unsigned char*>(der.data()) + der.size()) {
    return absl::InvalidArgumentError(OpenSslError("read certificate").message());
  }
  return Certificate(std::move(certificate));
}

std::string Certificate::ToPem() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  // Writing to memory what was parsed fails only when memory is exhausted.
  if (bio == nullptr || PEM_write_bio_X509(bio.get(), get()) != 1) return "";
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(length));
}

std::string Certificate::subject() const { return NameText(X509_get_subject_name(get())); }

std::string Certificate::issuer() const { return NameText(X509_get_issuer_name(get())); }

std::string Certificate::common_name() const {
  const X509_NAME* subject = X509_get_subject_name(get());
  int last = -1;
  for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0;) last = i;
  if (last < 0) return "";
  return Utf8(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last)));
}

std::string Certificate::serial() const { return IntegerHex(X509_get0_serialNumber(get())); }

int Certificate::version() const { return static_cast<int>(X509_get_version(get())) + 1; }

std::string Certificate::signature_algorithm() const {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, get());
  return OidName(*algorithm->algorithm);
}

absl::Time Certificate::not_before() const {
  return TimeOf(X509_get0_notBefore(get()), absl::InfinitePast());
}

absl::Time Certificate::not_after() const {
  return TimeOf(X509_get0_notAfter(get()), absl::InfiniteFuture());
}

std::vector<SubjectAltName> Certificate::names() const {
  const GeneralNamesPtr names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(get(), NID_subject_alt_name, nullptr, nullptr)));
  ClearOpenSslErrors();
  return FromGeneralNames(names.get());
}

std::vector<Extension> Certificate::extensions() const {
  return ReadExtensions(X509_get0_extensions(get()));
}

std::string Certificate::sha256_fingerprint() const {
  return Fingerprint(DerOf(get()), EVP_sha256());
}

std::string Certificate::sha1_fingerprint() const { return Fingerprint(DerOf(get()), EVP_sha1()); }

absl::StatusOr<PublicKey> Certificate::public_key() const {
  const EVP_PKEY* key = X509_get0_pubkey(get());
  if (key == nullptr) return absl::InvalidArgumentError(OpenSslError("read public key").message());
  return PublicKey::Of(*key);
}

std::string Certificate::key_description() const {
  const EVP_PKEY* key = X509_get0_pubkey(get());
  ClearOpenSslErrors();
  return key == nullptr ? "unreadable" : DescribeKey(*key);
}

int Certificate::key_security_bits() const {
  const EVP_PKEY* key = X509_get0_pubkey(get());
  ClearOpenSslErrors();
  return key == nullptr ? 0 : EVP_PKEY_get_security_bits(key);
}

int Certificate::signature_security_bits() const {
  int bits = 0;
  if (X509_get_signature_info(get(), nullptr, nullptr, &bits, nullptr) != 1) {
    ClearOpenSslErrors();
    return 0;
  }
  return bits;
}

bool Certificate::is_ca() const { return (X509_get_extension_flags(get()) & EXFLAG_CA) != 0; }

std::optional<int> Certificate::path_length() const {
  const long length = X509_get_pathlen(get());
  if (length < 0) return std::nullopt;
  return static_cast<int>(length);
}

bool Certificate::has_key_usages() const {
  return (X509_get_extension_flags(get()) & EXFLAG_KUSAGE) != 0;
}

bool Certificate::has_key_usage(uint32_t bits) const {
  return has_key_usages() && (X509_get_key_usage(get()) & bits) != 0;
}

bool Certificate::has_extended_uses() const {
  return (X509_get_extension_flags(get()) & EXFLAG_XKUSAGE) != 0;
}

bool Certificate::has_extended_use(uint32_t bit) const {
  return has_extended_uses() && (X509_get_extended_key_usage(get()) & bit) != 0;
}

bool Certificate::allows_extended_use(uint32_t bit) const {
  return !has_extended_uses() || has_extended_use(bit);
}

bool Certificate::has_subject_key_id() const { return X509_get0_subject_key_id(get()) != nullptr; }

bool Certificate::is_self_issued() const {
  return X509_NAME_cmp(X509_get_subject_name(get()), X509_get_issuer_name(get())) == 0;
}

bool Certificate::CanIssue() const {
  const bool can = X509_check_ca(get()) != 0;
  ClearOpenSslErrors();
  return can;
}

bool Certificate::is_self_signed() const {
  const bool signed_by_itself = X509_self_signed(get(), /*verify_signature=*/1) == 1;
  ClearOpenSslErrors();
  return signed_by_itself;
}

bool Certificate::FitsPurpose(int purpose) const {
  const bool fits = X509_check_purpose(get(), purpose, /*ca=*/0) == 1;
  ClearOpenSslErrors();
  return fits;
}

std::string Called(const Certificate& certificate) {
  const std::string subject = certificate.subject();
  return subject.empty() ? ToString(certificate.names()) : subject;
}

std::string Rfc3339(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace certgen
