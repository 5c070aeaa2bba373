#include "certgen/general_names.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "certgen/asn1_value.h"
#include "certgen/distinguished_name.h"
#include "certgen/ip_address.h"
#include "certgen/openssl_error.h"

namespace certgen {

using Kind = SubjectAltName::Kind;

namespace {

// An address, or in name constraints an address and a mask (RFC 5280 §4.2.1.10).
std::string AddressText(const std::string& octets) {
  if (octets.size() != 8 && octets.size() != 32) {
    return IpText(octets).value_or(SubjectAltName::kMalformed);
  }
  const size_t half = octets.size() / 2;
  int length = 0;
  for (size_t bit = 0; bit < half * 8; ++bit) {
    const bool set = (static_cast<unsigned char>(octets[half + bit / 8]) >> (7 - bit % 8) & 1) != 0;
    // A mask with holes has no length.
    if (set && static_cast<size_t>(length) != bit) length = -1;
    if (set && length >= 0) ++length;
    if (length < 0) break;
  }
  const std::string mask = length >= 0 ? absl::StrCat(length) : *IpText(octets.substr(half));
  return absl::StrCat(*IpText(octets.substr(0, half)), "/", mask);
}

std::string OtherNameText(const OTHERNAME& name) {
  const ASN1_TYPE* value = name.value;
  const bool text = value->type == V_ASN1_UTF8STRING || value->type == V_ASN1_IA5STRING ||
                    value->type == V_ASN1_PRINTABLESTRING;
  return absl::StrCat("otherName:", OidName(*name.type_id),
                      text ? "=" + Octets(value->value.asn1_string) : "");
}

}  // namespace

absl::StatusOr<GeneralNamesPtr> ToGeneralNames(const std::vector<SubjectAltName>& names) {
  GeneralNamesPtr stack(GENERAL_NAMES_new());
  if (stack == nullptr) return OpenSslError("make subject alternative names");
  for (const SubjectAltName& name : names) {
    GeneralNamePtr entry(GENERAL_NAME_new());
    bool ok = entry != nullptr;
    if (ok && name.kind == Kind::kIp) {
      const std::optional<std::string> octets = IpOctets(name.value);
      AsnOctetStringPtr bytes(ASN1_OCTET_STRING_new());
      ok =
          octets && bytes != nullptr &&
          ASN1_OCTET_STRING_set(bytes.get(), reinterpret_cast<const unsigned char*>(octets->data()),
                                static_cast<int>(octets->size())) == 1;
      if (ok) GENERAL_NAME_set0_value(entry.get(), GEN_IPADD, bytes.release());
    } else if (ok && (name.kind == Kind::kDns || name.kind == Kind::kUri)) {
      AsnIa5StringPtr text(ASN1_IA5STRING_new());
      ok = text != nullptr &&
           ASN1_STRING_set(text.get(), name.value.data(), static_cast<int>(name.value.size())) == 1;
      const int type = name.kind == Kind::kDns ? GEN_DNS : GEN_URI;
      if (ok) GENERAL_NAME_set0_value(entry.get(), type, text.release());
    } else if (ok) {
      return absl::InvalidArgumentError(absl::StrCat("cannot issue for ", ToString(name)));
    }
    if (!ok || sk_GENERAL_NAME_push(stack.get(), entry.get()) <= 0) {
      return OpenSslError(absl::StrCat("encode the name ", ToString(name)));
    }
    static_cast<void>(entry.release());  // owned by the stack now
  }
  return stack;
}

std::string GeneralNameText(const GENERAL_NAME& name) {
  int type = 0;
  const void* value = GENERAL_NAME_get0_value(&name, &type);
  const auto octets = [value] { return Octets(static_cast<const ASN1_STRING*>(value)); };
  switch (type) {
    case GEN_DNS:
      return absl::StrCat("DNS:", octets());
    case GEN_URI:
      return absl::StrCat("URI:", octets());
    case GEN_EMAIL:
      return absl::StrCat("email:", octets());
    case GEN_IPADD:
      return absl::StrCat("IP:", AddressText(octets()));
    case GEN_DIRNAME:
      return absl::StrCat("DirName:", NameText(static_cast<const X509_NAME*>(value)));
    case GEN_RID:
      return absl::StrCat("RID:", OidText(*static_cast<const ASN1_OBJECT*>(value)));
    case GEN_OTHERNAME:
      return OtherNameText(*static_cast<const OTHERNAME*>(value));
    default:
      return type == GEN_X400 ? "X400Name" : "EdiPartyName";
  }
}

std::vector<SubjectAltName> FromGeneralNames(const GENERAL_NAMES* names) {
  std::vector<SubjectAltName> result;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* entry = sk_GENERAL_NAME_value(names, i);
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(entry, &type);
    const auto text = [value] { return Octets(static_cast<const ASN1_STRING*>(value)); };
    switch (type) {
      case GEN_DNS:
        result.push_back({Kind::kDns, text()});
        break;
      case GEN_URI:
        result.push_back({Kind::kUri, text()});
        break;
      case GEN_EMAIL:
        result.push_back({Kind::kEmail, text()});
        break;
      case GEN_IPADD:
        result.push_back({Kind::kIp, IpText(text()).value_or(SubjectAltName::kMalformed)});
        break;
      default:
        result.push_back({Kind::kOther, GeneralNameText(*entry)});
    }
  }
  return result;
}

}  // namespace certgen
