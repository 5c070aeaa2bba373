#include "certgen/issuer.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/distinguished_name.h"
#include "certgen/extensions.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

// Bits of keyUsage, RFC 5280 §4.2.1.3.
constexpr int kDigitalSignature = 0;
constexpr int kKeyEncipherment = 2;
constexpr int kKeyCertSign = 5;
constexpr int kCrlSign = 6;

// Quoted for a message; an empty subject has no name to quote.
std::string Quoted(const Certificate& certificate) {
  const std::string subject = certificate.subject();
  return subject.empty() ? absl::StrCat("serial ", certificate.serial())
                         : absl::StrCat("'", subject, "'");
}

absl::Status CheckValidity(const Validity& validity) {
  if (validity.not_after <= validity.not_before) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the dates are reversed: the certificate would end at ", Rfc3339(validity.not_after),
        ", not after its start at ", Rfc3339(validity.not_before)));
  }
  // RFC 5280 §4.1.2.5.2: no later date can be written.
  if (validity.not_after > absl::FromUnixSeconds(253402300799)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the end ", Rfc3339(validity.not_after), " is beyond the year 9999"));
  }
  return absl::OkStatus();
}

// 20 octets whose first is 0x40 to 0x7F: positive, of fixed length, 158 bits at
// random.
absl::Status SetSerial(X509* certificate) {
  std::array<unsigned char, 20> bytes;
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return OpenSslError("make serial number");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3F) | 0x40);
  const BignumPtr number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  if (number == nullptr ||
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) {
    return OpenSslError("make serial number");
  }
  return absl::OkStatus();
}

// Version, serial, dates and key: what every certificate has.
absl::StatusOr<X509Ptr> Draft(const Validity& validity, const PrivateKey& key) {
  X509Ptr certificate(X509_new());
  if (certificate == nullptr || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      // ASN1_TIME_set chooses UTCTime or GeneralizedTime by the year.
      ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(validity.not_before)) ==
          nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(validity.not_after)) ==
          nullptr ||
      X509_set_pubkey(certificate.get(), key.get()) != 1) {
    return OpenSslError("fill certificate");
  }
  if (absl::Status s = SetSerial(certificate.get()); !s.ok()) return s;
  return certificate;
}

absl::StatusOr<Certificate> Sign(X509Ptr certificate, const PrivateKey& key) {
  const EVP_MD* digest = EVP_sha256();
  if (EVP_PKEY_is_a(key.get(), "ED25519") == 1 || EVP_PKEY_is_a(key.get(), "ED448") == 1) {
    digest = nullptr;  // the signature scheme brings its own
  } else if (EVP_PKEY_is_a(key.get(), "EC") == 1 && EVP_PKEY_get_bits(key.get()) > 256) {
    digest = EVP_sha384();
  }
  if (X509_sign(certificate.get(), key.get(), digest) <= 0) return OpenSslError("sign certificate");
  return Certificate(std::move(certificate));
}

// A CA certificate without issuer name, authority key identifier and signature.
absl::StatusOr<X509Ptr> DraftCa(const CaRequest& request, const Validity& validity,
                                const PrivateKey& key) {
  absl::StatusOr<X509Ptr> draft = Draft(validity, key);
  if (!draft.ok()) return draft;
  X509* certificate = draft->get();
  absl::Status status = AddCaConstraints(request.path_length, certificate);
  if (status.ok()) status = AddKeyUsage({kKeyCertSign, kCrlSign}, certificate);
  if (status.ok()) status = AddSubjectKeyId(certificate);
  if (status.ok()) status = SetCaSubject(request.name, certificate);
  if (!status.ok()) return status;
  return draft;
}

absl::Status CheckIssues(const Certificate& certificate, absl::Time now) {
  const std::string issuer = absl::StrCat("issuer ", Quoted(certificate));
  if (!certificate.is_ca()) {
    return absl::FailedPreconditionError(
        absl::StrCat(issuer, " is not a CA: its basicConstraints do not say cA"));
  }
  if (!certificate.has_key_usage(KU_KEY_CERT_SIGN)) {
    return absl::FailedPreconditionError(
        absl::StrCat(issuer, " may not sign certificates: its keyUsage lacks keyCertSign"));
  }
  if (!certificate.has_subject_key_id()) {
    return absl::FailedPreconditionError(absl::StrCat(
        issuer,
        " has no subject key identifier, without which strict verifiers refuse its leaves"));
  }
  if (now > certificate.not_after()) {
    return absl::FailedPreconditionError(
        absl::StrCat(issuer, " expired at ", Rfc3339(certificate.not_after())));
  }
  if (now < certificate.not_before()) {
    return absl::FailedPreconditionError(
        absl::StrCat(issuer, " is not valid before ", Rfc3339(certificate.not_before())));
  }
  return absl::OkStatus();
}

// `cas_below` is how many CAs stand between this one and the leaf.
absl::Status CheckPathLength(const Certificate& certificate, int cas_below) {
  const std::optional<int> allowed = certificate.path_length();
  if (!allowed || *allowed >= cas_below) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the path length of issuer ", Quoted(certificate), " allows ", *allowed,
                   " CAs between it and a leaf; here there would be ", cas_below));
}

}  // namespace

absl::Status CheckCaRequest(const CaRequest& request) {
  if (absl::Status s = CheckCommonName(request.name); !s.ok()) return s;
  if (request.path_length < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("the path length ", request.path_length, " is negative"));
  }
  return CheckValidity(request.validity);
}

