#include "certgen/ascent.h"

#include <algorithm>

#include "certgen/kinship.h"

namespace certgen {

bool Ascent::passes(const Certificate& certificate) const {
  return std::find(path.begin(), path.end(), certificate) != path.end();
}

Ascent Climb(const std::vector<Certificate>& chain, const std::vector<Certificate>& roots) {
  Ascent ascent;
  for (const size_t index : PathFromLeaf(chain)) ascent.path.push_back(chain[index]);
  for (const Certificate& step : ascent.path) {
    const auto itself = std::find(roots.begin(), roots.end(), step);
    ascent.root = itself != roots.end() ? &*itself : FindKin(roots, step, Kinship::kIssued);
    if (ascent.root != nullptr) break;
  }
  return ascent;
}

}  // namespace certgen
