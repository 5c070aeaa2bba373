#include "certgen/chain_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_signature.h"
#include "certgen/chain.h"
#include "certgen/cure.h"
#include "certgen/date_check.h"
#include "certgen/file_check.h"
#include "certgen/kinship.h"

namespace certgen {
namespace {

// What other checks say, of the chain's own certificates.
bool IsSaidElsewhere(const ChainError& error, const ChainFiles& files) {
  switch (error.code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return files.Holds(error.certificate);
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return true;
    case X509_V_ERR_INVALID_PURPOSE:
      return error.depth == 0;
    default:
      return false;
  }
}

// By the name; a key of a kind that OpenSSL does not know verifies nothing.
bool HasUnreadableIssuer(const Certificate& issued, const std::vector<Certificate>& among) {
  return std::any_of(among.begin(), among.end(), [&](const Certificate& issuer) {
    return issuer.key_security_bits() == 0 &&
           X509_NAME_cmp(X509_get_subject_name(issuer.get()), X509_get_issuer_name(issued.get())) ==
               0;
  });
}

// Above the leaf, only an extended key usage and trust settings tell servers from clients.
bool PurposeMatters(const Ascent& ascent, const std::vector<Certificate>& anchors) {
  const auto has_uses = [](const Certificate& c) {
    return c.has_extended_uses() || X509_trusted(c.get()) == 1;
  };
  return std::any_of(ascent.path.begin() + 1, ascent.path.end(), has_uses) ||
         std::any_of(anchors.begin(), anchors.end(), has_uses);
}

// The errors for each purpose of the role, each once.
std::vector<ChainError> Verify(const Ascent& ascent, const std::vector<Certificate>& anchors,
                               Role role, absl::Time now) {
  std::vector<ChainError> all;
  std::vector<Certificate> rest(ascent.path.begin() + 1, ascent.path.end());
  // OpenSSL goes on past a leaf that is itself a root.
  rest.insert(rest.end(), ascent.beyond.begin(), ascent.beyond.end());
  ChainPolicy policy;
  policy.time = now;
  policy.partial_chain = true;
  for (const Purpose purpose : {Purpose::kTlsServer, Purpose::kTlsClient}) {
    if (role == (purpose == Purpose::kTlsServer ? Role::kClient : Role::kServer)) continue;
    // Signatures are what takes the time.
    if (role == Role::kBoth && purpose == Purpose::kTlsClient && !PurposeMatters(ascent, anchors)) {
      break;
    }
    policy.purpose = purpose;
    const auto errors = VerifyChain(ascent.path.front(), rest, anchors, policy);
    if (!errors.ok()) continue;  // memory only; the handshake will tell
    for (const ChainError& error : *errors) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const ChainError& e) {
        return e.code == error.code && e.certificate == error.certificate;
      });
      if (!known) all.push_back(error);
    }
  }
  return all;
}

}  // namespace

void CheckArrangement(const std::vector<Certificate>& chain, const CredentialFile& file,
                      std::vector<Finding>* findings) {
  const std::vector<size_t> path = PathFromLeaf(chain);
  if (!std::is_sorted(path.begin(), path.end())) {
    findings->push_back(Warning(FindingCode::kChainOrder, file, chain.front(),
                                "the intermediates are in the wrong order, which strict peers "
                                "refuse in TLS 1.2",
                                absl::StrCat("put after the leaf the CA that issued it, and so on: "
                                             "cat leaf.crt intermediate.crt > ",
                                             ShellWord(file.path), "; or ", Reissue(file))));
  }
  for (const size_t index : UnrelatedToLeaf(chain)) {
    const Certificate& stranger = chain[index];
    const bool repeated =
        std::find(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(index), stranger) !=
        chain.begin() + static_cast<std::ptrdiff_t>(index);
    findings->push_back(
        Warning(FindingCode::kChainHasUnrelatedCertificate, file, stranger,
                absl::StrCat("certificate number ", index + 1, ", ", Called(stranger),
                             repeated ? ", stands there twice"
                                      : ", has nothing to do with the chain of the leaf"),
                absl::StrCat("take it out, peers need the leaf and its intermediates; or ",
                             Reissue(file))));
  }
}

