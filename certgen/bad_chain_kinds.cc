#include "certgen/bad_kinds.h"

namespace certgen {
namespace {

using Code = FindingCode;

DefectiveCertificate Ca(const char* common_name, std::vector<DefectiveExtension> extensions = {}) {
  return {.common_name = common_name, .ca = true, .extensions = std::move(extensions)};
}

// A leaf below one CA with this extension.
MakeBadFiles Below(const char* extension, const char* value) {
  return Chain({.chain = {{}, Ca("issuing CA", {{extension, value}})}});
}

}  // namespace

std::vector<BadKind> BadChainKinds() {
  const char* cert = kCertificateFile;
  constexpr Severity kFatal = Severity::kFatal;
  constexpr Severity kWarning = Severity::kWarning;
  const DefectiveCertificate issuing = Ca("issuing CA");
  const DefectiveCertificate intermediate = Ca("intermediate CA");
  return {
      {"chain-intermediate-first", Code::kChainOrder, cert,
       "The intermediate stands before the leaf.",
       Chain({.chain = {{}, issuing}, .presented = {1, 0}})},
      {"chain-out-of-order", Code::kChainOrder, cert,
       "The leaf comes first, but its two intermediates are in the wrong order.",
       Chain({.chain = {{}, issuing, intermediate}, .presented = {0, 2, 1}}), kWarning},
      {"chain-incomplete", Code::kChainIncomplete, cert,
       "The intermediate that issued the leaf is missing.",
       // Names the missing one's own issuer: so it is no root.
       Chain({.chain = {{.extensions = {{"authorityKeyIdentifier", "keyid:always,issuer:always"}}},
                        issuing},
              .presented = {0}}),
       kWarning},
      {"chain-with-unrelated-certificate", Code::kChainHasUnrelatedCertificate, cert,
       "A CA's certificate that issued nothing else in the file stands at the end.",
       CertificateIs(
           Joined({TheCertificate(), CertificateOf({.common_name = "unrelated CA", .ca = true})})),
       kWarning},
      {"chain-completed-by-roots", Code::kChainCompletedByRoots, cert,
       "The intermediate is missing in tls.crt and stands in ca.crt: works under mutual TLS only.",
       Chain({.chain = {{}, issuing}, .presented = {0}, .trusted = {2, 1}}), kWarning,
       Role::kServer},
      {"another-root", Code::kCertificateAuthorityInvalid, cert,
       "The chain leads to a root that is not in ca.crt.",
       RootsAre(SharedRoot(), {.root = Ca("another root")}), kWarning},
      {"self-signed", Code::kCertificateAuthorityInvalid, cert,
       "The leaf is signed by itself, and ca.crt holds another certificate.",
       RootsAre(SharedRoot(), {.chain = {}, .root = DefectiveCertificate(), .presented = {0}}),
       kWarning},
      {"tampered", Code::kChainSignatureInvalid, cert, "A bit of the leaf's signature is flipped.",
       Leaf({.tampered = true})},
      {"intermediate-tampered", Code::kChainSignatureInvalid, cert,
       "A bit of the intermediate's signature is flipped.",
       Chain({.chain = {{}, {.common_name = "issuing CA", .ca = true, .tampered = true}}})},
      {"authority-key-id-differs", Code::kAuthorityKeyIdDiffers, cert,
       "The leaf's authority key identifier is not its issuer's.",
       Leaf({.extensions = {{"authorityKeyIdentifier", "DER:30:06:80:04:0B:AD:0B:AD"}}})},
      {"named-as-issuer", Code::kNamedAsIssuer, cert,
       "The leaf has the same subject as the root that issued it.",
       // With a key identifier of its own, OpenSSL would see through it.
       Chain(
           {.chain = {{.extensions = {{"authorityKeyIdentifier", ""}}}}, .root = Ca("localhost")})},
      {"issued-by-leaf", Code::kIssuerNotCa, cert, "The issuer of the leaf is a leaf itself.",
       Chain({.chain = {{}, {.common_name = "no CA"}}})},
      {"issuer-without-cert-sign", Code::kIssuerMayNotSign, cert,
       "The key usage of the intermediate lacks keyCertSign.",
       Below("keyUsage", "critical,cRLSign")},
      {"path-length-exceeded", Code::kPathLengthExceeded, cert,
       "The upper of two intermediates allows no CA below itself.",
       Chain({.chain = {{},
                        issuing,
                        Ca("intermediate CA",
                           {{"basicConstraints", "critical,CA:TRUE,pathlen:0"}})}})},
      {"name-not-permitted", Code::kNameConstraintViolated, cert,
       "The intermediate may issue for other.test alone, and the leaf is for localhost.",
       Below("nameConstraints", "critical,permitted;DNS:other.test")},
      {"name-excluded", Code::kNameConstraintViolated, cert,
       "The intermediate may issue for everything but localhost, which the leaf is for.",
       Below("nameConstraints", "critical,excluded;DNS:localhost")},
      {"issuer-for-clients-only", Code::kIssuerWrongPurpose, cert,
       "The intermediate's extended key usage is clientAuth alone, and the leaf is a server's.",
       Below("extendedKeyUsage", "clientAuth"), kFatal, Role::kServer},
      {"issuer-for-servers-only", Code::kIssuerWrongPurpose, cert,
       "The intermediate's extended key usage is serverAuth alone, and the leaf is a client's.",
       Below("extendedKeyUsage", "serverAuth"), kFatal, Role::kClient},
  };
}

}  // namespace certgen
