#include "certgen/certificate_request.h"

#include "absl/strings/str_cat.h"

namespace certgen {

Validity ValidFor(int days, absl::Time now) {
  const absl::Time start = absl::FromUnixSeconds(absl::ToUnixSeconds(now - absl::Minutes(5)));
  // notAfter is inclusive: the last second belongs to the validity.
  return {start, start + days * absl::Hours(24) - absl::Seconds(1)};
}

absl::StatusOr<Usage> ParseUsage(const std::string& text) {
  if (text == "both") return Usage::kBoth;
  if (text == "server") return Usage::kServer;
  if (text == "client") return Usage::kClient;
  return absl::InvalidArgumentError(
      absl::StrCat("'", text, "' is no usage; choose both, server or client"));
}

Usage UsageOf(const Certificate& leaf) {
  const bool server = leaf.allows_extended_use(XKU_SSL_SERVER);
  const bool client = leaf.allows_extended_use(XKU_SSL_CLIENT);
  if (server == client) return Usage::kBoth;
  return server ? Usage::kServer : Usage::kClient;
}

std::string UsageName(Usage usage) {
  switch (usage) {
    case Usage::kBoth:
      return "both";
    case Usage::kServer:
      return "server";
    case Usage::kClient:
      return "client";
  }
  return "";
}

}  // namespace certgen
