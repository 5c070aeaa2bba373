#include "certgen/revocation_finding.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace certgen {
namespace {

using Code = FindingCode;

// Of several lists of one CA, the one that lasts longest is the one to speak of.
const RevocationList* ListOfIssuer(const Certificate& certificate, const PeerPolicy& policy) {
  const RevocationList* last = nullptr;
  for (const RevocationList& list : policy.crls) {
    if (X509_NAME_cmp(list.issuer_name(), X509_get_issuer_name(certificate.get())) != 0) continue;
    if (last == nullptr || last->next_update().value_or(absl::InfiniteFuture()) <
                               list.next_update().value_or(absl::InfiniteFuture())) {
      last = &list;
    }
  }
  return last;
}

std::string Revoked(const Certificate& certificate, const RevocationList* list) {
  if (list == nullptr) return "is revoked";
  for (const RevokedCertificate& entry : list->revoked()) {
    if (entry.serial != certificate.serial()) continue;
    return absl::StrCat("was revoked by ", list->issuer(), " at ", Rfc3339(entry.time),
                        entry.reason.empty() ? "" : absl::StrCat(" (", entry.reason, ")"));
  }
  return absl::StrCat("is revoked by ", list->issuer());
}

}  // namespace

bool IsOfRevocationList(int code) {
  switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
    case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
      return true;
    default:
      return false;
  }
}

std::optional<Finding> AboutRevocation(const ChainError& error, const std::string& called,
                                       const PeerPolicy& policy) {
  const Certificate& certificate = error.certificate;
  const std::string issuer = certificate.issuer();
  const RevocationList* list = ListOfIssuer(certificate, policy);
  const std::string fetch =
      absl::StrCat("fetch the present list of ", issuer, " and name it with --crl FILE");
  const auto fault = [&](Code code, std::string cause, std::string cure) {
    return Finding{code, Severity::kFatal, "", certificate, std::move(cause), std::move(cure)};
  };
  if (error.code == X509_V_ERR_CERT_REVOKED) {
    return fault(Code::kCertificateRevoked, absl::StrCat(called, " ", Revoked(certificate, list)),
                 "issue a new one with a new key: certgen leaf NAME --force");
  }
  if (!IsOfRevocationList(error.code)) return std::nullopt;
  if (list == nullptr || error.code == X509_V_ERR_UNABLE_TO_GET_CRL) {
    return fault(Code::kRevocationListMissing,
                 absl::StrCat("whether ", called,
                              " is revoked cannot be told: there is no revocation list of ", issuer,
                              " here"),
                 fetch);
  }
  if (error.code == X509_V_ERR_CRL_HAS_EXPIRED) {
    return fault(Code::kRevocationListExpired,
                 absl::StrCat("whether ", called, " is revoked cannot be told: the list of ",
                              issuer, " is stale since ",
                              Rfc3339(list->next_update().value_or(absl::InfinitePast()))),
                 fetch);
  }
  if (error.code == X509_V_ERR_CRL_NOT_YET_VALID) {
    return fault(Code::kRevocationListNotYetValid,
                 absl::StrCat("whether ", called, " is revoked cannot be told: the list of ",
                              issuer, " begins at ", Rfc3339(list->this_update())),
                 absl::StrCat("set the clock if it is wrong (timedatectl), or ", fetch));
  }
  return fault(Code::kRevocationListForeign,
               absl::StrCat("whether ", called, " is revoked cannot be told: the list of ", issuer,
                            " is of no use (", error.reason, ")"),
               fetch);
}

}  // namespace certgen
