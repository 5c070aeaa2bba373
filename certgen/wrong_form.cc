#include "certgen/wrong_form.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "certgen/bio_text.h"
#include "certgen/certificate.h"
#include "certgen/openssl_error.h"
#include "certgen/private_key.h"

namespace certgen {
namespace {

using Pkcs7Ptr = std::unique_ptr<PKCS7, OpenSslFree<PKCS7_free>>;
using X509CrlPtr = std::unique_ptr<X509_CRL, OpenSslFree<X509_CRL_free>>;
using ParametersPtr = std::unique_ptr<OSSL_PARAM, OpenSslFree<OSSL_PARAM_free>>;

constexpr char kPassphrase[] = "bad";
constexpr int kPassphraseLength = sizeof(kPassphrase) - 1;

struct Parsed {
  Certificate certificate;
  PrivateKey key;
};

absl::StatusOr<Parsed> Parse(const CertifiedKey& pair) {
  absl::StatusOr<Certificate> certificate = Certificate::FromPem(pair.certificate);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<PrivateKey> key = PrivateKey::FromPem(pair.key);
  if (!key.ok()) return key.status();
  return Parsed{*std::move(certificate), *std::move(key)};
}

}  // namespace

std::string ToDer(const std::string& pem) {
  std::string body;
  bool inside = false;
  for (const absl::string_view line : absl::StrSplit(pem, '\n')) {
    if (absl::StartsWith(line, "-----END")) break;
    if (inside) absl::StrAppend(&body, line);
    if (absl::StartsWith(line, "-----BEGIN")) inside = true;
  }
  std::string der;
  return absl::Base64Unescape(body, &der) ? der : "";
}

std::string ToTrustedForm(const std::string& pem) {
  return absl::StrReplaceAll(pem, {{" CERTIFICATE-----", " TRUSTED CERTIFICATE-----"}});
}

std::string CutShort(const std::string& pem) {
  std::vector<std::string> lines = absl::StrSplit(pem, '\n');
  lines.resize(lines.size() / 2);
  return absl::StrJoin(lines, "\n") + "\n";
}

std::string Garbled(const std::string& pem) {
  std::vector<std::string> lines = absl::StrSplit(pem, '\n');
  if (lines.size() > 1) lines[1].assign(lines[1].size(), 'A');
  return absl::StrJoin(lines, "\n");
}

absl::StatusOr<std::string> PublicKeyPem(const CertifiedKey& pair) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  return BioText("public key",
                 [&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, parsed->key.get()); });
}

absl::StatusOr<std::string> RequestPem(const CertifiedKey& pair) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  const X509ReqPtr request(
      X509_to_X509_REQ(parsed->certificate.get(), parsed->key.get(), EVP_sha256()));
  if (request == nullptr) return OpenSslError("make request");
  return BioText("request", [&](BIO* bio) { return PEM_write_bio_X509_REQ(bio, request.get()); });
}

absl::StatusOr<std::string> EncryptedKeyPem(const CertifiedKey& pair) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  return BioText("encrypted key", [&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, parsed->key.get(), EVP_aes_256_cbc(), kPassphrase,
                                         kPassphraseLength, nullptr, nullptr);
  });
}

absl::StatusOr<std::string> TraditionalEncryptedKeyPem(const CertifiedKey& pair) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  return BioText("encrypted key", [&](BIO* bio) {
    return PEM_write_bio_PrivateKey_traditional(bio, parsed->key.get(), EVP_aes_256_cbc(),
                                                reinterpret_cast<const unsigned char*>(kPassphrase),
                                                kPassphraseLength, nullptr, nullptr);
  });
}

absl::StatusOr<std::string> AlteredKeyPem(const CertifiedKey& pair) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  OSSL_PARAM* all = nullptr;
  if (EVP_PKEY_todata(parsed->key.get(), EVP_PKEY_KEYPAIR, &all) != 1) {
    return OpenSslError("take the key apart");
  }
  const ParametersPtr parameters(all);
  OSSL_PARAM* half = OSSL_PARAM_locate(all, OSSL_PKEY_PARAM_PRIV_KEY);
  if (half == nullptr || half->data_size == 0) return absl::InvalidArgumentError("not an EC key");
  // In the machine's own order of bytes: somewhere in the middle, so that it stays in range.
  static_cast<unsigned char*>(half->data)[half->data_size / 2] ^= 1;
  const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, parsed->key.get(), nullptr));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, all) != 1) {
    return OpenSslError("put the key together");
  }
  const EvpPkeyPtr altered(made);
  return BioText("altered key", [&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, altered.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

absl::StatusOr<std::string> Pkcs12Der(const CertifiedKey& pair) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  const Pkcs12Ptr pkcs12(PKCS12_create(kPassphrase, "bad certificate for tests", parsed->key.get(),
                                       parsed->certificate.get(), nullptr, 0, 0, 0, 0, 0));
  if (pkcs12 == nullptr) return OpenSslError("make PKCS#12");
  return BioText("PKCS#12", [&](BIO* bio) { return i2d_PKCS12_bio(bio, pkcs12.get()); });
}

absl::StatusOr<std::string> Pkcs7Pem(const CertifiedKey& pair) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  const Pkcs7Ptr pkcs7(PKCS7_new());
  if (pkcs7 == nullptr || PKCS7_set_type(pkcs7.get(), NID_pkcs7_signed) != 1 ||
      PKCS7_content_new(pkcs7.get(), NID_pkcs7_data) != 1 ||
      PKCS7_add_certificate(pkcs7.get(), parsed->certificate.get()) != 1) {
    return OpenSslError("make PKCS#7");
  }
  return BioText("PKCS#7", [&](BIO* bio) { return PEM_write_bio_PKCS7(bio, pkcs7.get()); });
}

absl::StatusOr<std::string> RevocationListPem(const CertifiedKey& pair, absl::Time now) {
  const absl::StatusOr<Parsed> parsed = Parse(pair);
  if (!parsed.ok()) return parsed.status();
  const X509CrlPtr list(X509_CRL_new());
  const AsnTimePtr last(ASN1_TIME_set(nullptr, absl::ToTimeT(now)));
  const AsnTimePtr next(ASN1_TIME_set(nullptr, absl::ToTimeT(now + absl::Hours(24))));
  if (list == nullptr || X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) != 1 ||
      X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(parsed->certificate.get())) != 1 ||
      X509_CRL_set1_lastUpdate(list.get(), last.get()) != 1 ||
      X509_CRL_set1_nextUpdate(list.get(), next.get()) != 1 ||
      X509_CRL_sign(list.get(), parsed->key.get(), EVP_sha256()) <= 0) {
    return OpenSslError("make revocation list");
  }
  return BioText("revocation list",
                 [&](BIO* bio) { return PEM_write_bio_X509_CRL(bio, list.get()); });
}

}  // namespace certgen
