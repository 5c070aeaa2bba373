#include "certgen/distribution_points.h"

#include <array>
#include <string>
#include <utility>

#include "certgen/distinguished_name.h"
#include "certgen/general_names.h"

namespace certgen {
namespace {

using List = DecodedValue::List;
using Fields = DecodedValue::Fields;

DecodedValue ReasonList(const ASN1_BIT_STRING* bits) {
  constexpr std::array<const char*, 9> kNames = {
      "unused",      "keyCompromise",        "cACompromise",    "affiliationChanged",
      "superseded",  "cessationOfOperation", "certificateHold", "privilegeWithdrawn",
      "aACompromise"};
  List list;
  for (size_t i = 0; bits != nullptr && i < kNames.size(); ++i) {
    if (ASN1_BIT_STRING_get_bit(bits, static_cast<int>(i)) != 1) continue;
    list.push_back({std::string(kNames.at(i))});
  }
  return {std::move(list)};
}

DecodedValue FullName(const DIST_POINT_NAME* name) {
  return NameList(name != nullptr && name->type == 0 ? name->name.fullname : nullptr);
}

// Relative to the name of the CRL's issuer.
DecodedValue RelativeName(const DIST_POINT_NAME* name) {
  if (name == nullptr || name->type != 1) return {};
  const X509NamePtr relative(X509_NAME_new());
  for (int i = 0; i < sk_X509_NAME_ENTRY_num(name->name.relativename); ++i) {
    const X509_NAME_ENTRY* entry = sk_X509_NAME_ENTRY_value(name->name.relativename, i);
    X509_NAME_add_entry(relative.get(), entry, -1, i == 0 ? 0 : -1);
  }
  return {NameText(relative.get())};
}

}  // namespace

DecodedValue NameList(const GENERAL_NAMES* names) {
  List list;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names); ++i) {
    list.push_back({GeneralNameText(*sk_GENERAL_NAME_value(names, i))});
  }
  return {std::move(list)};
}

DecodedValue DecodePoints(const CRL_DIST_POINTS& points) {
  List list;
  for (int i = 0; i < sk_DIST_POINT_num(&points); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(&points, i);
    list.push_back({Fields{{"names", FullName(point->distpoint)},
                           {"relative_name", RelativeName(point->distpoint)},
                           {"reasons", ReasonList(point->reasons)},
                           {"crl_issuer", NameList(point->CRLissuer)}}});
  }
  return {std::move(list)};
}

DecodedValue DecodePoints(const ISSUING_DIST_POINT& point) {
  return {Fields{{"names", FullName(point.distpoint)},
                 {"relative_name", RelativeName(point.distpoint)},
                 {"only_user_certificates", {point.onlyuser > 0}},
                 {"only_ca_certificates", {point.onlyCA > 0}},
                 {"only_attribute_certificates", {point.onlyattr > 0}},
                 {"only_reasons", ReasonList(point.onlysomereasons)},
                 {"indirect", {point.indirectCRL > 0}}}};
}

}  // namespace certgen
