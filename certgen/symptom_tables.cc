#include "certgen/symptom_tables.h"

#include <algorithm>

namespace certgen {
namespace {

using Code = FindingCode;

}  // namespace

FindingCodes Together(const std::vector<FindingCodes>& groups) {
  FindingCodes all;
  for (const FindingCodes& group : groups) {
    for (const FindingCode code : group) {
      if (std::find(all.begin(), all.end(), code) == all.end()) all.push_back(code);
    }
  }
  return all;
}

FindingCodes NoPem() {
  return {Code::kNotPem, Code::kFileEmpty, Code::kIsDer, Code::kIsPkcs12, Code::kFileIsPath};
}

FindingCodes BadKey() {
  return Together(
      {{Code::kPrivateKeyMismatch, Code::kPrivateKeyTypeMismatch, Code::kPrivateKeyEncrypted,
        Code::kFileMissing, Code::kFileUnreadable, Code::kFileIsDirectory},
       NoPem(),
       {Code::kPrivateKeyMalformed, Code::kPrivateKeyTruncated, Code::kPrivateKeyIsPublicKey,
        Code::kPrivateKeyIsCertificate, Code::kPrivateKeyIsRequest, Code::kPrivateKeyUnsupported,
        Code::kChainOrder}});
}

FindingCodes BadCertificate() {
  return Together({{Code::kFileMissing, Code::kFileUnreadable, Code::kFileIsDirectory},
                   NoPem(),
                   {Code::kIsPkcs7, Code::kFilesSwapped, Code::kCertificateIsKey,
                    Code::kCertificateMalformed, Code::kCertificateTruncated,
                    Code::kCertificateIsRequest, Code::kCertificateIsRevocationList}});
}

FindingCodes WeakCertificate() {
  return {Code::kCertificateKeyTooWeak, Code::kCertificateSignatureTooWeak};
}

FindingCodes BadRoots() {
  return Together(
      {NoPem(), {Code::kIsPkcs7, Code::kRootsHaveNoCertificate, Code::kRootsMalformed}});
}

FindingCodes NoWayToRoot() {
  return {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete,
          Code::kChainCompletedByRoots,       Code::kRootsMissing,   Code::kRootsMalformed,
          Code::kAuthorityKeyIdDiffers};
}

FindingCodes VerificationFailed() {
  return Together(
      {NoWayToRoot(),
       {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong,
        Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly,
        Code::kCertificateKeyUsageUnfit, Code::kChainSignatureInvalid, Code::kIssuerNotCa,
        Code::kIssuerMayNotSign, Code::kPathLengthExceeded, Code::kNameConstraintViolated,
        Code::kIssuerWrongPurpose, Code::kUnknownCriticalExtension, Code::kNamedAsIssuer,
        Code::kCertificateVerificationFailed},
       WeakCertificate(),
       {Code::kChainOrder, Code::kRootExpired, Code::kRootNotYetValid, Code::kRootNotCa,
        Code::kRootKeyTooWeak, Code::kRootHasExtendedKeyUsage}});
}

FindingCodes ServerRefused() {
  return Together({{Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers,
                    Code::kChainIncomplete, Code::kCertificateHostnameMismatch,
                    Code::kCertificateExpired, Code::kCertificateIpAsDnsName,
                    Code::kCertificateCommonNameOnly, Code::kCertificateHasNoHostName},
                   VerificationFailed()});
}

FindingCodes ClientRefused() {
  return {Code::kCertificateAuthorityInvalid,
          Code::kCertificateExpired,
          Code::kCertificateNotYetValid,
          Code::kCertificateWrongPurpose,
          Code::kCertificatePurposeAnyOnly,
          Code::kRootKeyDiffers,
          Code::kChainIncomplete,
          Code::kClientRootsMissing,
          Code::kCertificateSignatureTooWeak};
}

FindingCodes CertificateLeftOut() { return {Code::kPrivateKeyMissing, Code::kCertificateMissing}; }

}  // namespace certgen
