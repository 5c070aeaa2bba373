#include "certgen/distinguished_name.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/asn1_value.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

constexpr size_t kMaxCommonName = 64;  // RFC 5280 appendix A.1, ub-common-name

absl::Status AddNameEntry(int nid, const std::string& value, X509* certificate) {
  // MBSTRING_UTF8 with the default mask makes UTF8String of a CN, and
  // PrintableString where the attribute demands it.
  if (X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), nid, MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(value.data()),
                                 static_cast<int>(value.size()), -1, 0) != 1) {
    ClearOpenSslErrors();
    return absl::InvalidArgumentError(
        absl::StrCat("'", value, "' cannot be written as a ", OBJ_nid2ln(nid)));
  }
  return absl::OkStatus();
}

}  // namespace

std::string NameText(const X509_NAME* name) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  // RFC 2253, but with UTF-8 left readable.
  if (bio == nullptr ||
      X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
    ClearOpenSslErrors();
    return "";
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(length));
}

std::vector<NameAttribute> Attributes(const X509_NAME* name) {
  std::vector<NameAttribute> attributes;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    const ASN1_OBJECT& type = *X509_NAME_ENTRY_get_object(entry);
    attributes.push_back({OidName(type), OidText(type), Utf8(X509_NAME_ENTRY_get_data(entry))});
  }
  return attributes;
}

absl::Status CheckCommonName(const std::string& name) {
  if (name.empty()) return absl::InvalidArgumentError("the name of the CA is empty");
  const auto* rest = reinterpret_cast<const unsigned char*>(name.data());
  int bytes_left = static_cast<int>(std::min<size_t>(name.size(), kMaxCommonName * 8));
  size_t characters = 0;
  while (bytes_left > 0) {
    unsigned long character = 0;
    const int length = UTF8_getc(rest, bytes_left, &character);
    if (length <= 0) return absl::InvalidArgumentError("the name of the CA is not UTF-8");
    if (character < 0x20 || (character >= 0x7F && character < 0xA0)) {
      return absl::InvalidArgumentError("the name of the CA has a control character");
    }
    rest += length;
    bytes_left -= length;
    if (++characters > kMaxCommonName) {
      return absl::InvalidArgumentError(
          absl::StrCat("the name of the CA has more than ", kMaxCommonName, " characters"));
    }
  }
  return absl::OkStatus();
}

absl::Status SetCaSubject(const std::string& name, X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (X509_pubkey_digest(certificate, EVP_sha1(), digest, &length) != 1) {
    return OpenSslError("digest the public key");
  }
  std::string digits;
  for (int i = 0; i < 8; ++i) absl::StrAppend(&digits, absl::Hex(digest[i], absl::kZeroPad2));
  // The most specific part comes last, so the texts of RFC 2253 begin with it.
  if (absl::Status s = AddNameEntry(NID_serialNumber, digits, certificate); !s.ok()) return s;
  return AddNameEntry(NID_commonName, name, certificate);
}

absl::Status SetLeafSubject(const std::vector<SubjectAltName>& names, X509* certificate) {
  for (const SubjectAltName& name : names) {
    const bool host =
        name.kind == SubjectAltName::Kind::kDns || name.kind == SubjectAltName::Kind::kIp;
    if (host && name.value.size() <= kMaxCommonName) {
      return AddNameEntry(NID_commonName, name.value, certificate);
    }
  }
  return absl::OkStatus();
}

}  // namespace certgen
