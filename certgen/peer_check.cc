#include "certgen/peer_check.h"

#include <algorithm>
#include <utility>

#include "certgen/ascent.h"
#include "certgen/kinship.h"
#include "certgen/peer_finding.h"
#include "certgen/peer_name.h"
#include "certgen/revocation_finding.h"

namespace certgen {
namespace {

// When the last certificate of the CA at the top ends: one that was renewed under the same key has
// several.
absl::Time ValidUntil(const std::vector<Certificate>& chain, const PeerPolicy& policy) {
  const Ascent ascent = Climb(chain, policy.roots);
  absl::Time roots_end = absl::InfinitePast();
  for (const Certificate& root : policy.roots) {
    if (ascent.passes(root) || KinshipOf(root, ascent.top()) == Kinship::kIssued) {
      roots_end = std::max(roots_end, root.not_after());
    }
  }
  absl::Time until = roots_end;
  for (const Certificate& certificate : ascent.path) {
    until = std::min(until, certificate.not_after());
  }
  if (!policy.crls_required) return until;
  for (const RevocationList& list : policy.crls) {
    const absl::Time end = list.next_update().value_or(absl::InfiniteFuture());
    // One that is over had no part in the verdict: its successor may stand beside it.
    if (end > policy.now) until = std::min(until, end);
  }
  return until;
}

// What of the chain can lie between the leaf and a root, by the names, the leaf first. A peer may
// send hundreds of certificates, and each signature that is looked at costs time: so many are
// enough for any CA, and too few to be a burden.
constexpr size_t kMostRelevant = 8;

std::vector<Certificate> Relevant(const std::vector<Certificate>& chain) {
  std::vector<Certificate> relevant = {chain.front()};
  std::vector<bool> taken(chain.size());
  for (size_t step = 0; step < relevant.size(); ++step) {
    const X509_NAME* issuer = X509_get_issuer_name(relevant[step].get());
    for (size_t i = 1; i < chain.size() && relevant.size() < kMostRelevant; ++i) {
      if (taken[i] || X509_NAME_cmp(X509_get_subject_name(chain[i].get()), issuer) != 0) continue;
      taken[i] = true;
      relevant.push_back(chain[i]);
    }
  }
  return relevant;
}

bool IsSaid(const Finding& finding, const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
    return other.code == finding.code && other.certificate == finding.certificate;
  });
}

}  // namespace

PeerVerdict CheckPeer(const std::vector<Certificate>& sent, const PeerPolicy& policy) {
  PeerVerdict verdict;
  const std::vector<Certificate> chain = Relevant(sent);
  const Certificate& leaf = chain.front();
  ChainPolicy chain_policy;
  chain_policy.time = policy.now;
  chain_policy.purpose = policy.purpose;
  chain_policy.partial_chain = true;
  chain_policy.crls = policy.crls;
  // Whatever else is wrong: it never gets as far as gRPC.
  if (HasMalformedAddress(leaf)) verdict.findings.push_back(AboutMalformedAddress(leaf));
  auto errors = VerifyChain(leaf, {chain.begin() + 1, chain.end()}, policy.roots, chain_policy);
  if (!errors.ok()) {
    verdict.findings.push_back(AboutUnverifiable(leaf, std::string(errors.status().message())));
    return verdict;
  }
  // OpenSSL asks for a list only where it has any at all.
  if (policy.crls_required && policy.crls.empty()) {
    errors->push_back({X509_V_ERR_UNABLE_TO_GET_CRL, 0, leaf,
                       X509_verify_cert_error_string(X509_V_ERR_UNABLE_TO_GET_CRL)});
  }
  for (ChainError& error : *errors) {
    if (!policy.crls_required && IsOfRevocationList(error.code)) continue;
    Finding finding = AboutPeerError(error, chain, policy);
    if (!IsSaid(finding, verdict.findings)) verdict.findings.push_back(std::move(finding));
    verdict.errors.push_back(std::move(error));
  }
  if (!policy.host.empty() && !HasName(leaf, policy.host)) {
    verdict.findings.push_back(AboutPeerName(leaf, policy.host));
  }
  if (verdict.good()) verdict.valid_until = ValidUntil(chain, policy);
  return verdict;
}

}  // namespace certgen
