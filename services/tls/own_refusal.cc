#include "services/tls/own_refusal.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/ascent.h"
#include "certgen/kinship.h"
#include "certgen/lifetime.h"
#include "services/tls/alert_name.h"

namespace tls {
namespace {

using Code = certgen::FindingCode;
using certgen::kExitRefused;

constexpr size_t kMostNames = 3;

// What a server may refuse, the first that its TLS library would stop at in front.
constexpr std::array kRefusable = {
    Code::kChainIncomplete,
    Code::kChainCompletedByRoots,
    Code::kRootKeyDiffers,
    Code::kChainSignatureInvalid,
    Code::kAuthorityKeyIdDiffers,
    Code::kIssuerNotCa,
    Code::kIssuerMayNotSign,
    Code::kPathLengthExceeded,
    Code::kNameConstraintViolated,
    Code::kIssuerWrongPurpose,
    Code::kUnknownCriticalExtension,
    Code::kCertificateWrongPurpose,
    Code::kCertificatePurposeAnyOnly,
    Code::kCertificateKeyUsageUnfit,
    Code::kCertificateRevoked,
    Code::kCertificateExpired,
    Code::kCertificateNotYetValid,
    Code::kCertificateAuthorityInvalid,
};

const certgen::Finding* FindingOf(const std::vector<certgen::Finding>& findings, Code code) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [code](const certgen::Finding& f) { return f.code == code; });
  return found == findings.end() ? nullptr : &*found;
}

// One of the names that the server asks for is that of a CA above our leaf.
bool IssuerFits(const HandshakeSight& sight, const std::vector<certgen::Certificate>& chain) {
  if (sight.ca_names.empty()) return true;
  return std::any_of(chain.begin(), chain.end(), [&](const certgen::Certificate& certificate) {
    const auto named = [&](const std::string& name) {
      return std::find(sight.ca_names.begin(), sight.ca_names.end(), name) != sight.ca_names.end();
    };
    return named(certificate.issuer()) || named(certificate.subject());
  });
}

bool IsAmong(const std::optional<certgen::Certificate>& certificate,
             const std::vector<certgen::Certificate>& chain) {
  return certificate && std::find(chain.begin(), chain.end(), *certificate) != chain.end();
}

bool IsOfDates(Code code) {
  return code == Code::kCertificateExpired || code == Code::kCertificateNotYetValid;
}

bool IsOfMissingIssuer(Code code) {
  return code == Code::kChainIncomplete || code == Code::kChainCompletedByRoots;
}

// Of what is wrong with our files, what explains the refusal. That they lead to no root of ours
// says nothing where the server itself names their CA.
const certgen::Finding* FirstRefusable(const std::vector<certgen::Finding>& findings,
                                       bool asks_for_our_ca) {
  for (const Code code : kRefusable) {
    const bool of_the_way = IsOfMissingIssuer(code) || code == Code::kCertificateAuthorityInvalid;
    if (asks_for_our_ca && of_the_way) continue;
    if (const certgen::Finding* finding = FindingOf(findings, code)) return finding;
  }
  return nullptr;
}

// What else there is to say of our leaf: " and expired 3 days ago".
std::string AndItsDates(const certgen::Certificate& leaf, absl::Time now) {
  if (now < leaf.not_after() && now >= leaf.not_before()) return "";
  return absl::StrCat(" and ", certgen::TimeLeft(leaf.not_before(), leaf.not_after(), now));
}

// The server's own word, where it is more than "bad certificate".
std::optional<Code> CodeOfAlert(int alert) {
  switch (alert) {
    case SSL_AD_CERTIFICATE_EXPIRED:
      return Code::kCertificateExpired;
    case SSL_AD_CERTIFICATE_REVOKED:
      return Code::kCertificateRevoked;
    case SSL_AD_UNKNOWN_CA:
      return Code::kCertificateAuthorityInvalid;
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
      return Code::kCertificateWrongPurpose;
    default:
      return std::nullopt;
  }
}

const char* CureOfAlert(int alert) {
  switch (alert) {
    case SSL_AD_CERTIFICATE_EXPIRED:
      return "compare the server's clock with this one (timedatectl), and see certgen inspect of "
             "--cert";
    case SSL_AD_CERTIFICATE_REVOKED:
      return "issue a new certificate with a new key: certgen leaf NAME --force";
    case SSL_AD_UNKNOWN_CA:
      return "give the server the root that issued our certificate (its --ca), or present one of a "
             "CA that it knows: --cert FILE --key FILE";
    default:
      return "present one for clients: certgen leaf NAME --force --usage both";
  }
}