absl::Status CheckLeafRequest(const LeafRequest& request) {
  if (absl::Status s = CheckNames(request.names); !s.ok()) return s;
  return CheckValidity(request.validity);
}

absl::StatusOr<Certificate> IssueRoot(const CaRequest& request, const PrivateKey& key) {
  if (absl::Status s = CheckCaRequest(request); !s.ok()) return s;
  absl::StatusOr<X509Ptr> draft = DraftCa(request, request.validity, key);
  if (!draft.ok()) return draft.status();
  if (X509_set_issuer_name(draft->get(), X509_get_subject_name(draft->get())) != 1) {
    return OpenSslError("fill certificate");
  }
  return Sign(*std::move(draft), key);
}

absl::StatusOr<Issuer> Issuer::Create(Certificate certificate, PrivateKey key,
                                      std::vector<Certificate> parents, absl::Time now) {
  const Certificate* child = nullptr;
  int cas_below = 0;
  const auto check = [&](const Certificate& ca) -> absl::Status {
    if (absl::Status s = CheckIssues(ca, now); !s.ok()) return s;
    if (absl::Status s = CheckPathLength(ca, cas_below); !s.ok()) return s;
    if (child != nullptr && X509_check_issued(ca.get(), child->get()) != X509_V_OK) {
      return absl::FailedPreconditionError(
          absl::StrCat("issuer ", Quoted(*child), " was not issued by ", Quoted(ca)));
    }
    child = &ca;
    ++cas_below;
    return absl::OkStatus();
  };
  if (absl::Status s = check(certificate); !s.ok()) return s;
  if (!key.Matches(*certificate.get())) {
    return absl::FailedPreconditionError(
        absl::StrCat("the private key is not that of issuer ", Quoted(certificate)));
  }
  for (const Certificate& parent : parents) {
    if (absl::Status s = check(parent); !s.ok()) return s;
  }
  return Issuer(std::move(certificate), std::move(key), std::move(parents));
}

absl::StatusOr<Certificate> Issuer::IssueLeaf(const LeafRequest& request,
                                              const PrivateKey& key) const {
  if (absl::Status s = CheckLeafRequest(request); !s.ok()) return s;
  const absl::StatusOr<Validity> validity = Clamp(request.validity);
  if (!validity.ok()) return validity.status();
  absl::StatusOr<X509Ptr> draft = Draft(*validity, key);
  if (!draft.ok()) return draft.status();
  X509* leaf = draft->get();
  absl::Status status = SetLeafSubject(request.names, leaf);
  std::vector<int> key_usage = {kDigitalSignature};
  if (request.usage != Usage::kClient && EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    key_usage.push_back(kKeyEncipherment);
  }
  if (status.ok()) status = AddLeafConstraints(leaf);
  if (status.ok()) status = AddKeyUsage(key_usage, leaf);
  if (status.ok()) status = AddExtendedKeyUsage(request.usage, leaf);
  if (status.ok()) status = AddSubjectKeyId(leaf);
  if (status.ok()) status = AddAuthorityKeyId(*certificate_.get(), leaf);
  if (status.ok()) status = AddSubjectAltNames(request.names, leaf);
  if (!status.ok()) return status;
  if (X509_set_issuer_name(leaf, X509_get_subject_name(certificate_.get())) != 1) {
    return OpenSslError("fill certificate");
  }
  return Sign(*std::move(draft), key_);
}

absl::StatusOr<Certificate> Issuer::IssueCa(const CaRequest& request, const PrivateKey& key) const {
  if (absl::Status s = CheckCaRequest(request); !s.ok()) return s;
  int cas_below = 1;
  if (absl::Status s = CheckPathLength(certificate_, cas_below); !s.ok()) return s;
  for (const Certificate& parent : parents_) {
    if (absl::Status s = CheckPathLength(parent, ++cas_below); !s.ok()) return s;
  }
  const absl::StatusOr<Validity> validity = Clamp(request.validity);
  if (!validity.ok()) return validity.status();
  absl::StatusOr<X509Ptr> draft = DraftCa(request, *validity, key);
  if (!draft.ok()) return draft.status();
  if (absl::Status s = AddAuthorityKeyId(*certificate_.get(), draft->get()); !s.ok()) return s;
  if (X509_set_issuer_name(draft->get(), X509_get_subject_name(certificate_.get())) != 1) {
    return OpenSslError("fill certificate");
  }
  return Sign(*std::move(draft), key_);
}

std::vector<Certificate> Issuer::intermediates() const {
  std::vector<Certificate> result;
  if (parents_.empty()) return result;
  result.push_back(certificate_);
  result.insert(result.end(), parents_.begin(), parents_.end() - 1);
  return result;
}

absl::Time Issuer::not_after() const {
  absl::Time end = certificate_.not_after();
  for (const Certificate& parent : parents_) end = std::min(end, parent.not_after());
  return end;
}

absl::StatusOr<Validity> Issuer::Clamp(const Validity& validity) const {
  Validity result = validity;
  result.not_before = std::max(result.not_before, certificate_.not_before());
  for (const Certificate& parent : parents_) {
    result.not_before = std::max(result.not_before, parent.not_before());
  }
  result.not_after = std::min(result.not_after, not_after());
  if (result.not_after <= result.not_before) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the validity from ", Rfc3339(validity.not_before), " to ", Rfc3339(validity.not_after),
        " lies outside that of its issuer ", Quoted(certificate_)));
  }
  return result;
}

}  // namespace certgen
