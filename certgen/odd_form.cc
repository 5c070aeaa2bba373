#include "certgen/odd_form.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/name_constraints.h"

namespace certgen {
namespace {

bool HasNegativeSerial(const Certificate& certificate) {
  return ASN1_STRING_type(X509_get0_serialNumber(certificate.get())) == V_ASN1_NEG_INTEGER;
}

bool HasPathLengthAndIsNoCa(const Certificate& certificate) {
  const auto constraints = DecodeExtension<BasicConstraintsPtr>(certificate, NID_basic_constraints);
  return constraints != nullptr && constraints->ca == 0 && constraints->pathlen != nullptr;
}

// DER writes true as FF and as nothing else (X.690 §11.1).
bool HasCaFlagNotInDer(const Certificate& certificate) {
  const auto constraints = DecodeExtension<BasicConstraintsPtr>(certificate, NID_basic_constraints);
  return constraints != nullptr && constraints->ca != 0 && constraints->ca != 0xFF;
}

bool HasEmptyNameConstraints(const Certificate& certificate) {
  const auto constraints = DecodeExtension<NameConstraintsPtr>(certificate, NID_name_constraints);
  return constraints != nullptr && NameConstraintsOf(certificate).empty();
}

bool ConstrainsOtherNamesCritically(const Certificate& certificate) {
  if (!IsCritical(certificate, NID_name_constraints)) return false;
  const std::vector<NameConstraint> all = NameConstraintsOf(certificate);
  return std::any_of(all.begin(), all.end(), [](const NameConstraint& constraint) {
    return constraint.kind == SubjectAltName::Kind::kOther;
  });
}

bool HasCriticalNetscapeType(const Certificate& certificate) {
  return IsCritical(certificate, NID_netscape_cert_type);
}

bool HasCriticalRevocationPoints(const Certificate& certificate) {
  return IsCritical(certificate, NID_crl_distribution_points);
}

struct KnownForm {
  bool (*is_there)(const Certificate& certificate);
  const char* what;
  Refusers refusers;
};

constexpr KnownForm kForms[] = {
    {HasNegativeSerial, "its serial number is negative", Refusers::kGo},
    {HasPathLengthAndIsNoCa, "its basicConstraints have a path length, and it is no CA",
     Refusers::kBoringSsl},
    {HasCaFlagNotInDer, "the cA flag of its basicConstraints is not DER", Refusers::kGo},
    {HasEmptyNameConstraints, "its nameConstraints are empty", Refusers::kGo},
    {ConstrainsOtherNamesCritically,
     "its critical nameConstraints are about names other than DNS, IP, email and URI",
     Refusers::kGo},
    {HasCriticalNetscapeType, "its nsCertType is critical", Refusers::kBoringSslAndGo},
    {HasCriticalRevocationPoints, "its crlDistributionPoints are critical", Refusers::kBoringSsl},
};

}  // namespace

std::vector<OddForm> OddFormsOf(const Certificate& certificate) {
  std::vector<OddForm> forms;
  for (const KnownForm& form : kForms) {
    if (form.is_there(certificate)) forms.push_back({form.what, form.refusers});
  }
  for (const Extension& extension : certificate.extensions()) {
    if (!extension.malformed) continue;
    forms.push_back({absl::StrCat("its extension ", extension.title(), " does not decode"),
                     Refusers::kBoringSslAndGo});
  }
  return forms;
}

}  // namespace certgen
