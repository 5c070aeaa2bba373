#include "tests/testing/odd_certificate.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/match.h"

namespace test {
namespace {

using certgen::Certificate;
using certgen::EvpPkeyPtr;

// A test's own steps are taken for granted.
void Require(bool ok, const std::string& step) {
  if (ok) return;
  std::fprintf(stderr, "a test's own step failed: %s\n", step.c_str());
  std::abort();
}

EvpPkeyPtr NewKey(const std::string& kind) {
  EvpPkeyPtr key;
  if (absl::StartsWith(kind, "RSA")) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::stoul(kind.substr(3))));
  } else if (absl::StartsWith(kind, "ED")) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, kind.c_str()));
  } else {
    key.reset(
        EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind == "explicit" ? "P-256" : kind.c_str()));
  }
  Require(key != nullptr, "make a key of kind " + kind);
  if (kind == "explicit") {
    Require(EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, "explicit") == 1,
            "write the curve out");
  }
  return key;
}

certgen::AsnTimePtr NewTime(absl::Time time, bool generalized) {
  certgen::AsnTimePtr result(ASN1_TIME_set(nullptr, absl::ToTimeT(time)));
  if (!generalized) return result;
  const std::string text = absl::FormatTime("%Y%m%d%H%M%SZ", time, absl::UTCTimeZone());
  Require(ASN1_GENERALIZEDTIME_set_string(result.get(), text.c_str()) == 1, "set " + text);
  return result;
}

using ExtensionPtr = std::unique_ptr<X509_EXTENSION, certgen::OpenSslFree<X509_EXTENSION_free>>;

ExtensionPtr NewExtension(X509V3_CTX* context, const std::pair<std::string, std::string>& text) {
  ExtensionPtr extension(
      X509V3_EXT_conf(nullptr, context, text.first.c_str(), text.second.c_str()));
  Require(extension != nullptr, "make the extension " + text.first + "=" + text.second);
  return extension;
}

certgen::BignumPtr NewNumber(const std::string& decimal) {
  BIGNUM* number = nullptr;
  Require(BN_dec2bn(&number, decimal.c_str()) > 0, "read the number " + decimal);
  return certgen::BignumPtr(number);
}

Certificate Make(const OddSpec& spec, EVP_PKEY* key, const Certificate* issuer,
                 EVP_PKEY* issuer_key) {
  certgen::X509Ptr made(X509_new());
  X509* certificate = made.get();
  X509_NAME* subject = X509_get_subject_name(certificate);
  bool ok = X509_set_version(certificate, spec.version - 1) == 1 &&
            BN_to_ASN1_INTEGER(NewNumber(spec.serial).get(), X509_get_serialNumber(certificate)) !=
                nullptr &&
            X509_set1_notBefore(
                certificate, NewTime(spec.validity.not_before, spec.generalized_time).get()) == 1 &&
            X509_set1_notAfter(
                certificate, NewTime(spec.validity.not_after, spec.generalized_time).get()) == 1 &&
            X509_set_pubkey(certificate, key) == 1;
  if (!spec.common_name.empty()) {
    ok =
        ok && X509_NAME_add_entry_by_NID(
                  subject, NID_commonName, MBSTRING_UTF8,
                  reinterpret_cast<const unsigned char*>(spec.common_name.c_str()), -1, -1, 0) == 1;
  }
  X509* signer = issuer == nullptr ? certificate : issuer->get();
  ok = ok && X509_set_issuer_name(certificate, X509_get_subject_name(signer)) == 1;
  Require(ok, "fill the certificate");
  X509V3_CTX context;
  X509V3_set_ctx(&context, signer, certificate, nullptr, nullptr, 0);
  for (const auto& text : spec.extensions) {
    Require(X509_add_ext(certificate, NewExtension(&context, text).get(), -1) == 1,
            "add " + text.first);
  }
  const EVP_MD* digest = EVP_get_digestbyname(spec.digest.c_str());
  if (EVP_PKEY_is_a(issuer_key, "ED25519") == 1 || EVP_PKEY_is_a(issuer_key, "ED448") == 1) {
    digest = nullptr;
  }
  Require(X509_sign(certificate, issuer_key, digest) > 0, "sign the certificate");
  // As if it had come from elsewhere.
  return *Certificate::FromPem(Certificate(std::move(made)).ToPem());
}

}  // namespace