std::string SaidBy(int alert) {
  return alert < 0 ? "hung up without a word" : absl::StrCat("answered with ", AlertName(alert));
}

}  // namespace

std::string CaNamesText(const std::vector<std::string>& ca_names) {
  if (ca_names.empty()) return "any CA";
  const size_t shown = std::min(ca_names.size(), kMostNames);
  std::string text = absl::StrJoin(ca_names.begin(),
                                   ca_names.begin() + static_cast<std::ptrdiff_t>(shown), " or ");
  if (ca_names.size() > shown) absl::StrAppend(&text, " or ", ca_names.size() - shown, " more");
  return text;
}

bool IsOfOurCertificate(int alert) {
  switch (alert) {
    // Of a missing one, before TLS 1.3.
    case SSL_AD_HANDSHAKE_FAILURE:
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_CERTIFICATE_REQUIRED:
      return true;
    default:
      return false;
  }
}

Verdict WhyRefused(const HandshakeSight& sight, const certgen::CheckedCredentials& own,
                   absl::Time now) {
  const std::string asked =
      absl::StrCat("the server asks for a certificate issued by ", CaNamesText(sight.ca_names));
  if (!sight.presented) {
    return Fault(Code::kClientCertificateMissing, kExitRefused,
                 own.chain.empty()
                     ? absl::StrCat(asked, "; none was presented")
                     : absl::StrCat(asked,
                                    "; ours was not sent, as it knows no signature that our "
                                    "key can make"),
                 own.chain.empty() ? "give one with --cert FILE --key FILE, or with --tls-dir DIR"
                                   : "issue one with another key: certgen leaf NAME --force --key "
                                     "ec-p256");
  }
  const certgen::Certificate& leaf = own.chain.front();
  const std::string ours = absl::StrCat("ours, ", certgen::Called(leaf), ", is issued by ",
                                        leaf.issuer(), AndItsDates(leaf, now));
  const certgen::Certificate top = certgen::Climb(own.chain, {}).top();
  const bool fits = IssuerFits(sight, own.chain);
  const certgen::Finding* finding = FirstRefusable(own.findings, fits && !sight.ca_names.empty());
  const std::optional<Code> said = CodeOfAlert(sight.alert);
  if (said) {
    if (const certgen::Finding* same = FindingOf(own.findings, *said)) finding = same;
  }
  // What the server itself sends along is the intermediate that we do not.
  const certgen::Certificate* missing =
      fits ? nullptr : certgen::FindKin(sight.chain, top, certgen::Kinship::kIssued);
  if (missing != nullptr && missing->is_ca()) {
    return Fault(Code::kChainIncomplete, kExitRefused,
                 absl::StrCat(asked, "; ", ours, ", an intermediate whose certificate we do not ",
                              "send along"),
                 "append it to our certificate: cat intermediate.crt >> tls.crt", top);
  }
  const bool lacks_issuer = finding != nullptr && IsOfMissingIssuer(finding->code);
  if (!fits && !lacks_issuer) {
    return Fault(Code::kCertificateAuthorityInvalid, kExitRefused, absl::StrCat(asked, "; ", ours),
                 "present one of that CA (--cert FILE --key FILE), or let the server trust ours: "
                 "its --ca",
                 leaf);
  }
  if (finding != nullptr) {
    const Code code = lacks_issuer ? Code::kChainIncomplete : finding->code;
    return Fault(code, kExitRefused,
                 absl::StrCat(asked, "; ", ours, IsOfDates(code) ? "" : ", and " + finding->cause),
                 finding->cure,
                 IsAmong(finding->certificate, own.chain) ? finding->certificate : leaf);
  }
  if (said) {
    return Fault(*said, kExitRefused,
                 absl::StrCat("the server ", SaidBy(sight.alert), " to our certificate: ", asked,
                              "; ", ours),
                 CureOfAlert(sight.alert), leaf);
  }
  return Fault(Code::kClientCertificateRefused, kExitRefused,
               absl::StrCat("the server ", SaidBy(sight.alert),
                            " after our certificate, in which "
                            "nothing wrong can be seen from here: ",
                            asked, "; ", ours),
               "look at the server's log: the certificate may be revoked, or the CA there may have "
               "another key (compare with certgen inspect of --cert)",
               leaf);
}

}  // namespace tls
