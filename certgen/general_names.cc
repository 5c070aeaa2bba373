#include "certgen/general_names.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "certgen/ip_address.h"
#include "certgen/openssl_error.h"

namespace certgen {

using Kind = SubjectAltName::Kind;

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

std::vector<SubjectAltName> FromGeneralNames(const GENERAL_NAMES* names) {
  std::vector<SubjectAltName> result;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* entry = sk_GENERAL_NAME_value(names, i);
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(entry, &type);
    const auto* string = static_cast<const ASN1_STRING*>(value);
    const auto text = [&string] {
      return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                         static_cast<size_t>(ASN1_STRING_length(string)));
    };
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
        result.push_back({Kind::kOther, absl::StrCat("type ", type)});
    }
  }
  return result;
}

}  // namespace certgen
