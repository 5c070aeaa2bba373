#include "certgen/pem.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace certgen {
namespace {

// The label of a "-----BEGIN label-----" line, whatever stands around it.
std::optional<std::string> LabelOf(const std::string& line, const char* start) {
  const size_t begin = line.find(start);
  if (begin == std::string::npos) return std::nullopt;
  // An entry of a bundle that was commented out: to OpenSSL it is text like any other.
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(line), "#")) return std::nullopt;
  const size_t label = begin + std::string(start).size();
  const size_t end = line.find("-----", label);
  if (end == std::string::npos) return std::nullopt;
  return line.substr(label, end - label);
}

}  // namespace

std::vector<PemBlock> SplitPem(const std::string& text) {
  std::vector<PemBlock> blocks;
  bool inside = false;
  int number = 0;
  for (const absl::string_view piece : absl::StrSplit(text, '\n')) {
    ++number;
    const std::string line(absl::StripTrailingAsciiWhitespace(piece));
    if (const auto label = LabelOf(line, "-----BEGIN ")) {
      blocks.push_back({*label, "", number, false});
      inside = true;
    }
    if (!inside) {
      if (const auto label = LabelOf(line, "-----END ")) {
        blocks.push_back({*label, line + "\n", number, false});
      }
      continue;
    }
    blocks.back().text += line + "\n";
    if (const auto label = LabelOf(line, "-----END "); label && *label == blocks.back().label) {
      blocks.back().complete = true;
      inside = false;
    }
  }
  return blocks;
}

bool IsCertificateLabel(const std::string& label) {
  return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

bool IsPrivateKeyLabel(const std::string& label) { return absl::EndsWith(label, "PRIVATE KEY"); }

}  // namespace certgen
