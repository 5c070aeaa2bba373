// The way up from a leaf: through the certificates beside it, to a root.
#ifndef CERTGEN_ASCENT_H_
#define CERTGEN_ASCENT_H_

#include <vector>

#include "certgen/certificate.h"

namespace certgen {

struct Ascent {
  // The leaf, its issuer, and so on, as far as `chain` goes, but not past the root; empty if
  // `chain` is.
  std::vector<Certificate> path;
  // What `chain` has above the root, such as a new root cross-signed by an old one. Who trusts
  // the root does not look at it.
  std::vector<Certificate> beyond;
  // The first root met: the issuer of one of `path`, or one of them itself. Borrowed from
  // `roots`; nullptr: it leads to none of them.
  const Certificate* root = nullptr;

  const Certificate& top() const { return path.back(); }
  bool passes(const Certificate& certificate) const;
  // `path`, and the root after it unless it is on it.
  std::vector<Certificate> WithRoot() const;
};

// `chain` begins with the leaf; the rest may be in any order. Signatures are verified;
// dates and rights are not looked at.
Ascent Climb(const std::vector<Certificate>& chain, const std::vector<Certificate>& roots);

}  // namespace certgen

#endif  // CERTGEN_ASCENT_H_
