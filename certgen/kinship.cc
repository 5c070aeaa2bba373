#include "certgen/kinship.h"

#include <algorithm>

#include "certgen/openssl_error.h"

namespace certgen {
namespace {

bool IsSignedBy(const Certificate& issued, const Certificate& issuer) {
  const bool verified = X509_verify(issued.get(), X509_get0_pubkey(issuer.get())) == 1;
  ClearOpenSslErrors();
  return verified;
}

bool HasIssuersName(const Certificate& issued, const Certificate& issuer) {
  return X509_NAME_cmp(X509_get_subject_name(issuer.get()), X509_get_issuer_name(issued.get())) ==
         0;
}

bool HasIssuersKeyId(const Certificate& issued, const Certificate& issuer) {
  const ASN1_OCTET_STRING* wanted = X509_get0_authority_key_id(issued.get());
  const ASN1_OCTET_STRING* there = X509_get0_subject_key_id(issuer.get());
  return wanted != nullptr && there != nullptr && ASN1_OCTET_STRING_cmp(wanted, there) == 0;
}

bool Contains(const std::vector<size_t>& indices, size_t index) {
  return std::find(indices.begin(), indices.end(), index) != indices.end();
}

}  // namespace

Kinship KinshipOf(const Certificate& issuer, const Certificate& issued) {
  if (!HasIssuersName(issued, issuer)) return Kinship::kNone;
  const int fits = X509_check_issued(issuer.get(), issued.get());
  const bool other_id =
      fits == X509_V_ERR_AKID_SKID_MISMATCH || fits == X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;
  if (IsSignedBy(issued, issuer)) {
    return other_id ? Kinship::kIssuedUnderOtherId : Kinship::kIssued;
  }
  return HasIssuersKeyId(issued, issuer) ? Kinship::kForged : Kinship::kNamesake;
}

const Certificate* FindKin(const std::vector<Certificate>& among, const Certificate& issued,
                           Kinship kinship) {
  const auto found = std::find_if(among.begin(), among.end(), [&](const Certificate& candidate) {
    return KinshipOf(candidate, issued) == kinship;
  });
  return found == among.end() ? nullptr : &*found;
}

std::vector<size_t> PathFromLeaf(const std::vector<Certificate>& chain) {
  std::vector<size_t> path;
  if (!chain.empty()) path.push_back(0);
  for (size_t step = 0; step < path.size(); ++step) {
    const Certificate& current = chain[path[step]];
    if (current.is_self_signed()) break;
    for (size_t i = 1; i < chain.size(); ++i) {
      if (Contains(path, i) || KinshipOf(chain[i], current) != Kinship::kIssued) continue;
      path.push_back(i);
      break;
    }
  }
  return path;
}

std::vector<size_t> UnrelatedToLeaf(const std::vector<Certificate>& chain) {
  std::vector<size_t> reached;
  if (!chain.empty()) reached.push_back(0);
  const auto repeats = [&](size_t index) {
    return std::any_of(reached.begin(), reached.end(),
                       [&](size_t r) { return chain[r] == chain[index]; });
  };
  for (size_t step = 0; step < reached.size(); ++step) {
    for (size_t i = 1; i < chain.size(); ++i) {
      if (Contains(reached, i) || repeats(i)) continue;
      if (HasIssuersName(chain[reached[step]], chain[i])) reached.push_back(i);
    }
  }
  std::vector<size_t> unrelated;
  for (size_t i = 1; i < chain.size(); ++i) {
    if (!Contains(reached, i)) unrelated.push_back(i);
  }
  return unrelated;
}

}  // namespace certgen
