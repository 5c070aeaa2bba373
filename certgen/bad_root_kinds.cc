#include "certgen/bad_kinds.h"
#include "certgen/wrong_form.h"

namespace certgen {
namespace {

using Code = FindingCode;

// Good but for this root.
MakeBadFiles Root(const DefectiveCertificate& root) { return Chain({.root = root}); }

}  // namespace

std::vector<BadKind> BadRootKinds() {
  const char* roots = kRootsFile;
  constexpr Severity kFatal = Severity::kFatal;
  constexpr Severity kWarning = Severity::kWarning;
  const Replacement another = CertificateOf({.common_name = "another root", .ca = true});
  return {
      {"roots-missing", Code::kRootsMissing, roots, "A client has no ca.crt.", RootsAre(Absent()),
       kFatal, Role::kClient},
      {"client-roots-missing", Code::kClientRootsMissing, roots,
       "A server is to verify its clients and has no ca.crt.", RootsAre(Absent()), kFatal,
       Role::kServer},
      {"roots-broken-in-the-middle", Code::kRootsMalformed, roots,
       "The second of three roots is damaged, so gRPC ignores it and the third.",
       RootsAre(Joined({SharedRoot(), Changed(Garbled, another), another}))},
      {"roots-cut-at-the-end", Code::kRootsMalformed, roots,
       "The second half of the last root is missing.",
       RootsAre(Joined({SharedRoot(), Changed(CutShort, another)}))},
      {"roots-without-certificate", Code::kRootsHaveNoCertificate, roots,
       "ca.crt holds a private key.", RootsAre(AnotherKey("ec-p256"))},
      {"root-expired", Code::kRootExpired, roots, "The root ended yesterday.",
       Root({.common_name = "expired root", .ca = true, .first_day = -30, .last_day = -1})},
      {"root-not-yet-valid", Code::kRootNotYetValid, roots, "The root begins in thirty days.",
       Root({.common_name = "root in the future", .ca = true, .first_day = 30, .last_day = 90})},
      {"root-not-a-ca", Code::kRootNotCa, roots,
       "The root is not marked as a CA, yet issued the leaf.",
       Root({.common_name = "root that is no CA",
             .ca = true,
             .extensions = {{"basicConstraints", "critical,CA:FALSE"}}})},
      {"root-is-leaf", Code::kRootIsLeaf, roots, "ca.crt holds the leaf itself.",
       RootsAre(TheCertificate()), kWarning},
      {"root-rsa-1024", Code::kRootKeyTooWeak, roots, "The root's key is RSA of 1024 bits.",
       Root({.common_name = "weak root", .ca = true, .key = "rsa-1024"})},
      {"root-with-extended-key-usage", Code::kRootHasExtendedKeyUsage, roots,
       "The root has an extended key usage (serverAuth, clientAuth), which limits all below it.",
       Root({.common_name = "limited root",
             .ca = true,
             .extensions = {{"extendedKeyUsage", "serverAuth,clientAuth"}}}),
       kWarning},
      {"root-made-again", Code::kRootKeyDiffers, roots,
       "The root has the name of the one that issued the leaf, and another key.",
       RootsAre(CertificateOf({.common_name = "root made twice", .ca = true}),
                {.root = {{.common_name = "root made twice", .ca = true}}}),
       kWarning},
  };
}

}  // namespace certgen
