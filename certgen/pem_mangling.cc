#include "certgen/pem_mangling.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/cure.h"

namespace certgen {
namespace {

constexpr char kBegin[] = "-----BEGIN ";

// The line of the first BEGIN; empty if there is none.
std::string BeginLine(const std::string& contents) {
  for (const auto line : absl::StrSplit(contents, '\n')) {
    if (absl::StrContains(line, kBegin)) return std::string(line);
  }
  return "";
}

}  // namespace

std::optional<PemMangling> FindPemMangling(const std::string& contents, const std::string& path) {
  const std::string from = ShellWord(path);
  const std::string to = ShellWord(path + ".pem");
  // What the shell writes, everybody may read: not so a key.
  const bool no_key = absl::StrContains(contents, "BEGIN CERTIFICATE");
  const auto undo = [&](const std::string& command) {
    return no_key ? absl::StrCat("undo it: ", command, " > ", to)
                  : absl::StrCat("undo it: (umask 077; ", command, " > ", to, ")");
  };
  const auto by_sed = [&](const std::string& script) {
    return undo(absl::StrCat("sed ", ShellWord(script), " ", from));
  };
  if (absl::StartsWith(contents, "\xFF\xFE") || absl::StartsWith(contents, "\xFE\xFF")) {
    return PemMangling{"is text in UTF-16, as PowerShell's > writes it",
                       undo(absl::StrCat("iconv -f UTF-16 -t UTF-8 ", from))};
  }
  // "-----BEGIN" in base64.
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(contents), "LS0tLS1CRUdJTi")) {
    return PemMangling{"is PEM in base64 once more, as in the manifest of a Secret",
                       undo(absl::StrCat("base64 -d ", from))};
  }
  const std::string line = BeginLine(contents);
  if (line.empty()) return std::nullopt;
  const size_t begin = line.find(kBegin);
  const size_t end = line.find("-----", begin + sizeof(kBegin) - 1);
  if (absl::StrContains(line, "\\n")) {
    return PemMangling{
        "has \\n written out in place of its line breaks, as JSON and variables have them",
        by_sed("s/\\\\n/\\n/g; s/^\"//; s/\"$//")};
  }
  if (absl::StrContains(contents, "----------BEGIN ")) {
    return PemMangling{
        "has an END line and the next BEGIN line in one: a line break was lost between two files",
        by_sed("s/----------BEGIN /-----\\n-----BEGIN /g")};
  }
  if (end != std::string::npos && !absl::StripAsciiWhitespace(line.substr(end + 5)).empty()) {
    return PemMangling{"has lost its line breaks, as the value of a variable without quotes does",
                       "copy the file itself, or put quotes around the variable: \"$NAME\""};
  }
  if (begin > 0 && absl::StripAsciiWhitespace(line.substr(0, begin)).empty()) {
    return PemMangling{"is indented, as inside YAML; lines of PEM begin at the margin",
                       by_sed("s/^[[:space:]]*//")};
  }
  if (begin > 0 && !absl::StartsWith(line, "\xEF\xBB\xBF")) {
    return PemMangling{"has something else on the line before -----BEGIN",
                       by_sed("s/^.*-----BEGIN /-----BEGIN /")};
  }
  return std::nullopt;
}

}  // namespace certgen
