#include "certgen/extensions.h"

#include "certgen/general_names.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

absl::Status Add(int nid, void* value, bool critical, X509* certificate) {
  if (value == nullptr ||
      X509_add1_ext_i2d(certificate, nid, value, critical ? 1 : 0, X509V3_ADD_DEFAULT) != 1) {
    return OpenSslError(std::string("add extension ") + OBJ_nid2ln(nid));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddCaConstraints(int path_length, X509* certificate) {
  const BasicConstraintsPtr constraints(BASIC_CONSTRAINTS_new());
  if (constraints == nullptr) return OpenSslError("make basicConstraints");
  constraints->ca = 0xFF;
  constraints->pathlen = ASN1_INTEGER_new();  // owned by constraints
  if (constraints->pathlen == nullptr || ASN1_INTEGER_set(constraints->pathlen, path_length) != 1) {
    return OpenSslError("make basicConstraints");
  }
  return Add(NID_basic_constraints, constraints.get(), /*critical=*/true, certificate);
}

absl::Status AddLeafConstraints(X509* certificate) {
  const BasicConstraintsPtr constraints(BASIC_CONSTRAINTS_new());
  return Add(NID_basic_constraints, constraints.get(), /*critical=*/true, certificate);
}

absl::Status AddKeyUsage(const std::vector<int>& bits, X509* certificate) {
  const AsnBitStringPtr usage(ASN1_BIT_STRING_new());
  if (usage == nullptr) return OpenSslError("make keyUsage");
  for (const int bit : bits) {
    if (ASN1_BIT_STRING_set_bit(usage.get(), bit, 1) != 1) return OpenSslError("make keyUsage");
  }
  return Add(NID_key_usage, usage.get(), /*critical=*/true, certificate);
}

absl::Status AddExtendedKeyUsage(Usage usage, X509* certificate) {
  const ExtendedKeyUsagePtr purposes(EXTENDED_KEY_USAGE_new());
  bool ok = purposes != nullptr;
  if (usage != Usage::kClient) {
    ok = ok && sk_ASN1_OBJECT_push(purposes.get(), OBJ_nid2obj(NID_server_auth)) > 0;
  }
  if (usage != Usage::kServer) {
    ok = ok && sk_ASN1_OBJECT_push(purposes.get(), OBJ_nid2obj(NID_client_auth)) > 0;
  }
  if (!ok) return OpenSslError("make extendedKeyUsage");
  return Add(NID_ext_key_usage, purposes.get(), /*critical=*/false, certificate);
}

absl::Status AddSubjectKeyId(X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  const AsnOctetStringPtr id(ASN1_OCTET_STRING_new());
  if (id == nullptr || X509_pubkey_digest(certificate, EVP_sha1(), digest, &length) != 1 ||
      ASN1_OCTET_STRING_set(id.get(), digest, static_cast<int>(length)) != 1) {
    return OpenSslError("make subjectKeyIdentifier");
  }
  return Add(NID_subject_key_identifier, id.get(), /*critical=*/false, certificate);
}

absl::Status AddAuthorityKeyId(const X509& issuer, X509* certificate) {
  // OpenSSL fills a cache in the certificate on the first look; const for us.
  const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(const_cast<X509*>(&issuer));
  const AuthorityKeyIdPtr authority(AUTHORITY_KEYID_new());
  if (id == nullptr || authority == nullptr) return OpenSslError("make authorityKeyIdentifier");
  authority->keyid = ASN1_OCTET_STRING_dup(id);
  if (authority->keyid == nullptr) return OpenSslError("make authorityKeyIdentifier");
  return Add(NID_authority_key_identifier, authority.get(), /*critical=*/false, certificate);
}

absl::Status AddSubjectAltNames(const std::vector<SubjectAltName>& names, X509* certificate) {
  const absl::StatusOr<GeneralNamesPtr> encoded = ToGeneralNames(names);
  if (!encoded.ok()) return encoded.status();
  const bool empty_subject = X509_NAME_entry_count(X509_get_subject_name(certificate)) == 0;
  return Add(NID_subject_alt_name, encoded->get(), /*critical=*/empty_subject, certificate);
}

}  // namespace certgen
