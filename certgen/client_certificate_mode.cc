#include "certgen/client_certificate_mode.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace certgen {

const std::vector<std::string>& ClientCertificateModeNames() {
  static const auto* const names =
      new std::vector<std::string>{"none", "request", "verify-if-given", "require-any", "require"};
  return *names;
}

std::string ClientCertificateModeName(ClientCertificateMode mode) {
  return ClientCertificateModeNames()[static_cast<size_t>(mode)];
}

absl::StatusOr<ClientCertificateMode> ParseClientCertificateMode(const std::string& name) {
  const auto& names = ClientCertificateModeNames();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return absl::InvalidArgumentError(absl::StrCat("'", name, "' is no client-certificate mode; ",
                                                   "choose one of ", absl::StrJoin(names, ", ")));
  }
  return static_cast<ClientCertificateMode>(found - names.begin());
}

bool VerifiesClients(ClientCertificateMode mode) {
  return mode == ClientCertificateMode::kVerifyIfGiven || mode == ClientCertificateMode::kRequire;
}

}  // namespace certgen
