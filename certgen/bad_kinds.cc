#include "certgen/bad_kinds.h"

#include <iterator>

namespace certgen {

std::vector<BadKind> GoodKinds() {
  const DefectiveCertificate issuing = {.common_name = "issuing CA", .ca = true};
  return {
      {"good", std::nullopt, "", "Nothing is wrong: to see that everything else is in order.",
       Chain({})},
      {"good-chain", std::nullopt, "", "Nothing is wrong: a leaf below two intermediates.",
       Chain({.chain = {{}, issuing, {.common_name = "intermediate CA", .ca = true}}})},
  };
}

const std::vector<BadKind>& BadKinds() {
  static const auto& kinds = *[] {
    auto* all = new std::vector<BadKind>();
    for (const auto theme : {GoodKinds, BadFileKinds, BadKeyKinds, BadCertificateKinds,
                             BadNameKinds, BadChainKinds, BadRootKinds}) {
      std::vector<BadKind> some = theme();
      all->insert(all->end(), std::make_move_iterator(some.begin()),
                  std::make_move_iterator(some.end()));
    }
    return all;
  }();
  return kinds;
}

}  // namespace certgen
