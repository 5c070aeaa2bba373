#include "certgen/defective_certificate.h"

#include <openssl/pem.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate.h"
#include "certgen/openssl_error.h"
#include "certgen/private_key.h"

namespace certgen {
namespace {

using X509ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpenSslFree<X509_EXTENSION_free>>;

constexpr int kLeafDays = 90;
constexpr int kCaDays = 365;

EvpPkeyPtr Generate(const std::string& kind) {
  int bits = 0;
  if (kind == "ec-p256") return EvpPkeyPtr(EVP_EC_gen("P-256"));
  if (kind == "ec-p384") return EvpPkeyPtr(EVP_EC_gen("P-384"));
  if (kind == "ec-p521") return EvpPkeyPtr(EVP_EC_gen("P-521"));
  if (kind == "ed25519") return EvpPkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (kind == "ed448") return EvpPkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"));
  if (kind == "x25519") return EvpPkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
  if (absl::StartsWith(kind, "rsa-") && absl::SimpleAtoi(kind.substr(4), &bits) && bits > 0) {
    return EvpPkeyPtr(EVP_RSA_gen(static_cast<size_t>(bits)));
  }
  return nullptr;
}

std::vector<DefectiveExtension> ExtensionsOf(const DefectiveCertificate& draft, bool self_signed) {
  std::vector<DefectiveExtension> extensions = {{"subjectKeyIdentifier", "hash"}};
  if (!self_signed) extensions.push_back({"authorityKeyIdentifier", "keyid:always"});
  if (draft.ca) {
    extensions.push_back({"basicConstraints", "critical,CA:TRUE"});
    extensions.push_back({"keyUsage", "critical,keyCertSign,cRLSign"});
  } else {
    extensions.push_back({"basicConstraints", "critical,CA:FALSE"});
    extensions.push_back({"keyUsage", "critical,digitalSignature"});
    extensions.push_back({"extendedKeyUsage", "serverAuth,clientAuth"});
    extensions.push_back({"subjectAltName", "DNS:localhost,IP:127.0.0.1,IP:::1"});
  }
  for (const DefectiveExtension& changed : draft.extensions) {
    const auto good = std::find_if(extensions.begin(), extensions.end(),
                                   [&](const auto& e) { return e.name == changed.name; });
    if (good == extensions.end()) {
      extensions.push_back(changed);
    } else {
      *good = changed;
    }
  }
  return extensions;
}

absl::Status AddExtensions(const std::vector<DefectiveExtension>& extensions, X509* issuer,
                           X509* certificate) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  for (const DefectiveExtension& e : extensions) {
    if (e.value.empty()) continue;
    const X509ExtensionPtr extension(
        X509V3_EXT_nconf(nullptr, &context, e.name.c_str(), e.value.c_str()));
    if (extension == nullptr || X509_add_ext(certificate, extension.get(), -1) != 1) {
      return OpenSslError(absl::StrCat("add extension ", e.name, "=", e.value));
    }
  }
  return absl::OkStatus();
}

absl::Status SetDates(const DefectiveCertificate& draft, absl::Time now, X509* certificate) {
  const auto day = [now](int days) { return now + days * absl::Hours(24); };
  const bool given = draft.first_day != draft.last_day;
  const absl::Time begin = given ? day(draft.first_day) : now - absl::Hours(1);
  const absl::Time end = day(given ? draft.last_day : draft.ca ? kCaDays : kLeafDays);
  if (ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(begin)) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(end)) == nullptr) {
    return OpenSslError("set dates");
  }
  return absl::OkStatus();
}

absl::Status SetSerial(X509* certificate) {
  constexpr int kBits = 159;  // 20 octets, positive
  const BignumPtr number(BN_new());
  if (number == nullptr || BN_rand(number.get(), kBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) != 1 ||
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) {
    return OpenSslError("make serial number");
  }
  return absl::OkStatus();
}

