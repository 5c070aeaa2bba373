#include "certgen/peer_finding.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/ascent.h"
#include "certgen/chain_finding.h"
#include "certgen/distinguished_name.h"
#include "certgen/kinship.h"
#include "certgen/lifetime.h"
#include "certgen/revocation_finding.h"

namespace certgen {
namespace {

using Code = FindingCode;

constexpr char kMadeAgain[] = ": the CA was made again, and one side has the old one";

bool IsServer(const PeerPolicy& policy) { return policy.purpose == Purpose::kTlsServer; }

// "the server's" or "the client's".
std::string Whose(const PeerPolicy& policy) {
  return IsServer(policy) ? "the server's" : "the client's";
}

Finding Fault(Code code, const Certificate& certificate, std::string cause, std::string cure) {
  return {code, Severity::kFatal, "", certificate, std::move(cause), std::move(cure)};
}

bool WasSent(const Certificate& certificate, const std::vector<Certificate>& chain) {
  return std::find(chain.begin(), chain.end(), certificate) != chain.end();
}

// `flags`: such as "--usage both".
std::string IssueAgain(const PeerPolicy& policy, const std::string& flags = "") {
  return absl::StrCat("issue ", Whose(policy), " certificate again: certgen leaf NAME --force",
                      flags.empty() ? "" : " ", flags,
                      IsServer(policy) ? ", and start the server again" : "");
}

// Which file of this side holds the roots: only programs that have such a flag say it.
std::string OurRoots() { return "our roots (--ca)"; }

std::string ByAnotherCa(const PeerPolicy& policy) {
  return IsServer(policy)
             ? "give the root that issued it with --ca FILE, or give the server a certificate of a "
               "root that is trusted here: certgen leaf NAME"
             : absl::StrCat(
                   "give the client a certificate of a root that is trusted here (certgen "
                   "leaf NAME), or trust its root: --ca FILE");
}

std::string CalledWithRole(const Certificate& certificate, const std::vector<Certificate>& chain,
                           const PeerPolicy& policy) {
  if (certificate == chain.front()) {
    return absl::StrCat(Whose(policy), " certificate ", Called(certificate));
  }
  const bool sent = WasSent(certificate, chain);
  return absl::StrCat(sent && !certificate.is_self_signed() ? "the intermediate " : "the root ",
                      Called(certificate), " above ", Whose(policy), " certificate");
}

// ": 1.2.3.4", the first that OpenSSL does not know.
std::string UnknownCritical(const Certificate& certificate) {
  for (int i = 0; i < X509_get_ext_count(certificate.get()); ++i) {
    X509_EXTENSION* extension = X509_get_ext(certificate.get(), i);
    if (X509_EXTENSION_get_critical(extension) == 0 || X509_supported_extension(extension) == 1) {
      continue;
    }
    std::array<char, 128> oid = {};
    OBJ_obj2txt(oid.data(), oid.size(), X509_EXTENSION_get_object(extension), /*no_name=*/1);
    return absl::StrCat(": ", oid.data());
  }
  return "";
}

Finding AboutDates(const ChainError& error, const std::vector<Certificate>& chain,
                   const PeerPolicy& policy) {
  const Certificate& certificate = error.certificate;
  const std::string called = CalledWithRole(certificate, chain, policy);
  const bool sent = WasSent(certificate, chain);
  const std::string when = TimeLeft(certificate.not_before(), certificate.not_after(), policy.now);
  if (error.code == X509_V_ERR_CERT_HAS_EXPIRED) {
    return Fault(sent ? Code::kCertificateExpired : Code::kRootExpired, certificate,
                 absl::StrCat(called, " ", when, ", at ", Rfc3339(certificate.not_after())),
                 certificate == chain.front() ? IssueAgain(policy)
                 : sent ? absl::StrCat("renew that CA, and then ", IssueAgain(policy))
                        : absl::StrCat("replace it among ", OurRoots(),
                                       " by the CA's present certificate: certgen root --force"));
  }
  return Fault(sent ? Code::kCertificateNotYetValid : Code::kRootNotYetValid, certificate,
               absl::StrCat(called, " is not valid before ", Rfc3339(certificate.not_before()),
                            ": it ", when),
               absl::StrCat("set the clock if it is wrong (timedatectl); else wait, or ",
                            IssueAgain(policy)));
}

Finding AboutPurpose(const ChainError& error, const std::vector<Certificate>& chain,
                     const PeerPolicy& policy) {
  const Certificate& certificate = error.certificate;
  const std::string called = CalledWithRole(certificate, chain, policy);
  const char* role = IsServer(policy) ? "a server" : "a client";
  const char* use = IsServer(policy) ? "serverAuth" : "clientAuth";
  const uint32_t bit = IsServer(policy) ? XKU_SSL_SERVER : XKU_SSL_CLIENT;
  if (certificate == chain.front()) {
    if (certificate.allows_extended_use(bit)) {
      return Fault(Code::kCertificateKeyUsageUnfit, certificate,
                   absl::StrCat(called, " may not be used by ", role,
                                ": its key usage has no bit that TLS can use (digitalSignature)"),
                   IssueAgain(policy));
    }
    const bool any_only = certificate.has_extended_use(XKU_ANYEKU);
    return Fault(
        any_only ? Code::kCertificatePurposeAnyOnly : Code::kCertificateWrongPurpose, certificate,
        absl::StrCat(
            called, " may not be used by ", role, ": its extended key usage ",
            any_only ? "says anyExtendedKeyUsage, which OpenSSL does not take for " : "lacks ",
            use),
        IssueAgain(policy, "--usage both"));
  }
  const bool sent = WasSent(certificate, chain);
  return Fault(sent ? Code::kIssuerWrongPurpose : Code::kRootHasExtendedKeyUsage, certificate,
               absl::StrCat(called, " has an extended key usage without ", use,
                            ", which limits what it issues"),
               absl::StrCat("have a CA without extended key usage issue it: ",
                            "certgen leaf NAME --force --issuer root"));
}

Finding AboutStrength(const ChainError& error, const std::vector<Certificate>& chain,
                      const PeerPolicy& policy) {
  const Certificate& certificate = error.certificate;
  const std::string called = CalledWithRole(certificate, chain, policy);
  if (error.code == X509_V_ERR_CA_MD_TOO_WEAK) {
    return Fault(Code::kCertificateSignatureTooWeak, certificate,
                 absl::StrCat("the signature on ", called, " is too weak (",
                              certificate.signature_algorithm(), "); TLS needs SHA-256 and up"),
                 IssueAgain(policy));
  }
  const bool sent = WasSent(certificate, chain);
  return Fault(sent ? Code::kCertificateKeyTooWeak : Code::kRootKeyTooWeak, certificate,
               absl::StrCat("the key of ", called, " is too weak (", certificate.key_description(),
                            "); TLS needs ec-p256, or rsa-2048 and up"),
               IssueAgain(policy, "--key ec-p256"));
}

}  // namespace

Finding AboutPeerEnd(const std::vector<Certificate>& chain, const PeerPolicy& policy) {
  const Certificate top = Climb(chain, policy.roots).top();
  const std::string called = CalledWithRole(top, chain, policy);
  const std::string issuer = top.issuer();
  std::vector<Certificate> beside = chain;
  beside.erase(std::remove(beside.begin(), beside.end(), top), beside.end());
  for (const auto* among : {&std::as_const(beside), &policy.roots}) {
    if (FindKin(*among, top, Kinship::kForged) != nullptr) {
      return Fault(Code::kChainSignatureInvalid, top,
                   absl::StrCat("the signature on ", called, " is not by its issuer ", issuer,
                                ": the certificate was altered"),
                   IssueAgain(policy));
    }
    if (FindKin(*among, top, Kinship::kIssuedUnderOtherId) != nullptr) {
      return Fault(
          Code::kAuthorityKeyIdDiffers, top,
          absl::StrCat("the authority key identifier of ", called, " is not the one of its issuer ",
                       issuer, ", so OpenSSL and BoringSSL pass that over"),
          IssueAgain(policy));
    }
  }
  // It has the issuer's name and may not issue.
  for (const auto* among : {&std::as_const(beside), &policy.roots}) {
    const Certificate* issued_by = FindKin(*among, top, Kinship::kIssued);
    if (issued_by == nullptr || issued_by->CanIssue()) continue;
    return Fault(
        issued_by->is_ca() ? Code::kIssuerMayNotSign : Code::kIssuerNotCa, *issued_by,
        absl::StrCat(called, " was issued by ", Called(*issued_by), ", which ",
                     issued_by->is_ca() ? "lacks keyCertSign in its key usage" : "is not a CA"),
        IssueAgain(policy, "--issuer root"));
  }
  if (const Certificate* namesake = FindKin(policy.roots, top, Kinship::kNamesake);
      namesake != nullptr && !(top.is_self_signed() && chain.size() == 1)) {
    return Fault(
        Code::kRootKeyDiffers, top,
        absl::StrCat(called, " was issued by ", issuer, " with another key than that CA has among ",
                     OurRoots(), ": the CA was made again, and one side has the old one"),
        IsServer(policy)
            ? absl::StrCat("give the CA's other certificate with --ca FILE, or ",
                           IssueAgain(policy))
            : absl::StrCat(IssueAgain(policy), ", or trust the other certificate of the ",
                           "CA too: --ca FILE"));
  }
  if (const Certificate* missing = FindKin(policy.known, top, Kinship::kIssued);
      missing != nullptr || IssuerIsIntermediate(top, policy.roots)) {
    return Fault(Code::kChainIncomplete, top,
                 absl::StrCat(Whose(policy), " chain is incomplete: ", Called(top),
                              " was issued by the intermediate ", issuer, ", which was not sent"),
                 absl::StrCat("append the intermediate to ", Whose(policy),
                              " certificate file: cat intermediate.crt >> tls.crt"));
  }
  if (top.is_self_signed()) {
    return Fault(
        Code::kCertificateAuthorityInvalid, top,
        top == chain.front()
            ? absl::StrCat(called, " signed itself and is not among ", OurRoots())
            : absl::StrCat(Whose(policy), " certificate ", Called(chain.front()),
                           " leads to the root ", Called(top), ", which is not among ", OurRoots()),
        ByAnotherCa(policy));
  }
  return Fault(Code::kCertificateAuthorityInvalid, top,
               absl::StrCat(called, " was issued by ", issuer, ", which is not among ", OurRoots(),
                            " and was not sent along"),
               absl::StrCat(ByAnotherCa(policy), "; if that CA is an intermediate, append its ",
                            "certificate to ", Whose(policy), " file"));
}

Finding AboutPeerError(const ChainError& error, const std::vector<Certificate>& chain,
                       const PeerPolicy& policy) {
  const Certificate& certificate = error.certificate;
  const std::string called = CalledWithRole(certificate, chain, policy);
  switch (error.code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return AboutPeerEnd(chain, policy);
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return AboutDates(error, chain, policy);
    case X509_V_ERR_INVALID_PURPOSE:
      return AboutPurpose(error, chain, policy);
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return AboutStrength(error, chain, policy);
    case X509_V_ERR_INVALID_CA:
      return Fault(Code::kIssuerNotCa, certificate, absl::StrCat(called, " is not a CA"),
                   IssueAgain(policy, "--issuer root"));
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
      return Fault(Code::kIssuerMayNotSign, certificate,
                   absl::StrCat("the key usage of ", called, " lacks keyCertSign"),
                   IssueAgain(policy, "--issuer root"));
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
      return Fault(Code::kPathLengthExceeded, certificate,
                   absl::StrCat(called, " allows fewer CAs below it than there are (path length ",
                                certificate.path_length().value_or(0), ")"),
                   IssueAgain(policy, "--issuer root"));
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
      return Fault(Code::kUnknownCriticalExtension, certificate,
                   absl::StrCat(called, " has a critical extension that TLS libraries do not know",
                                UnknownCritical(certificate)),
                   IssueAgain(policy));
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      return Fault(Code::kNameConstraintViolated, certificate,
                   absl::StrCat("the name constraints of a CA above it do not allow ", called,
                                " its names (", error.reason, ")"),
                   IssueAgain(policy, "--issuer root"));
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
      return Fault(
          Code::kRootHasExtendedKeyUsage, certificate,
          absl::StrCat("the trust settings of ", called, " leave out what the certificate is for"),
          "write the root without them: openssl x509 -in ca.crt -out ca.plain.crt");
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      // Without a key identifier OpenSSL takes the CA that has the name.
      if (FindKin(policy.roots, certificate, Kinship::kNamesake) != nullptr) {
        return AboutPeerEnd(chain, policy);
      }
      return Fault(Code::kChainSignatureInvalid, certificate,
                   absl::StrCat("the signature on ", called, " is not by its issuer"),
                   IssueAgain(policy));
    default:
      break;
  }
  if (const auto about_list = AboutRevocation(error, called, policy)) return *about_list;
  return Fault(Code::kCertificateVerificationFailed, certificate,
               absl::StrCat(called, " does not pass verification: ", error.reason),
               IssueAgain(policy));
}

Finding AboutUnverifiable(const Certificate& leaf, const std::string& why) {
  return Fault(Code::kCertificateVerificationFailed, leaf,
               absl::StrCat("the certificate ", Called(leaf), " cannot be verified: ", why),
               "issue it again: certgen leaf NAME --force");
}

}  // namespace certgen
