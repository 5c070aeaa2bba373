#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

using Code = FindingCode;
constexpr Stack kOpenSsl = Stack::kOpenSsl;
constexpr Speaker kLoader = Speaker::kLoader;
constexpr Speaker kClient = Speaker::kClient;

FindingCodes NotForHost() {
  return {Code::kCertificateHostnameMismatch, Code::kCertificateHasNoHostName,
          Code::kCertificateIpAsDnsName, Code::kCertificateCommonNameOnly,
          Code::kCertificateNameMalformed};
}

}  // namespace

// clang-format off
std::vector<Symptom> OpenSslSymptoms() {
  return {
    // Loading files.
    {kOpenSsl, kLoader, "key values mismatch",
     {Code::kPrivateKeyMismatch, Code::kChainOrder}},
    {kOpenSsl, kLoader, "Private key does not match the certificate public key",
     {Code::kPrivateKeyTypeMismatch, Code::kPrivateKeyMismatch, Code::kChainOrder}},
    {kOpenSsl, kLoader, "ee key too small", {Code::kCertificateKeyTooWeak}},
    {kOpenSsl, kLoader, "ca md too weak", {Code::kCertificateSignatureTooWeak}},
    // Verifying a chain.
    {kOpenSsl, kClient, "unable to get local issuer certificate",
     Together({NoWayToRoot(), {Code::kCertificateExtensionMalformed, Code::kRootIsLeaf}})},
    {kOpenSsl, kClient, "unable to get issuer certificate",
     {Code::kRootIsLeaf, Code::kCertificateAuthorityInvalid},
     "What is trusted is not self-signed, and the CA above it is not there: only with -partial_chain, "
     "as gRPC C++ does it, is that enough."},
    {kOpenSsl, kClient, "unable to verify the first certificate", NoWayToRoot()},
    {kOpenSsl, kClient, "self-signed certificate in certificate chain",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kNamedAsIssuer}},
    {kOpenSsl, kClient, "self-signed certificate",
     {Code::kCertificateAuthorityInvalid, Code::kNamedAsIssuer}},
    {kOpenSsl, kClient, "certificate has expired",
     {Code::kCertificateExpired, Code::kRootExpired}},
    {kOpenSsl, kClient, "certificate is not yet valid",
     {Code::kCertificateNotYetValid, Code::kClockProbablyWrong, Code::kRootNotYetValid}},
    {kOpenSsl, kClient, "unsuitable certificate purpose",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly,
      Code::kCertificateKeyUsageUnfit, Code::kCertificateKeyUsageNotPortable,
      Code::kIssuerWrongPurpose, Code::kRootHasExtendedKeyUsage}},
    {kOpenSsl, kClient, "invalid CA certificate",
     {Code::kIssuerNotCa, Code::kRootNotCa, Code::kIssuerWrongPurpose}},
    {kOpenSsl, kClient, "key usage does not include certificate signing",
     {Code::kIssuerMayNotSign}},
    {kOpenSsl, kClient, "path length constraint exceeded", {Code::kPathLengthExceeded}},
    {kOpenSsl, kClient, "permitted subtree violation", {Code::kNameConstraintViolated}},
    {kOpenSsl, kClient, "excluded subtree violation", {Code::kNameConstraintViolated}},
    {kOpenSsl, kClient, "name constraints minimum and maximum not supported",
     {Code::kCertificateVerificationFailed}},
    {kOpenSsl, kClient, "unhandled critical extension", {Code::kUnknownCriticalExtension}},
    {kOpenSsl, kClient, "EE certificate key too weak", {Code::kCertificateKeyTooWeak}},
    {kOpenSsl, kClient, "CA certificate key too weak",
     {Code::kCertificateKeyTooWeak, Code::kRootKeyTooWeak}},
    {kOpenSsl, kClient, "CA signature digest algorithm too weak",
     {Code::kCertificateSignatureTooWeak}},
    {kOpenSsl, kClient, "certificate signature failure", {Code::kChainSignatureInvalid}},
    {kOpenSsl, kClient, "hostname mismatch", NotForHost()},
    {kOpenSsl, kClient, "IP address mismatch", NotForHost()},
  };
}
// clang-format on

}  // namespace certgen