void CheckIsLeaf(const ChainFiles& files, std::vector<Finding>* findings) {
  const Certificate& leaf = files.chain.front();
  const bool own_root =
      std::find(files.roots.begin(), files.roots.end(), leaf) != files.roots.end();
  if (!leaf.is_ca() || own_root) return;
  findings->push_back(
      Warning(FindingCode::kCertificateIsCa, files.file, leaf,
              "is a CA's certificate, which some TLS stacks (rustls) refuse as a leaf, and whose "
              "key could issue certificates for any name",
              absl::StrCat("present a leaf: ", ReissueCommand(files.file))));
}

void CheckLeadsTo(const ChainFiles& files, const Ascent& ascent, Role role, absl::Time now,
                  std::vector<Finding>* findings) {
  if (files.chain.empty()) return;
  const bool leads = ascent.root != nullptr && !files.roots.empty();
  // Of a signature that it does not know, OpenSSL cannot tell whose it is: said elsewhere.
  const bool end_is_clear =
      ascent.top().is_self_issued() ||
      (SignatureOf(ascent.top()).known && !HasUnreadableIssuer(ascent.top(), files.roots) &&
       !HasUnreadableIssuer(ascent.top(), files.chain));
  if (!leads && !files.roots.empty() && end_is_clear) findings->push_back(AboutEnd(files));

  std::vector<Certificate> issuers(ascent.path.begin() + 1, ascent.path.end());
  if (leads && !ascent.passes(*ascent.root)) issuers.push_back(*ascent.root);
  bool issuers_are_good = true;
  for (const Certificate& issuer : issuers) {
    if (issuer.CanIssue()) continue;
    AddOrReplace(AboutIssuer(issuer, files), findings);
    issuers_are_good = false;
  }
  // OpenSSL would say no more than that it finds no issuer.
  if (!issuers_are_good) return;
  const std::vector<Certificate> anchors =
      leads ? files.roots : std::vector<Certificate>{ascent.top()};
  for (const ChainError& error : Verify(ascent, anchors, role, now)) {
    if (!IsSaidElsewhere(error, files)) AddOrReplace(AboutError(error, files), findings);
  }
}

void CheckBeyond(const ChainFiles& files, const Ascent& ascent, absl::Time now,
                 std::vector<Finding>* findings) {
  std::vector<Finding> about_beyond;
  CheckDates(ascent.beyond, files.file, now, &about_beyond);
  for (const Certificate& issuer : ascent.beyond) {
    if (!issuer.CanIssue()) AddOrReplace(AboutIssuer(issuer, files), &about_beyond);
  }
  for (Finding& finding : about_beyond) {
    finding.severity = Severity::kWarning;
    absl::StrAppend(&finding.cause, " (who trusts the roots of ", files.roots_file.path,
                    " does not look at it)");
    finding.cure = absl::StrCat("take it out if all peers trust them, or ", finding.cure);
    findings->push_back(std::move(finding));
  }
}

void CheckCompletion(const ChainFiles& files, const Ascent& ascent,
                     std::vector<Finding>* findings) {
  if (ascent.root == nullptr || ascent.root->is_self_issued() || files.Holds(*ascent.root) ||
      !ascent.beyond.empty()) {
    return;
  }
  findings->push_back(
      Warning(FindingCode::kChainCompletedByRoots, files.file, ascent.top(),
              absl::StrCat("lacks the intermediate ", Called(*ascent.root),
                           ", which only the roots of ", files.roots_file.path,
                           " hold: peers that know nothing but the root cannot complete the chain"),
              absl::StrCat("append its certificate: cat intermediate.crt >> ",
                           ShellWord(files.file.path), "; or ", Reissue(files.file))));
}

}  // namespace certgen
