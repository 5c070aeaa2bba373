#include "certgen/roots_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/date_check.h"
#include "certgen/extension_check.h"
#include "certgen/file_check.h"
#include "certgen/kinship.h"
#include "certgen/pem.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "the trusted roots";

// One that is a CA, but may not sign, is told of when something it signed is there.
bool IsNoCa(const Certificate& root) { return !root.is_ca() && !root.CanIssue(); }

void CheckRoot(const Certificate& root, const CredentialFile& file, absl::Time now,
               std::vector<Finding>* findings) {
  CheckRootDates(root, file, now, findings);
  if (const auto why = WhyUnusable(root)) {
    findings->push_back(
        Warning(FindingCode::kCertificateExtensionMalformed, file, root,
                absl::StrCat("TLS libraries refuse the root ", Called(root), ": ", *why),
                RestoreRoots("replace it by a CA's certificate with whole extensions", file)));
  }
  if (root.key_security_bits() < kMinSecurityBits) {
    findings->push_back(
        Warning(FindingCode::kRootKeyTooWeak, file, root,
                absl::StrCat("the key of the root ", Called(root), " is too weak (",
                             root.key_description(), "); TLS needs ec-p256, or rsa-2048 and up"),
                RestoreRoots("replace it by a root with a stronger key", file)));
  }
}

// What works for one side or with one library, and not everywhere.
void CheckKind(const Certificate& root, const CredentialFile& file,
               std::vector<Finding>* findings) {
  if (WhyUnusable(root)) return;
  if (IsNoCa(root) && !root.is_self_signed()) {
    findings->push_back(Warning(
        FindingCode::kRootIsLeaf, file, root,
        absl::StrCat(Called(root),
                     " is a leaf, not a root: gRPC C++ trusts it all the same, other TLS "
                     "libraries do not, and every renewal breaks it"),
        RestoreRoots(absl::StrCat("put the certificate of its issuer ", root.issuer(), " there"),
                     file)));
  } else if (IsNoCa(root)) {
    findings->push_back(Warning(FindingCode::kRootNotCa, file, root,
                                absl::StrCat(Called(root),
                                             " is not marked as a CA: it can stand for itself, "
                                             "but nothing that it issued is accepted"),
                                RestoreRoots("replace it by a CA's certificate", file)));
  } else if (root.has_extended_uses() && root.is_self_signed()) {
    findings->push_back(
        Warning(FindingCode::kRootHasExtendedKeyUsage, file, root,
                absl::StrCat("the root ", Called(root),
                             " has an extended key usage, which limits every certificate below it"),
                RestoreRoots("use a root without one", file)));
  }
}

}  // namespace

std::vector<Certificate> CheckRoots(const CredentialFile& file, absl::Time now,
                                    std::vector<Finding>* findings) {
  if (auto finding = CheckReadable(file, kWhat)) {
    findings->push_back(*std::move(finding));
    return {};
  }
  if (RecognizeContents(file.contents) != FileContents::kPem) {
    findings->push_back(NotPem(file, kWhat));
    return {};
  }
  const std::vector<PemBlock> blocks = SplitPem(file.contents);
  std::vector<Certificate> roots;
  int entry = 0;
  for (const PemBlock& block : blocks) {
    if (!IsCertificateLabel(block.label)) continue;
    ++entry;
    const absl::StatusOr<Certificate> root = block.complete
                                                 ? Certificate::FromPem(block.text)
                                                 : absl::InvalidArgumentError("no END line");
    if (!root.ok()) {
      findings->push_back(
          Damaged(FindingCode::kRootsMalformed, file,
                  absl::StrCat("entry ", entry, " (line ", block.line, ") ",
                               block.complete ? "is damaged" : "lacks its BEGIN or END line",
                               "; gRPC would ignore it and every root after it without a word"),
                  RestoreRoots("restore or remove that entry", file)));
      return {};
    }
    roots.push_back(*root);
  }
  if (roots.empty()) {
    const std::string& label = blocks.front().label;
    findings->push_back(
        Fatal(label == "PKCS7" ? FindingCode::kIsPkcs7 : FindingCode::kRootsHaveNoCertificate, file,
              absl::StrCat("holds ", DescribeLabel(label), ", not the trusted roots"),
              RestoreRoots("put the CA's certificate there", file)));
    return {};
  }
  for (const Certificate& root : roots) CheckKind(root, file, findings);
  size_t bad = 0;
  std::vector<Finding> about_roots;
  for (const Certificate& root : roots) {
    const size_t before = about_roots.size();
    CheckRoot(root, file, now, &about_roots);
    const bool is_bad = std::any_of(
        about_roots.begin() + static_cast<std::ptrdiff_t>(before), about_roots.end(),
        [](const Finding& f) { return f.code != FindingCode::kCertificateExpiresSoon; });
    if (is_bad) ++bad;
  }
  for (Finding& finding : about_roots) {
    if (bad == roots.size() && finding.code != FindingCode::kCertificateExpiresSoon) {
      finding.severity = Severity::kFatal;
    }
    findings->push_back(std::move(finding));
  }
  return roots;
}

}  // namespace certgen
