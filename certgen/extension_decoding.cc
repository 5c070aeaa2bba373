#include "certgen/extension_decoding.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "certgen/asn1_value.h"
#include "certgen/certificate.h"
#include "certgen/distinguished_name.h"
#include "certgen/distribution_points.h"
#include "certgen/fingerprint.h"
#include "certgen/general_names.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

using List = DecodedValue::List;
using Fields = DecodedValue::Fields;
using Kind = SubjectAltName::Kind;

template <typename T, auto Free>
using Owner = std::unique_ptr<T, OpenSslFree<Free>>;

DecodedValue Text(std::string text) { return {std::move(text)}; }

// The number, or nothing if it is not there.
DecodedValue OptionalNumber(const ASN1_INTEGER* number) {
  int64_t value = 0;
  if (number == nullptr) return {};
  if (ASN1_INTEGER_get_int64(&value, number) == 1) return {value};
  return Text(IntegerText(number));
}

DecodedValue OptionalText(std::string text) {
  return text.empty() ? DecodedValue{} : Text(std::move(text));
}

DecodedValue Decode(const BASIC_CONSTRAINTS& constraints) {
  return {
      Fields{{"ca", {constraints.ca != 0}}, {"path_length", OptionalNumber(constraints.pathlen)}}};
}

DecodedValue DecodeKeyUsage(const ASN1_BIT_STRING& bits) {
  constexpr std::array<const char*, 9> kNames = {
      "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
      "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly"};
  List list;
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (ASN1_BIT_STRING_get_bit(&bits, static_cast<int>(i)) == 1) list.push_back(Text(kNames[i]));
  }
  return {std::move(list)};
}

DecodedValue Decode(const EXTENDED_KEY_USAGE& uses) {
  List list;
  for (int i = 0; i < sk_ASN1_OBJECT_num(&uses); ++i) {
    list.push_back(Text(OidName(*sk_ASN1_OBJECT_value(&uses, i))));
  }
  return {std::move(list)};
}

DecodedValue DecodeAltNames(const GENERAL_NAMES& names) {
  std::array<List, 5> by_kind;
  for (const SubjectAltName& name : FromGeneralNames(&names)) {
    by_kind.at(static_cast<size_t>(name.kind)).push_back(Text(name.value));
  }
  const auto of = [&by_kind](Kind kind) {
    return DecodedValue{by_kind.at(static_cast<size_t>(kind))};
  };
  return {Fields{{"dns", of(Kind::kDns)},
                 {"ip", of(Kind::kIp)},
                 {"uri", of(Kind::kUri)},
                 {"email", of(Kind::kEmail)},
                 {"other", of(Kind::kOther)}}};
}

DecodedValue DecodeKeyId(const ASN1_OCTET_STRING& id) { return Text(ColonHex(Octets(&id))); }

DecodedValue Decode(const AUTHORITY_KEYID& id) {
  return {Fields{{"key_id", OptionalText(ColonHex(Octets(id.keyid)))},
                 {"issuer", NameList(id.issuer)},
                 {"serial", OptionalText(IntegerHex(id.serial))}}};
}

DecodedValue Subtrees(const STACK_OF(GENERAL_SUBTREE) * subtrees) {
  List list;
  for (int i = 0; subtrees != nullptr && i < sk_GENERAL_SUBTREE_num(subtrees); ++i) {
    list.push_back(Text(GeneralNameText(*sk_GENERAL_SUBTREE_value(subtrees, i)->base)));
  }
  return {std::move(list)};
}

DecodedValue Decode(const NAME_CONSTRAINTS& constraints) {
  return {Fields{{"permitted", Subtrees(constraints.permittedSubtrees)},
                 {"excluded", Subtrees(constraints.excludedSubtrees)}}};
}

// "ORGANIZATION, 1, 2": a text elsewhere, by its number.
std::string ReferenceText(const NOTICEREF& reference) {
  std::string text = Utf8(reference.organization);
  for (int i = 0; i < sk_ASN1_INTEGER_num(reference.noticenos); ++i) {
    absl::StrAppend(&text, ", ", IntegerText(sk_ASN1_INTEGER_value(reference.noticenos, i)));
  }
  return text;
}

DecodedValue Decode(const CERTIFICATEPOLICIES& policies) {
  List list;
  for (int i = 0; i < sk_POLICYINFO_num(&policies); ++i) {
    const POLICYINFO* policy = sk_POLICYINFO_value(&policies, i);
    List cps;
    List notices;
    List references;
    for (int k = 0; policy->qualifiers != nullptr && k < sk_POLICYQUALINFO_num(policy->qualifiers);
         ++k) {
      const POLICYQUALINFO* qualifier = sk_POLICYQUALINFO_value(policy->qualifiers, k);
      const int kind = OBJ_obj2nid(qualifier->pqualid);
      if (kind == NID_id_qt_cps) cps.push_back(Text(Octets(qualifier->d.cpsuri)));
      if (kind != NID_id_qt_unotice) continue;
      const USERNOTICE& notice = *qualifier->d.usernotice;
      if (notice.exptext != nullptr) notices.push_back(Text(Utf8(notice.exptext)));
      if (notice.noticeref != nullptr) references.push_back(Text(ReferenceText(*notice.noticeref)));
    }
    list.push_back({Fields{{"policy", Text(OidText(*policy->policyid))},
                           {"cps", {std::move(cps)}},
                           {"notice", {std::move(notices)}},
                           {"notice_references", {std::move(references)}}}});
  }
  return {std::move(list)};
}

