#include "certgen/kubernetes_name.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace certgen {
namespace {

constexpr size_t kMaxLabel = 63;
constexpr size_t kMaxSubdomain = 253;

std::string Quoted(const std::string& text) {
  constexpr size_t kShown = 80;
  return absl::StrCat("'", text.substr(0, kShown), text.size() > kShown ? "..." : "", "'");
}

// A label but for its length, which Kubernetes limits for labels that stand alone.
std::string WhyNotOfLabelForm(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-') continue;
    return absl::ascii_isgraph(byte) ? absl::StrCat("has '", std::string(1, c), "'")
                                     : "has a character that is no letter, digit or '-'";
  }
  if (text.empty()) return "is empty";
  if (text.front() == '-') return "starts with '-'";
  return text.back() == '-' ? "ends with '-'" : "";
}

std::string WhyNotALabel(const std::string& text) {
  if (text.size() > kMaxLabel) {
    return absl::StrCat("has ", text.size(), " characters, more than the ", kMaxLabel,
                        " of a DNS label");
  }
  return WhyNotOfLabelForm(text);
}

std::string WhyNotASubdomain(const std::string& text) {
  if (text.empty()) return "is empty";
  if (text.size() > kMaxSubdomain) {
    return absl::StrCat("has ", text.size(), " characters, more than the ", kMaxSubdomain,
                        " of a DNS name");
  }
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  for (const std::string& part : parts) {
    const std::string why = WhyNotOfLabelForm(part);
    if (why.empty()) continue;
    if (part.empty()) return "has a dot at its start or end, or two in a row";
    return parts.size() > 1 ? absl::StrCat("has the part ", Quoted(part), ", which ", why) : why;
  }
  return "";
}

// ", such as --name a-b": for what people write by habit.
std::string Suggestion(const std::string& flag, const std::string& text,
                       std::string (*why_not)(const std::string&)) {
  const std::string close = absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"_", "-"}});
  // A whole DNS name in the place of its first label.
  for (const std::string& legal : {close, close.substr(0, close.find('.'))}) {
    if (why_not(legal).empty()) return absl::StrCat(", such as ", flag, " ", legal);
  }
  return "";
}

}  // namespace

absl::Status CheckKubernetesLabel(const std::string& flag, const std::string& text) {
  const std::string why = WhyNotALabel(text);
  if (why.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      flag, " ", Quoted(text), " is no DNS label: it ", why,
      "; give a name of at most 63 of a-z, 0-9 and '-', with a letter or digit at both ends",
      Suggestion(flag, text, WhyNotALabel)));
}

absl::Status CheckKubernetesObjectName(const std::string& flag, const std::string& text,
                                       const std::string& cure_flag) {
  const std::string why = WhyNotASubdomain(text);
  if (why.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      flag, " ", Quoted(text), " is no name for an object of Kubernetes: it ", why,
      "; name the object with ", cure_flag,
      ": at most 253 of a-z, 0-9, '-' and '.', each part with a letter or digit at both ends",
      Suggestion(cure_flag, text, WhyNotASubdomain)));
}

}  // namespace certgen
