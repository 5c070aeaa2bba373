#include "certgen/chain_finding.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/ascent.h"
#include "certgen/certificate_extension.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/kinship.h"

namespace certgen {
namespace {

bool TellsWhereItsIssuerIs(const Certificate& certificate) {
  const auto access = DecodeExtension<InfoAccessPtr>(certificate, NID_info_access);
  for (int i = 0; access != nullptr && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const ACCESS_DESCRIPTION* entry = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    if (OBJ_obj2nid(entry->method) == NID_ad_ca_issuers) return true;
  }
  return false;
}

}  // namespace

// The authority key identifier may name the issuer of the issuer: then the issuer is an
// intermediate. So does an address to fetch the issuer from: who is a root needs none.
bool IssuerIsIntermediate(const Certificate& certificate, const std::vector<Certificate>& roots) {
  if (TellsWhereItsIssuerIs(certificate)) return true;
  const GENERAL_NAMES* above = X509_get0_authority_issuer(certificate.get());
  for (int i = 0; above != nullptr && i < sk_GENERAL_NAME_num(above); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(above, i);
    if (name->type != GEN_DIRNAME) continue;
    const bool is_root = std::any_of(roots.begin(), roots.end(), [&](const Certificate& root) {
      return X509_NAME_cmp(X509_get_subject_name(root.get()), name->d.directoryName) == 0;
    });
    if (is_root) return true;
  }
  return false;
}

bool ChainFiles::Holds(const Certificate& certificate) const {
  return std::find(chain.begin(), chain.end(), certificate) != chain.end();
}

const CredentialFile& ChainFiles::FileOf(const Certificate& certificate) const {
  return Holds(certificate) ? file : roots_file;
}

Finding AboutEnd(const ChainFiles& files) {
  const auto& [chain, file, roots, roots_file] = files;
  const Ascent ascent = Climb(chain, roots);
  const Certificate& top = ascent.top();
  const std::string issuer = top.issuer();
  // It is not its own issuer, whatever its name says.
  std::vector<Certificate> beside = chain;
  beside.erase(std::remove(beside.begin(), beside.end(), top), beside.end());
  for (const auto* among : {&std::as_const(beside), &roots}) {
    if (FindKin(*among, top, Kinship::kForged) != nullptr) {
      return Fatal(FindingCode::kChainSignatureInvalid, file, top,
                   absl::StrCat("the signature on ", Called(top), " is not by its issuer ", issuer,
                                ": the certificate was altered"),
                   absl::StrCat("copy the file again, or ", Reissue(file)));
    }
    if (FindKin(*among, top, Kinship::kIssuedUnderOtherId) != nullptr) {
      return Fatal(
          FindingCode::kAuthorityKeyIdDiffers, file, top,
          absl::StrCat("the authority key identifier of ", Called(top),
                       " is not the one of its issuer ", issuer, ", so OpenSSL and BoringSSL ",
                       "pass that over",
                       X509_get0_authority_serial(top.get()) != nullptr
                           ? "; it names a serial number, which a CA loses when it is renewed"
                           : ""),
          Reissue(file));
    }
  }
  if (FindKin(beside, top, Kinship::kNamesake) != nullptr && !top.is_self_signed()) {
    return Fatal(
        FindingCode::kChainSignatureInvalid, file, top,
        absl::StrCat("the certificate of ", issuer,
                     " in this file has another key than the one that signed ", Called(top)),
        absl::StrCat("put its issuer's present certificate there, or ", Reissue(file)));
  }
  if (const Certificate* namesake = FindKin(roots, top, Kinship::kNamesake)) {
    return Warning(
        FindingCode::kRootKeyDiffers, roots_file, *namesake,
        absl::StrCat("the root ", Called(*namesake), " has the name of the CA that issued ",
                     file.path, ", but another key: one of the two files is old"),
        absl::StrCat("fine if the peers still trust the other root; otherwise bring that back, or ",
                     Reissue(file)));
  }
  const std::string place = absl::StrCat("no certificate of its issuer ", issuer, " is ",
                                         "in it or among the roots of ", roots_file.path);
  if (top.is_self_signed()) {
    return Warning(
        FindingCode::kCertificateAuthorityInvalid, file, top,
        absl::StrCat("does not lead to any of the roots given: it ends at ", Called(top),
                     ", which signed itself and is not among the roots of ", roots_file.path),
        absl::StrCat("fine if the peers trust another root than this side; otherwise "
                     "add that certificate to the peers' roots, or ",
                     Reissue(file)));
  }
  if (IssuerIsIntermediate(top, roots)) {
    return Warning(
        FindingCode::kChainIncomplete, file, top,
        absl::StrCat("the chain is incomplete: ", place, ", and that is an intermediate"),
        absl::StrCat("append its certificate: cat intermediate.crt >> ", ShellWord(file.path),
                     "; or ", Reissue(file)));
  }
  return Warning(
      FindingCode::kCertificateAuthorityInvalid, file, top,
      absl::StrCat("does not lead to any of the roots given: ", place),
      absl::StrCat("fine if the peers trust another root than this side; append that "
                   "certificate to ",
                   ShellWord(file.path), " if it is an intermediate; otherwise ", Reissue(file)));
}

Finding AboutIssuer(const Certificate& issuer, const ChainFiles& files) {
  const CredentialFile& file = files.file;
  const bool own = files.Holds(issuer);
  const CredentialFile& at = files.FileOf(issuer);
  if (!issuer.is_ca()) {
    return Fatal(own ? FindingCode::kIssuerNotCa : FindingCode::kRootNotCa, at, issuer,
                 absl::StrCat(Called(issuer), " issued a certificate and is not a CA"),
                 absl::StrCat("have it issued by a CA: ", ReissueCommand(file, "--issuer root")));
  }
  return Fatal(
      FindingCode::kIssuerMayNotSign, at, issuer,
      absl::StrCat(Called(issuer), " issued a certificate, but its key usage lacks keyCertSign"),
      absl::StrCat("have it issued by a CA that may sign: ",
                   ReissueCommand(file, "--issuer root")));
}

namespace {

// OpenSSL's own addition to a certificate: what it is trusted for.
Finding AboutTrustSettings(const Certificate& root, const CredentialFile& file) {
  return Fatal(FindingCode::kRootHasExtendedKeyUsage, file, root,
               absl::StrCat("the trust settings of the root ", Called(root),
                            " (BEGIN TRUSTED CERTIFICATE) leave out what this certificate is for"),
               absl::StrCat("write it without them: ", PlainCopyCommand(file.path)));
}

// OpenSSL calls it self-signed, which it is not.
const Certificate* NamedAsIssuer(const std::vector<Certificate>& chain) {
  const auto found = std::find_if(chain.begin(), chain.end(), [](const Certificate& certificate) {
    return certificate.is_self_issued() && !certificate.is_self_signed();
  });
  return found == chain.end() ? nullptr : &*found;
}

std::string LackingUses(const Certificate& ca) {
  const bool server = ca.allows_extended_use(XKU_SSL_SERVER);
  const bool client = ca.allows_extended_use(XKU_SSL_CLIENT);
  return server ? "clientAuth" : client ? "serverAuth" : "serverAuth and clientAuth";
}

Finding AboutConstraint(const ChainError& error, const ChainFiles& files) {
  const CredentialFile& file = files.file;
  const auto constrains = [](const Certificate& c) {
    return X509_get_ext_by_NID(c.get(), NID_name_constraints, -1) >= 0;
  };
  const auto own = std::find_if(files.chain.begin(), files.chain.end(), constrains);
  const bool by_own = own != files.chain.end();
  return Fatal(
      FindingCode::kNameConstraintViolated, files.FileOf(error.certificate), error.certificate,
      absl::StrCat("the name constraints of ", by_own ? Called(*own) : "the root above it",
                   " do not allow ", Called(error.certificate), " its names (", error.reason, ")"),
      absl::StrCat("issue it for permitted names",
                   by_own ? ", or have it issued by the root itself: " : ": ",
                   ReissueCommand(file, by_own ? "--issuer root" : "")));
}

}  // namespace

Finding AboutError(const ChainError& error, const ChainFiles& files) {
  const CredentialFile& file = files.file;
  const Certificate& certificate = error.certificate;
  const std::string called = Called(certificate);
  const bool own = files.Holds(certificate);
  const CredentialFile& at = files.FileOf(certificate);
  const std::string by_root =
      absl::StrCat("have it issued by the root itself: ", ReissueCommand(file, "--issuer root"));
  const bool self_signed = error.code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
                           error.code == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
  if (const Certificate* named = NamedAsIssuer(files.chain); self_signed && named != nullptr) {
    return Fatal(
        FindingCode::kNamedAsIssuer, file, *named,
        absl::StrCat("the subject ", Called(*named), " is also that of the CA that issued ",
                     "it, so OpenSSL takes it for self-signed and refuses it"),
        absl::StrCat("give the two different subjects (openssl -subj), ",
                     "or issue it again: ", ReissueCommand(file)));
  }
  switch (error.code) {
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
      return Fatal(FindingCode::kPathLengthExceeded, file, certificate,
                   absl::StrCat(called, " allows fewer CAs below it than there are (path length ",
                                certificate.path_length().value_or(0), ")"),
                   by_root);
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
      return Fatal(FindingCode::kUnknownCriticalExtension, at, certificate,
                   absl::StrCat(called,
                                " has a critical extension that TLS libraries do not know, "
                                "so they must refuse it"),
                   absl::StrCat("have it issued without that extension: ", ReissueCommand(file)));
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      return AboutConstraint(error, files);
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
      return AboutTrustSettings(certificate, at);
    case X509_V_ERR_INVALID_PURPOSE:
      if (X509_trusted(certificate.get()) == 1 && !certificate.has_extended_uses()) {
        return AboutTrustSettings(certificate, at);
      }
      return Fatal(own ? FindingCode::kIssuerWrongPurpose : FindingCode::kRootHasExtendedKeyUsage,
                   at, certificate,
                   absl::StrCat("the extended key usage of the CA ", called, " lacks ",
                                LackingUses(certificate), ", which limits what it issues"),
                   absl::StrCat("use a CA without extended key usage: ",
                                ReissueCommand(file, "--issuer root")));
    case X509_V_ERR_EC_KEY_EXPLICIT_PARAMS:
      return Fatal(
          FindingCode::kCertificateVerificationFailed, at, certificate,
          absl::StrCat("the key of ", called,
                       " has its curve written out in place of a name, which TLS libraries refuse"),
          certificate == files.chain.front()
              ? absl::StrCat("issue it again with another key: ",
                             ReissueCommand(file, "--key ec-p256"))
              : absl::StrCat("have it issued by a CA with another key (certgen root makes one): ",
                             ReissueCommand(file, "--issuer root")));
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Fatal(FindingCode::kRootExpired, at, certificate,
                   absl::StrCat("the root ", called, ", which the chain of ", file.path,
                                " leads to, expired at ", Rfc3339(certificate.not_after())),
                   RenewRoot("replace it by the CA's current certificate", at, certificate));
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return Fatal(FindingCode::kChainSignatureInvalid, at, certificate,
                   absl::StrCat("the signature on ", called, " is not by its issuer"),
                   absl::StrCat("copy the file again, or ", Reissue(file)));
    default:
      return Fatal(FindingCode::kCertificateVerificationFailed, at, certificate,
                   absl::StrCat("peers will refuse the chain: ", error.reason, " (", called, ")"),
                   Reissue(file));
  }
}

void AddOrReplace(Finding finding, std::vector<Finding>* findings) {
  for (Finding& there : *findings) {
    if (there.code != finding.code || there.certificate != finding.certificate) continue;
    there = std::move(finding);
    return;
  }
  findings->push_back(std::move(finding));
}

}  // namespace certgen
