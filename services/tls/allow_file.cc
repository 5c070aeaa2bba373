#include "services/tls/allow_file.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "certgen/finding_code.h"
#include "certgen/one_line.h"

namespace tls {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

// URIs may hold a '#'.
std::string WithoutComment(const std::string& line) {
  for (size_t at = line.find('#'); at != std::string::npos; at = line.find('#', at + 1)) {
    if (at == 0 || absl::ascii_isblank(static_cast<unsigned char>(line[at - 1]))) {
      return line.substr(0, at);
    }
  }
  return line;
}

}  // namespace

AllowFile ParseAllowFile(const std::string& path, const std::string& contents) {
  AllowFile file;
  file.contents = contents;
  const std::string name = certgen::OneLine(path);
  std::string text = contents;
  if (absl::StartsWith(text, kByteOrderMark)) text.erase(0, sizeof(kByteOrderMark) - 1);
  if (absl::StrContains(text, std::string(1, '\0'))) {
    file.errors.push_back(absl::StrCat(
        name, ": is no text, or text in UTF-16; write one rule a line: PATTERN [METHOD...]"));
    return file;
  }
  int number = 0;
  for (const auto& line : absl::StrSplit(text, '\n')) {
    ++number;
    const std::string words(absl::StripAsciiWhitespace(WithoutComment(std::string(line))));
    if (words.empty()) continue;
    absl::StatusOr<AllowRule> rule = ParseAllowRule(words, absl::StrCat("allow-file:", number));
    if (rule.ok()) {
      file.rules.push_back(*std::move(rule));
    } else {
      file.errors.push_back(
          absl::StrCat(name, ":", number, ": ", std::string(rule.status().message())));
    }
  }
  if (file.rules.empty() && file.errors.empty()) {
    file.errors.push_back(absl::StrCat(
        name,
        ": has no rule, and nobody could call; write one a line: PATTERN [METHOD...], such as "
        "dns:client.example.com"));
  }
  return file;
}

AllowFile ParseAllowFile(const certgen::CredentialFile& read) {
  if (!read.fault) return ParseAllowFile(read.path, read.contents);
  // Its sentence ends with a full stop.
  std::string why = read.reason;
  if (why.empty()) why = std::string(absl::StripSuffix(certgen::KindOf(*read.fault).meaning, "."));
  AllowFile file;
  file.errors.push_back(absl::StrCat(certgen::OneLine(read.path),
                                     ": cannot be read as rules of authorization: ", why,
                                     "; name a file with one rule a line: PATTERN [METHOD...]"));
  return file;
}

}  // namespace tls