OddSpec OddSpec::With(const std::string& extension, const std::string& value) const {
  OddSpec changed = *this;
  for (auto& [name, old] : changed.extensions) {
    if (name == extension) {
      old = value;
      return changed;
    }
  }
  changed.extensions.emplace_back(extension, value);
  return changed;
}

OddSpec OddSpec::Without(const std::string& extension) const {
  OddSpec changed = *this;
  std::erase_if(changed.extensions, [&](const auto& e) { return e.first == extension; });
  return changed;
}

OddSpec OddLeaf() {
  return {.common_name = "odd.test",
          .extensions = {{"basicConstraints", "critical,CA:FALSE"},
                         {"keyUsage", "critical,digitalSignature"},
                         {"extendedKeyUsage", "serverAuth,clientAuth"},
                         {"subjectKeyIdentifier", "hash"},
                         {"authorityKeyIdentifier", "keyid"},
                         {"subjectAltName", "DNS:odd.test"}}};
}

OddSpec OddCa(const std::string& common_name) {
  return {.common_name = common_name,
          .extensions = {{"basicConstraints", "critical,CA:TRUE"},
                         {"keyUsage", "critical,keyCertSign,cRLSign"},
                         {"subjectKeyIdentifier", "hash"},
                         {"authorityKeyIdentifier", "keyid"}}};
}

OddSpec OddRoot() { return OddCa("odd root").Without("authorityKeyIdentifier"); }

OddCertificate::OddCertificate(const OddSpec& spec)
    : key_(NewKey(spec.key)), certificate_(Make(spec, key(), nullptr, key())) {}

OddCertificate::OddCertificate(const OddSpec& spec, const OddCertificate& issuer)
    : OddCertificate(spec, issuer, NewKey(spec.key)) {}

OddCertificate::OddCertificate(const OddSpec& spec, const OddCertificate& issuer, EvpPkeyPtr key)
    : key_(std::move(key)),
      certificate_(Make(spec, key_.get(), &issuer.certificate_, issuer.key())) {}

certgen::RevocationList OddCrl(const OddCertificate& issuer,
                               const std::vector<std::string>& revoked_serials,
                               const std::vector<std::pair<std::string, std::string>>& extensions,
                               const certgen::Validity& validity) {
  const certgen::X509CrlPtr crl(X509_CRL_new());
  X509* ca = issuer.get().get();
  bool ok = X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) == 1 &&
            X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(ca)) == 1 &&
            X509_CRL_set1_lastUpdate(crl.get(), NewTime(validity.not_before, false).get()) == 1 &&
            X509_CRL_set1_nextUpdate(crl.get(), NewTime(validity.not_after, false).get()) == 1;
  for (const std::string& serial : revoked_serials) {
    X509_REVOKED* revoked = X509_REVOKED_new();  // owned by the list
    const certgen::AsnIntegerPtr number(BN_to_ASN1_INTEGER(NewNumber(serial).get(), nullptr));
    ok = ok && X509_REVOKED_set_serialNumber(revoked, number.get()) == 1 &&
         X509_REVOKED_set_revocationDate(revoked, NewTime(validity.not_before, false).get()) == 1 &&
         X509_CRL_add0_revoked(crl.get(), revoked) == 1;
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, ca, nullptr, nullptr, crl.get(), 0);
  for (const auto& text : extensions) {
    ok = ok && X509_CRL_add_ext(crl.get(), NewExtension(&context, text).get(), -1) == 1;
  }
  ok = ok && X509_CRL_sign(crl.get(), issuer.key(), EVP_sha256()) > 0;
  const certgen::BioPtr bio(BIO_new(BIO_s_mem()));
  Require(ok && PEM_write_bio_X509_CRL(bio.get(), crl.get()) == 1, "make a revocation list");
  char* pem = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &pem);
  return *certgen::RevocationList::FromPem(std::string(pem, static_cast<size_t>(length)));
}

Credential CredentialOf(const OddCertificate& odd) {
  const certgen::BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), odd.key(), nullptr, nullptr, 0, nullptr, nullptr);
  char* key = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &key);
  return {odd.get(), odd.get().ToPem(), std::string(key, static_cast<size_t>(size)), ""};
}

}  // namespace test
