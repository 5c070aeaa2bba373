#include "certgen/roots_check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_check.h"
#include "certgen/file_check.h"
#include "certgen/pem.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "the trusted roots";
constexpr int kMinSecurityBits = 112;

void CheckRoot(const Certificate& root, const CredentialFile& file, absl::Time now,
               std::vector<Finding>* findings) {
  CheckDates(root, file, Severity::kWarning, now, findings);
  if (root.key_security_bits() < kMinSecurityBits) {
    findings->push_back(
        {FindingCode::kCertificateKeyTooWeak, Severity::kWarning, file.path, root,
         absl::StrCat("the key of the root ", root.subject(), " is too weak (",
                      root.key_description(), "); TLS needs ec-p256, or rsa-2048 and up"),
         "replace it by a root with a stronger key: certgen root"});
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
          Fatal(FindingCode::kRootsMalformed, file,
                absl::StrCat("entry ", entry, " (line ", block.line, ") ",
                             block.complete ? "is damaged" : "lacks its BEGIN or END line",
                             "; gRPC would ignore it and every root after it without a word"),
                "restore or remove that entry"));
      return {};
    }
    roots.push_back(*root);
  }
  if (roots.empty()) {
    findings->push_back(Fatal(
        FindingCode::kRootsHaveNoCertificate, file,
        absl::StrCat("holds ", DescribeLabel(blocks.front().label), ", not the trusted roots"),
        "put the CA's certificate there (the ca.crt that certgen wrote)"));
    return {};
  }
  size_t bad = 0;
  std::vector<Finding> about_roots;
  for (const Certificate& root : roots) {
    const size_t before = about_roots.size();
    CheckRoot(root, file, now, &about_roots);
    if (about_roots.size() > before) ++bad;
  }
  for (Finding& finding : about_roots) {
    if (bad == roots.size()) finding.severity = Severity::kFatal;
    findings->push_back(std::move(finding));
  }
  return roots;
}

}  // namespace certgen
