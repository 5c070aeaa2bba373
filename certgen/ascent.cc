#include "certgen/ascent.h"

#include <algorithm>

#include "certgen/kinship.h"

namespace certgen {

bool Ascent::passes(const Certificate& certificate) const {
  return std::find(path.begin(), path.end(), certificate) != path.end();
}

std::vector<Certificate> Ascent::WithRoot() const {
  std::vector<Certificate> all = path;
  if (root != nullptr && !passes(*root)) all.push_back(*root);
  return all;
}

Ascent Climb(const std::vector<Certificate>& chain, const std::vector<Certificate>& roots) {
  Ascent ascent;
  for (const size_t index : PathFromLeaf(chain)) ascent.path.push_back(chain[index]);
  auto end = ascent.path.begin();
  while (end != ascent.path.end() && ascent.root == nullptr) {
    const auto itself = std::find(roots.begin(), roots.end(), *end);
    ascent.root = itself != roots.end() ? &*itself : FindKin(roots, *end, Kinship::kIssued);
    ++end;
  }
  if (end != ascent.path.end() && *end == *ascent.root) ++end;
  ascent.beyond.assign(end, ascent.path.end());
  ascent.path.erase(end, ascent.path.end());
  return ascent;
}

}  // namespace certgen
