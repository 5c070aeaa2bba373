#include "certgen/path_candidates.h"

#include <algorithm>
#include <deque>

#include "certgen/openssl_error.h"

namespace certgen {
namespace {

using Path = std::vector<Certificate>;

constexpr size_t kMaxPaths = 64;
// How many unfinished chains are looked at.
constexpr size_t kMaxSteps = 256;

bool MayIssue(const Certificate& issuer, const Certificate& subject) {
  const int verdict = X509_check_issued(issuer.get(), subject.get());
  ClearOpenSslErrors();
  // A CA that may not sign, or whose extensions OpenSSL cannot read, is let in, so
  // that it can be named as what is wrong.
  if (verdict == X509_V_ERR_UNSPECIFIED) {
    return X509_NAME_cmp(X509_get_subject_name(issuer.get()),
                         X509_get_issuer_name(subject.get())) == 0;
  }
  return verdict == X509_V_OK || verdict == X509_V_ERR_KEYUSAGE_NO_CERTSIGN;
}

// The intermediates that lead to a root, by names. The others, as many as they
// are, cannot lengthen the search.
std::vector<Certificate> Useful(std::vector<Certificate> intermediates,
                                const std::vector<Certificate>& roots) {
  std::vector<Certificate> useful;
  std::deque<Certificate> issuers(roots.begin(), roots.end());
  for (; !issuers.empty(); issuers.pop_front()) {
    const auto issued = std::stable_partition(
        intermediates.begin(), intermediates.end(),
        [&issuers](const Certificate& c) { return !MayIssue(issuers.front(), c); });
    useful.insert(useful.end(), issued, intermediates.end());
    issuers.insert(issuers.end(), issued, intermediates.end());
    intermediates.erase(issued, intermediates.end());
  }
  return useful;
}

// The same CA, in whatever certificate.
bool SameCa(const Certificate& a, const Certificate& b) {
  const bool same =
      X509_NAME_cmp(X509_get_subject_name(a.get()), X509_get_subject_name(b.get())) == 0 &&
      X509_get0_pubkey(a.get()) != nullptr && X509_get0_pubkey(b.get()) != nullptr &&
      EVP_PKEY_eq(X509_get0_pubkey(a.get()), X509_get0_pubkey(b.get())) == 1;
  ClearOpenSslErrors();
  return same;
}

bool Contains(const Path& path, const Certificate& certificate) {
  return std::any_of(path.begin(), path.end(),
                     [&certificate](const Certificate& c) { return SameCa(c, certificate); });
}

}  // namespace

std::vector<Path> PathCandidates(const Certificate& leaf,
                                 const std::vector<Certificate>& intermediates,
                                 const std::vector<Certificate>& roots) {
  std::vector<Path> found;
  if (std::find(roots.begin(), roots.end(), leaf) != roots.end()) found.push_back({leaf});
  const std::vector<Certificate> useful = Useful(intermediates, roots);
  std::deque<Path> unfinished = {{leaf}};
  for (size_t step = 0; step < kMaxSteps && !unfinished.empty(); ++step) {
    const Path path = std::move(unfinished.front());
    unfinished.pop_front();
    const auto extended = [&path](const Certificate& issuer) {
      Path longer = path;
      longer.push_back(issuer);
      return longer;
    };
    for (const Certificate& root : roots) {
      if (found.size() < kMaxPaths && MayIssue(root, path.back()) && !Contains(path, root)) {
        found.push_back(extended(root));
      }
    }
    for (const Certificate& issuer : useful) {
      if (unfinished.size() < kMaxSteps && MayIssue(issuer, path.back()) &&
          !Contains(path, issuer)) {
        unfinished.push_back(extended(issuer));
      }
    }
  }
  return found;
}

}  // namespace certgen