DecodedValue Decode(const POLICY_CONSTRAINTS& constraints) {
  return {Fields{{"require_explicit_policy", OptionalNumber(constraints.requireExplicitPolicy)},
                 {"inhibit_policy_mapping", OptionalNumber(constraints.inhibitPolicyMapping)}}};
}

DecodedValue Decode(const POLICY_MAPPINGS& mappings) {
  List list;
  for (int i = 0; i < sk_POLICY_MAPPING_num(&mappings); ++i) {
    const POLICY_MAPPING* mapping = sk_POLICY_MAPPING_value(&mappings, i);
    list.push_back({Fields{{"issuer", Text(OidText(*mapping->issuerDomainPolicy))},
                           {"subject", Text(OidText(*mapping->subjectDomainPolicy))}}});
  }
  return {std::move(list)};
}

DecodedValue Decode(const AUTHORITY_INFO_ACCESS& access) {
  List list;
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(&access); ++i) {
    const ACCESS_DESCRIPTION* entry = sk_ACCESS_DESCRIPTION_value(&access, i);
    list.push_back({Fields{{"method", Text(OidName(*entry->method))},
                           {"location", Text(GeneralNameText(*entry->location))}}});
  }
  return {std::move(list)};
}

DecodedValue DecodeTlsFeatures(const TLS_FEATURE& features) {
  List list;
  for (int i = 0; i < sk_ASN1_INTEGER_num(&features); ++i) {
    const std::string number = IntegerText(sk_ASN1_INTEGER_value(&features, i));
    // RFC 7633: numbers of TLS extensions; these two ask for a stapled OCSP answer.
    list.push_back(Text(number == "5"    ? "status_request"
                        : number == "17" ? "status_request_v2"
                                         : number));
  }
  return {std::move(list)};
}

DecodedValue DecodeNumber(const ASN1_INTEGER& number) { return Text(IntegerText(&number)); }

// Reads the extension as a T.
template <typename T, auto Free, typename Show>
std::optional<DecodedValue> As(X509_EXTENSION* extension, Show show) {
  const Owner<T, Free> object(static_cast<T*>(X509V3_EXT_d2i(extension)));
  ClearOpenSslErrors();
  if (object == nullptr) return std::nullopt;
  return show(*object);
}

constexpr auto kDecode = [](const auto& object) { return Decode(object); };
constexpr auto kDecodePoints = [](const auto& object) { return DecodePoints(object); };

// What OpenSSL would print, in one line.
std::optional<DecodedValue> Printed(X509_EXTENSION* extension) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  const bool ok =
      bio != nullptr && X509V3_EXT_print(bio.get(), extension, X509V3_EXT_DEFAULT, 0) == 1;
  ClearOpenSslErrors();
  if (!ok) return std::nullopt;
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &bytes);
  std::string text(bytes, static_cast<size_t>(length));
  absl::RemoveExtraAsciiWhitespace(&text);
  return Text(std::move(text));
}

}  // namespace

bool IsDecodable(X509_EXTENSION* extension) { return X509V3_EXT_get(extension) != nullptr; }

std::optional<DecodedValue> DecodeExtension(X509_EXTENSION* extension) {
  switch (OBJ_obj2nid(X509_EXTENSION_get_object(extension))) {
    case NID_basic_constraints:
      return As<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>(extension, kDecode);
    case NID_key_usage:
      return As<ASN1_BIT_STRING, ASN1_BIT_STRING_free>(extension, DecodeKeyUsage);
    case NID_ext_key_usage:
      return As<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(extension, kDecode);
    case NID_subject_alt_name:
    case NID_issuer_alt_name:
      return As<GENERAL_NAMES, FreeGeneralNames>(extension, DecodeAltNames);
    case NID_subject_key_identifier:
      return As<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>(extension, DecodeKeyId);
    case NID_authority_key_identifier:
      return As<AUTHORITY_KEYID, AUTHORITY_KEYID_free>(extension, kDecode);
    case NID_name_constraints:
      return As<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free>(extension, kDecode);
    case NID_crl_distribution_points:
    case NID_freshest_crl:
      return As<CRL_DIST_POINTS, CRL_DIST_POINTS_free>(extension, kDecodePoints);
    case NID_issuing_distribution_point:
      return As<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free>(extension, kDecodePoints);
    case NID_certificate_policies:
      return As<CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free>(extension, kDecode);
    case NID_policy_constraints:
      return As<POLICY_CONSTRAINTS, POLICY_CONSTRAINTS_free>(extension, kDecode);
    case NID_policy_mappings:
      return As<POLICY_MAPPINGS, FreePolicyMappings>(extension, kDecode);
    case NID_info_access:
    case NID_sinfo_access:
      return As<AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free>(extension, kDecode);
    case NID_tlsfeature:
      return As<TLS_FEATURE, TLS_FEATURE_free>(extension, DecodeTlsFeatures);
    case NID_crl_number:
    case NID_delta_crl:
      return As<ASN1_INTEGER, ASN1_INTEGER_free>(extension, DecodeNumber);
    case NID_inhibit_any_policy:
      return As<ASN1_INTEGER, ASN1_INTEGER_free>(
          extension, [](const ASN1_INTEGER& number) { return OptionalNumber(&number); });
    case NID_hold_instruction_code:
      return As<ASN1_OBJECT, ASN1_OBJECT_free>(
          extension, [](const ASN1_OBJECT& code) { return Text(OidName(code)); });
    case NID_invalidity_date:
      return As<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free>(
          extension, [](const ASN1_GENERALIZEDTIME& time) {
            return Text(Rfc3339(TimeOf(&time, absl::InfinitePast())));
          });
    default:
      return Printed(extension);
  }
}

}  // namespace certgen
