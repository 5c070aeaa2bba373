#include "certgen/asn1_value.h"

#include <ctime>

#include "absl/strings/str_cat.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

// Decimal digits of an arc cost the square of its length (CVE-2023-2650).
constexpr size_t kMaxOidOctets = 586;

}  // namespace

std::string OidText(const ASN1_OBJECT& oid) {
  const int length = OBJ_length(&oid) > kMaxOidOctets ? 0 : OBJ_obj2txt(nullptr, 0, &oid, 1);
  if (length <= 0) {
    ClearOpenSslErrors();
    return "(malformed)";
  }
  std::string text(static_cast<size_t>(length) + 1, '\0');
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), &oid, 1);
  text.resize(static_cast<size_t>(length));
  return text;
}

bool HasName(const ASN1_OBJECT& oid) { return OBJ_obj2nid(&oid) != NID_undef; }

std::string OidName(const ASN1_OBJECT& oid) {
  return HasName(oid) ? OBJ_nid2sn(OBJ_obj2nid(&oid)) : OidText(oid);
}

std::string IntegerHex(const ASN1_INTEGER* number) {
  const BignumPtr value(number == nullptr ? nullptr : ASN1_INTEGER_to_BN(number, nullptr));
  const std::unique_ptr<char, OpenSslFree<FreeOpenSslBytes>> text(
      value == nullptr ? nullptr : BN_bn2hex(value.get()));
  ClearOpenSslErrors();
  return text == nullptr ? "" : text.get();
}

std::string IntegerText(const ASN1_INTEGER* number) {
  int64_t value = 0;
  if (number != nullptr && ASN1_INTEGER_get_int64(&value, number) == 1) return absl::StrCat(value);
  ClearOpenSslErrors();
  return number == nullptr ? "" : absl::StrCat("0x", IntegerHex(number));
}

std::string Octets(const ASN1_STRING* string) {
  if (string == nullptr) return "";
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                     static_cast<size_t>(ASN1_STRING_length(string)));
}

std::string Utf8(const ASN1_STRING* string) {
  unsigned char* bytes = nullptr;
  const int length = string == nullptr ? -1 : ASN1_STRING_to_UTF8(&bytes, string);
  const OpenSslBytesPtr owned(bytes);
  ClearOpenSslErrors();
  return length < 0 ? "" : std::string(reinterpret_cast<char*>(bytes), static_cast<size_t>(length));
}

absl::Time TimeOf(const ASN1_TIME* time, absl::Time if_unreadable) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
    ClearOpenSslErrors();
    return if_unreadable;
  }
  return absl::FromTM(parts, absl::UTCTimeZone());
}

}  // namespace certgen
