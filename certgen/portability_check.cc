#include "certgen/portability_check.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/certificate_signature.h"
#include "certgen/chain.h"
#include "certgen/cure.h"
#include "certgen/extension_check.h"
#include "certgen/file_check.h"
#include "certgen/name_constraints.h"
#include "certgen/odd_form.h"
#include "certgen/public_key_kind.h"

namespace certgen {
namespace {

Refusers RefusersOfRsa(const Certificate& certificate) {
  constexpr int kGoExponentBits = 31;
  constexpr int kBoringSslExponentBits = 33;
  constexpr int kGoBits = 8192;
  const int exponent_bits = RsaExponentBits(certificate);
  if (exponent_bits > kBoringSslExponentBits) return Refusers::kBoringSslAndGo;
  return exponent_bits > kGoExponentBits || RsaBits(certificate) > kGoBits ? Refusers::kGo
                                                                           : Refusers::kNobody;
}

// Of the key that signs the handshake; one that OpenSSL does not sign with either is said
// elsewhere.
Refusers RefusersOfLeafKey(const Certificate& leaf) {
  const std::string kind = PublicKeyKind(leaf);
  if (RsaBits(leaf) > 0) return RefusersOfRsa(leaf);
  if (kind == "ed25519" || kind == "ec-p521") return Refusers::kBoringSsl;
  return kind == "ed448" || IsForRsaPssOnly(leaf) ? Refusers::kBoringSslAndGo : Refusers::kNobody;
}

// Of a key that signed certificates: TLS has no say in that, so there are more that do.
Refusers RefusersOfIssuerKey(const Certificate& issuer) {
  const std::string kind = PublicKeyKind(issuer);
  if (RsaBits(issuer) > 0) return RefusersOfRsa(issuer);
  if (kind == "ec-secp224r1" || kind == "ed25519") return Refusers::kNobody;
  // A curve that is written out is refused by OpenSSL too, and said elsewhere.
  return HasNamedNistCurve(issuer) || HasCurveWrittenOut(issuer) ? Refusers::kNobody
                                                                 : Refusers::kBoringSslAndGo;
}

std::string KeyText(const Certificate& certificate) {
  const std::string kind = PublicKeyKind(certificate);
  constexpr int kUsualBits = 31;
  return RsaExponentBits(certificate) > kUsualBits
             ? absl::StrCat(kind, " with an exponent of ", RsaExponentBits(certificate), " bits")
             : kind;
}

void CheckLeafKey(const ChainFiles& files, const Certificate& leaf, bool is_alone,
                  std::vector<Finding>* findings) {
  // Above a chain of one, OpenSSL refuses this too, which is said elsewhere.
  const Refusers refusers =
      is_alone && HasCurveWrittenOut(leaf) ? Refusers::kBoringSslAndGo : RefusersOfLeafKey(leaf);
  if (refusers == Refusers::kNobody) return;
  findings->push_back(Warning(FindingCode::kCertificateKeyNotPortable, files.file, leaf,
                              absl::StrCat("its key is ", KeyText(leaf), ", which peers with ",
                                           RefusersText(refusers), " refuse"),
                              absl::StrCat("issue it with a key for everybody: ",
                                           ReissueCommand(files.file, "--key ec-p256"))));
}

void CheckIssuerKey(const ChainFiles& files, const Certificate& issuer,
                    std::vector<Finding>* findings) {
  const Refusers refusers = RefusersOfIssuerKey(issuer);
  if (refusers == Refusers::kNobody || issuer.key_security_bits() < kMinSecurityBits) return;
  findings->push_back(Warning(
      FindingCode::kCertificateKeyNotPortable, files.FileOf(issuer), issuer,
      absl::StrCat("the key of the CA ", Called(issuer), " is ", KeyText(issuer),
                   ", by which peers with ", RefusersText(refusers), " verify nothing"),
      absl::StrCat("have it issued by a CA with a key for everybody (certgen root makes one): ",
                   ReissueCommand(files.file, "--issuer root"))));
}

void CheckSignature(const ChainFiles& files, const Certificate& certificate,
                    std::vector<Finding>* findings) {
  const CertificateSignature signature = SignatureOf(certificate);
  if (!signature.known || signature.in_tls ||
      certificate.signature_security_bits() < kMinSecurityBits) {
    return;
  }
  const Refusers refusers = signature.hash == "SHA224" ? Refusers::kGo : Refusers::kBoringSslAndGo;
  findings->push_back(Warning(
      FindingCode::kCertificateSignatureNotPortable, files.FileOf(certificate), certificate,
      absl::StrCat(
          "the signature on ", Called(certificate), " is ", certificate.signature_algorithm(),
          signature.pss ? " with a salt that is not as long as its hash, or two hashes" : "",
          ", which peers with ", RefusersText(refusers), " do not verify"),
      absl::StrCat("have it signed with SHA-256",
                   signature.pss ? " and a salt of 32 octets (-sigopt rsa_pss_saltlen:32)" : "",
                   ": ", ReissueCommand(files.file))));
}

std::string ByOtherCa(const CredentialFile& file) {
  return absl::StrCat("have it issued by a CA without that (certgen root makes one): ",
                      ReissueCommand(file, "--issuer root"));
}

void CheckForms(const ChainFiles& files, const Certificate& certificate,
                std::vector<Finding>* findings) {
  if (WhyUnusable(certificate)) return;
  const bool is_leaf = certificate == files.chain.front();
  for (const OddForm& form : OddFormsOf(certificate)) {
    findings->push_back(Warning(FindingCode::kCertificateFormNotPortable, files.FileOf(certificate),
                                certificate,
                                absl::StrCat("peers with ", RefusersText(form.refusers), " refuse ",
                                             Called(certificate), ": ", form.what),
                                is_leaf ? Reissue(files.file) : ByOtherCa(files.file)));
  }
}

Finding AboutCaOfOthers(const ChainFiles& files, const Certificate& certificate,
                        const std::string& cause) {
  return Warning(FindingCode::kCertificateFormNotPortable, files.FileOf(certificate), certificate,
                 cause, ByOtherCa(files.file));
}

bool HasIpConstraint(const Certificate& certificate) {
  const std::vector<NameConstraint> all = NameConstraintsOf(certificate);
  return std::any_of(all.begin(), all.end(), [](const NameConstraint& constraint) {
    return constraint.kind == SubjectAltName::Kind::kIp;
  });
}

// BoringSSL knows no constraints of addresses, and so lets none of the leaf's pass.
void CheckIpConstraints(const ChainFiles& files, const std::vector<Certificate>& way,
                        std::vector<Finding>* findings) {
  const std::vector<SubjectAltName> names = way.front().names();
  const bool has_address = std::any_of(names.begin(), names.end(), [](const SubjectAltName& name) {
    return name.kind == SubjectAltName::Kind::kIp;
  });
  const auto ca = std::find_if(way.begin() + 1, way.end(), HasIpConstraint);
  if (!has_address || ca == way.end()) return;
  findings->push_back(AboutCaOfOthers(
      files, *ca,
      absl::StrCat("the CA ", Called(*ca), " constrains IP addresses, which peers with ",
                   RefusersText(Refusers::kBoringSsl),
                   " know no way to check: they refuse a leaf that has one")));
}

// The CA on the way that demands a certificate policy of the leaf; it counts from itself (RFC 5280
// §6.1.4 and §6.1.5). Null if none does.
const Certificate* RequirerOfPolicy(const Ascent& ascent) {
  const std::vector<Certificate>& path = ascent.path;
  for (size_t i = 1; i < path.size(); ++i) {
    // What is trusted demands nothing.
    if (ascent.root != nullptr && path[i] == *ascent.root) break;
    const auto constraints = DecodeExtension<PolicyConstraintsPtr>(path[i], NID_policy_constraints);
    if (constraints == nullptr || constraints->requireExplicitPolicy == nullptr) continue;
    if (ASN1_INTEGER_get(constraints->requireExplicitPolicy) <= static_cast<long>(i)) {
      return &path[i];
    }
  }
  return nullptr;
}

// All have policies, and the same one may be followed from top to bottom.
bool SharePolicy(const Ascent& ascent) {
  const std::vector<Certificate>& path = ascent.path;
  // OpenSSL would leak here.
  const bool all_have = std::all_of(path.begin(), path.end(), [](const Certificate& certificate) {
    return HasExtension(certificate, NID_certificate_policies);
  });
  if (!all_have) return false;
  ChainPolicy policy;
  policy.time = path.front().not_before();
  policy.partial_chain = true;
  policy.policies = true;
  const auto errors =
      VerifyChain(path.front(), {path.begin() + 1, path.end()}, {ascent.WithRoot().back()}, policy);
  return !errors.ok() || std::none_of(errors->begin(), errors->end(), [](const ChainError& error) {
    return error.code == X509_V_ERR_NO_EXPLICIT_POLICY;
  });
}

void CheckPolicies(const ChainFiles& files, const Ascent& ascent, std::vector<Finding>* findings) {
  const Certificate* ca = RequirerOfPolicy(ascent);
  if (ca == nullptr || SharePolicy(ascent)) return;
  findings->push_back(
      AboutCaOfOthers(files, *ca,
                      absl::StrCat("the CA ", Called(*ca),
                                   " requires a certificate policy (requireExplicitPolicy) "
                                   "that the chain does not have, which peers with ",
                                   RefusersText(Refusers::kBoringSslAndGo), " refuse")));
}

}  // namespace

void CheckPortability(const ChainFiles& files, const Ascent& ascent,
                      std::vector<Finding>* findings) {
  if (ascent.path.empty()) return;
  const std::vector<Certificate> way = ascent.WithRoot();
  CheckLeafKey(files, way.front(), /*is_alone=*/way.size() == 1, findings);
  for (auto certificate = way.begin(); certificate != way.end(); ++certificate) {
    if (certificate != way.begin()) CheckIssuerKey(files, *certificate, findings);
    if (!certificate->is_self_issued()) CheckSignature(files, *certificate, findings);
    CheckForms(files, *certificate, findings);
  }
  CheckIpConstraints(files, way, findings);
  CheckPolicies(files, ascent, findings);
}

}  // namespace certgen
