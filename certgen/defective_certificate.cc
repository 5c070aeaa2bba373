#include "certgen/defective_certificate.h"

#include <openssl/pem.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "certgen/bio_text.h"
#include "certgen/certificate.h"
#include "certgen/openssl_error.h"
#include "certgen/private_key.h"

namespace certgen {
namespace {

using X509ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpenSslFree<X509_EXTENSION_free>>;

constexpr int kLeafDays = 90;
constexpr int kCaDays = 365;

const char* CurveOf(const std::string& kind) {
  if (kind == "ec-p256") return "P-256";
  if (kind == "ec-p384") return "P-384";
  if (kind == "ec-p521") return "P-521";
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

// All that does not depend on the issuer.
absl::StatusOr<X509Ptr> Draft(const DefectiveCertificate& draft, const PrivateKey& key,
                              absl::Time now) {
  X509Ptr certificate(X509_new());
  if (certificate == nullptr || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      X509_set_pubkey(certificate.get(), key.get()) != 1) {
    return OpenSslError("fill certificate");
  }
  absl::Status status = SetDates(draft, now, certificate.get());
  if (status.ok()) status = SetSerial(certificate.get());
  if (status.ok()) {
    status = SetMarkedName(draft.common_name, X509_get_subject_name(certificate.get()));
  }
  if (!status.ok()) return status;
  return certificate;
}

// The certificate in PEM, finished. `issuer` may be `certificate` itself.
absl::StatusOr<std::string> Sign(const DefectiveCertificate& draft, X509* issuer,
                                 const PrivateKey& issuer_key, X509* certificate) {
  if (X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) != 1) {
    return OpenSslError("fill certificate");
  }
  const auto extensions = ExtensionsOf(draft, /*self_signed=*/issuer == certificate);
  if (absl::Status s = AddExtensions(extensions, issuer, certificate); !s.ok()) return s;
  // Edwards curves bring their own.
  const bool own_digest = absl::StartsWith(issuer_key.description(), "ed");
  const EVP_MD* digest = own_digest ? nullptr : EVP_get_digestbyname(draft.digest);
  if ((digest == nullptr && !own_digest) || X509_sign(certificate, issuer_key.get(), digest) <= 0) {
    return OpenSslError(absl::StrCat("sign with ", draft.digest));
  }
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  const OpenSslBytesPtr bytes(der);
  if (length <= 0) return OpenSslError("write certificate");
  // The signature comes last, and its last octet is in the midst of a number.
  if (draft.tampered) der[length - 1] ^= 1;
  return BioText("certificate",
                 [&](BIO* bio) { return PEM_write_bio(bio, PEM_STRING_X509, "", der, length); });
}

// `issuer` is null for a certificate that signs itself.
absl::StatusOr<CertifiedKey> Issue(const DefectiveCertificate& draft, const CertifiedKey* issuer,
                                   absl::Time now) {
  const absl::StatusOr<std::string> key_pem = NewKey(draft.key);
  if (!key_pem.ok()) return key_pem.status();
  const absl::StatusOr<PrivateKey> key = PrivateKey::FromPem(*key_pem);
  if (!key.ok()) return key.status();
  const absl::StatusOr<X509Ptr> certificate = Draft(draft, *key, now);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> pem;
  if (issuer == nullptr) {
    pem = Sign(draft, certificate->get(), *key, certificate->get());
  } else {
    const absl::StatusOr<Certificate> above = Certificate::FromPem(issuer->certificate);
    if (!above.ok()) return above.status();
    const absl::StatusOr<PrivateKey> above_key = PrivateKey::FromPem(issuer->key);
    if (!above_key.ok()) return above_key.status();
    pem = Sign(draft, above->get(), *above_key, certificate->get());
  }
  if (!pem.ok()) return pem.status();
  return CertifiedKey{*pem, *key_pem};
}

}  // namespace

absl::StatusOr<std::string> NewKey(const std::string& kind) {
  int bits = 0;
  EvpPkeyPtr key;
  if (const char* curve = CurveOf(kind); curve != nullptr) {
    key.reset(EVP_EC_gen(curve));
  } else if (kind == "ed25519" || kind == "ed448" || kind == "x25519") {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, absl::AsciiStrToUpper(kind).c_str()));
  } else if (absl::StartsWith(kind, "rsa-") && absl::SimpleAtoi(kind.substr(4), &bits) &&
             bits > 0) {
    key.reset(EVP_RSA_gen(static_cast<size_t>(bits)));
  } else {
    return absl::InvalidArgumentError(absl::StrCat("'", kind, "' is no kind of key"));
  }
  if (key == nullptr) return OpenSslError(absl::StrCat("generate ", kind, " key"));
  return BioText("private key", [&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
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