// `issuer` is null for a certificate that signs itself.
absl::StatusOr<CertifiedKey> Issue(const DefectiveCertificate& draft, const CertifiedKey* issuer,
                                   absl::Time now) {
  CertifiedKey result;
  absl::StatusOr<std::string> key_pem = NewKey(draft.key);
  if (!key_pem.ok()) return key_pem.status();
  result.key = *std::move(key_pem);
  const absl::StatusOr<PrivateKey> key = PrivateKey::FromPem(result.key);
  if (!key.ok()) return key.status();
  const X509Ptr certificate(X509_new());
  if (certificate == nullptr || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      X509_set_pubkey(certificate.get(), key->get()) != 1) {
    return OpenSslError("fill certificate");
  }
  absl::Status status = SetDates(draft, now, certificate.get());
  if (status.ok()) status = SetSerial(certificate.get());
  if (status.ok()) {
    status = SetMarkedName(draft.common_name, X509_get_subject_name(certificate.get()));
  }
  if (!status.ok()) return status;

  X509* above = certificate.get();
  EVP_PKEY* signing_key = key->get();
  absl::StatusOr<Certificate> issuer_certificate = absl::InternalError("signs itself");
  absl::StatusOr<PrivateKey> issuer_key = absl::InternalError("signs itself");
  if (issuer != nullptr) {
    issuer_certificate = Certificate::FromPem(issuer->certificate);
    if (!issuer_certificate.ok()) return issuer_certificate.status();
    issuer_key = PrivateKey::FromPem(issuer->key);
    if (!issuer_key.ok()) return issuer_key.status();
    above = issuer_certificate->get();
    signing_key = issuer_key->get();
  }
  if (X509_set_issuer_name(certificate.get(), X509_get_subject_name(above)) != 1) {
    return OpenSslError("fill certificate");
  }
  status = AddExtensions(ExtensionsOf(draft, issuer == nullptr), above, certificate.get());
  if (!status.ok()) return status;
  const bool own_digest = absl::StartsWith(DescribeKey(*signing_key), "ed");
  const EVP_MD* digest = own_digest ? nullptr : EVP_get_digestbyname(draft.digest);
  if (X509_sign(certificate.get(), signing_key, digest) <= 0) {
    return OpenSslError(absl::StrCat("sign with ", draft.digest));
  }

  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate.get(), &der);
  const OpenSslBytesPtr bytes(der);
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (length <= 0 || bio == nullptr) return OpenSslError("write certificate");
  // The signature is what comes last; its own form stays whole.
  if (draft.tampered) der[length - 1] ^= 1;
  if (PEM_write_bio(bio.get(), PEM_STRING_X509, "", der, length) <= 0) {
    return OpenSslError("write certificate");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  result.certificate.assign(text, static_cast<size_t>(size));
  return result;
}

}  // namespace

absl::StatusOr<std::string> NewKey(const std::string& kind) {
  const EvpPkeyPtr key = Generate(kind);
  if (key == nullptr) {
    const absl::Status status = OpenSslError(absl::StrCat("generate key of kind '", kind, "'"));
    return status;
  }
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0,
                                                      nullptr, nullptr) != 1) {
    return OpenSslError("write private key");
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(length));
}

absl::StatusOr<CertifiedKey> SelfSign(const DefectiveCertificate& draft, absl::Time now) {
  return Issue(draft, nullptr, now);
}

absl::StatusOr<CertifiedKey> IssueDefective(const DefectiveCertificate& draft,
                                            const CertifiedKey& issuer, absl::Time now) {
  return Issue(draft, &issuer, now);
}

absl::Status SetMarkedName(const std::string& common_name, X509_NAME* name) {
  const auto add = [name](const char* field, const std::string& value) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(value.data()),
                                      static_cast<int>(value.size()), -1, 0) == 1;
  };
  if (!add("O", "BAD CERTIFICATE FOR TESTS") || !add("OU", "DO NOT TRUST") ||
      !add("CN", common_name)) {
    return OpenSslError("write name");
  }
  return absl::OkStatus();
}

}  // namespace certgen
