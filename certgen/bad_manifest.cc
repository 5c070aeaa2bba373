#include "certgen/bad_manifest.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "certgen/bad_kinds.h"
#include "certgen/certificate.h"

namespace certgen {
namespace {

constexpr char kWarning[] = "BAD CERTIFICATES FOR TESTS: DO NOT TRUST, DO NOT USE";

const char* RoleName(Role role) {
  switch (role) {
    case Role::kServer:
      return "server";
    case Role::kClient:
      return "client";
    case Role::kBoth:
      break;
  }
  return "both";
}

Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json ToJson(const BadKind& kind) {
  const FindingKind* expected = kind.code ? &KindOf(*kind.code) : nullptr;
  Json entry;
  entry["kind"] = kind.name;
  entry["directory"] = kind.name;
  entry["good"] = expected == nullptr;
  entry["what"] = kind.what;
  entry["code"] = nullptr;
  entry["severity"] = nullptr;
  entry["besides"] = Json::array();
  for (const FindingCode code : kind.besides) entry["besides"].push_back(FindingCodeName(code));
  entry["file"] = OrNull(kind.file);
  entry["role"] = RoleName(kind.role);
  entry["host"] = kind.host == nullptr ? Json(nullptr) : Json(kind.host);
  entry["client_cert"] = nullptr;
  if (kind.role != Role::kClient) {
    entry["client_cert"] = ClientCertificateModeName(kind.client_certificate_mode);
  }
  entry["handshake_result"] = nullptr;
  entry["can_be_presented"] = true;
  if (expected != nullptr) {
    entry["code"] = expected->name;
    entry["severity"] = kind.severity == Severity::kFatal ? "fatal" : "warning";
    entry["handshake_result"] = OrNull(HandshakeResultName(expected->result));
    entry["can_be_presented"] = expected->can_be_presented;
  }
  return entry;
}

}  // namespace

Json BadManifest(absl::Time now) {
  Json manifest;
  manifest["version"] = 1;
  manifest["warning"] = kWarning;
  manifest["made_at"] = Rfc3339(now);
  manifest["kinds"] = Json::array();
  for (const BadKind& kind : BadKinds()) manifest["kinds"].push_back(ToJson(kind));
  return manifest;
}

std::string BadManifestFile(absl::Time now) { return BadManifest(now).dump(2) + "\n"; }

std::string BadReadmeFile() {
  return absl::StrCat(
      kWarning,
      "\n\n"
      "Every folder here but good and good-chain holds a credential with one fault, to see\n"
      "what a server, a client or a check makes of it. certgen bad made them; nothing here\n"
      "is for use. Every subject says O=BAD CERTIFICATE FOR TESTS, OU=DO NOT TRUST, and the\n"
      "names are localhost, 127.0.0.1 and ::1 unless the name is the fault.\n\n"
      "  manifest.json         what is wrong with each: kind, code, file, role, ...\n"
      "  KIND/tls.crt          the certificate, its intermediates behind it\n"
      "  KIND/tls.key          its private key\n"
      "  KIND/ca.crt           the root that the peer would trust\n"
      "  good/, good-chain/    nothing wrong: if these fail, it is not the certificates\n\n"
      "Kinds whose fault is not in a root share one, good/ca.crt: a client that trusts it (in\n"
      "a test, nowhere else) can be shown each of them by a server. The root's own key\n"
      "was not kept. Most certificates end after 90 days, expires-soon after two: make a\n"
      "new tree for each run.\n\n"
      "To see one refused by OpenSSL's own client:\n\n"
      "  openssl s_server -www -accept 8443 -cert expired/tls.crt -key expired/tls.key &\n"
      "  openssl s_client -connect localhost:8443 -CAfile expired/ca.crt \\\n"
      "      -verify_return_error </dev/null\n\n"
      "handshake_result in the manifest is what a peer's handshake ends with that refuses\n"
      "the kind, in the words of gRFC A118; null: TLS cannot even be set up with it, or it\n"
      "does no harm there. A warning is something that some peers take.\n");
}

std::string BadList() {
  size_t widest_name = 0;
  size_t widest_code = 0;
  const auto code = [](const BadKind& kind) {
    return kind.code ? FindingCodeName(*kind.code) : std::string("-");
  };
  for (const BadKind& kind : BadKinds()) {
    widest_name = std::max(widest_name, std::string(kind.name).size());
    widest_code = std::max(widest_code, code(kind).size());
  }
  std::string list;
  for (const BadKind& kind : BadKinds()) {
    absl::StrAppendFormat(&list, "%-*s  %-*s  %s\n", static_cast<int>(widest_name), kind.name,
                          static_cast<int>(widest_code), code(kind), kind.what);
  }
  return list;
}

}  // namespace certgen
