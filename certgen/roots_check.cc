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

// The same CA with a certificate that goes on: that is what leaves lead to.
bool IsSucceeded(const Certificate& root, const std::vector<Certificate>& roots, absl::Time now) {
  return std::any_of(roots.begin(), roots.end(), [&](const Certificate& other) {
    return other.not_after() - now >= kSoon && other.not_before() <= now &&
           X509_NAME_cmp(X509_get_subject_name(other.get()), X509_get_subject_name(root.get())) ==
               0 &&
           EVP_PKEY_eq(X509_get0_pubkey(other.get()), X509_get0_pubkey(root.get())) == 1;
  });
}

void CheckRoot(const Certificate& root, const std::vector<Certificate>& roots,
               const CredentialFile& file, absl::Time now, std::vector<Finding>* findings) {
  const bool is_succeeded = root.not_after() - now < kSoon && IsSucceeded(root, roots, now);
  if (is_succeeded && now < root.not_after()) {
    // All is prepared.
  } else if (is_succeeded) {
    findings->push_back(Warning(
        FindingCode::kRootExpired, file, root,
        absl::StrCat("the root ", Called(root), " expired at ", Rfc3339(root.not_after()),
                     "; its successor is there too, but BoringSSL (gRPC for Python, Ruby, C#) may "
                     "take the old one"),
        RestoreRoots("take the expired certificate out", file)));
  } else {
    CheckRootDates(root, file, now, findings);
  }
  if (const auto why = WhyUnusable(root)) {
    findings->push_back(
        Warning(FindingCode::kCertificateExtensionMalformed, file, root,
                absl::StrCat("TLS libraries refuse the root ", Called(root), ": ", *why),
                RestoreRoots("replace it by a CA's certificate with whole extensions", file)));
  }
  if (root.key_security_bits() < kMinSecurityBits) {
    findings->push_back(Warning(
        FindingCode::kRootKeyTooWeak, file, root,
        absl::StrCat(
            "the key of the root ", Called(root),
            root.key_security_bits() == 0 ? " is none that OpenSSL knows (" : " is too weak (",
            root.key_description(), "); TLS needs ec-p256, or rsa-2048 and up"),
        RestoreRoots("replace it by a root with a stronger key, and issue again what it issued",
                     file)));
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
                     " is a leaf, not a root: gRPC C++ and Go trust it all the same, Node, Python "
                     "and rustls do not, and every renewal breaks it"),
        RestoreRoots(absl::StrCat("put the certificate of its issuer ", root.issuer(), " there"),
                     file)));
  } else if (IsNoCa(root)) {
    findings->push_back(Warning(FindingCode::kRootNotCa, file, root,
                                absl::StrCat(Called(root),
                                             " is not marked as a CA: it can stand for itself, "
                                             "but nothing that it issued is accepted"),
                                RestoreRoots("to have certificates issued, make a root and a leaf "
                                             "below it (certgen init)",
                                             file)));
  } else if (root.has_extended_uses() && root.is_self_signed()) {
    findings->push_back(
        Warning(FindingCode::kRootHasExtendedKeyUsage, file, root,
                absl::StrCat("the root ", Called(root),
                             " has an extended key usage, which limits every certificate below it"),
                RestoreRoots("use a root without one", file)));
  }
}

// What made a mess of the whole file is said of its first entry alone.
void AddOnce(Finding finding, std::vector<Finding>* findings) {
  const bool said = std::any_of(findings->begin(), findings->end(), [&](const Finding& other) {
    return other.code == finding.code && other.cause == finding.cause;
  });
  if (!said) findings->push_back(std::move(finding));
}

Finding NoRootAmong(const std::vector<PemBlock>& blocks, const CredentialFile& file) {
  const std::string& label = blocks.front().label;
  if (std::optional<Finding> packed = Packed(label, file, kWhat)) return *std::move(packed);
  return Fatal(FindingCode::kRootsHaveNoCertificate, file,
               absl::StrCat("holds ", DescribeLabel(label), ", not the trusted roots"),
               RestoreRoots("put the CA's certificate there", file));
}

// Roots are given to everybody, so this is where a key does the most harm.
void CheckNoKeyBeside(const std::vector<PemBlock>& blocks, const CredentialFile& file,
                      std::vector<Finding>* findings) {
  const bool has_key = std::any_of(blocks.begin(), blocks.end(), [](const PemBlock& block) {
    return IsPrivateKeyLabel(block.label);
  });
  if (!has_key || !file.readable_by_all) return;
  Finding finding =
      Fatal(FindingCode::kPrivateKeyExposed, file,
            "holds a private key beside the roots, and its mode opens it to everybody on this "
            "machine",
            RestoreRoots("take the key out (who has a CA's key can issue certificates for any "
                         "name), or chmod 600 " +
                             ShellWord(file.path),
                         file));
  finding.severity = Severity::kWarning;
  findings->push_back(std::move(finding));
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
  bool all_whole = true;
  int entry = 0;
  for (const PemBlock& block : blocks) {
    if (!IsCertificateLabel(block.label)) continue;
    ++entry;
    const absl::StatusOr<Certificate> root = block.complete
                                                 ? Certificate::FromPem(block.text)
                                                 : absl::InvalidArgumentError("no END line");
    if (!root.ok()) {
      all_whole = false;
      AddOnce(Damaged(FindingCode::kRootsMalformed, file,
                      absl::StrCat("entry ", entry, " (line ", block.line, ") ",
                                   block.complete ? "is damaged" : "lacks its BEGIN or END line",
                                   "; gRPC would ignore it and every root after it without a word"),
                      RestoreRoots("restore or remove that entry", file)),
              findings);
      continue;
    }
    CheckLabel(block, *root, file, /*own=*/false, findings);
    roots.push_back(*root);
  }
  if (entry == 0) {
    findings->push_back(NoRootAmong(blocks, file));
    return {};
  }
  CheckNoKeyBeside(blocks, file, findings);
  for (const Certificate& root : roots) CheckKind(root, file, findings);
  size_t bad = 0;
  std::vector<Finding> about_roots;
  for (const Certificate& root : roots) {
    const size_t before = about_roots.size();
    CheckRoot(root, roots, file, now, &about_roots);
    const bool is_bad = std::any_of(
        about_roots.begin() + static_cast<std::ptrdiff_t>(before), about_roots.end(),
        [](const Finding& f) { return f.code != FindingCode::kCertificateExpiresSoon; });
    if (is_bad) ++bad;
  }
  for (Finding& finding : about_roots) {
    if (all_whole && bad == roots.size() && finding.code != FindingCode::kCertificateExpiresSoon) {
      finding.severity = Severity::kFatal;
    }
    findings->push_back(std::move(finding));
  }
  // Which of the others would have been led to, nobody knows.
  return all_whole ? roots : std::vector<Certificate>();
}

}  // namespace certgen
