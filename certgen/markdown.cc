#include "certgen/markdown.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace certgen {

std::string MarkdownText(const std::string& text) {
  std::string markdown;
  for (const char c : text) {
    if (std::string("\\`*_[]<>|").find(c) != std::string::npos) markdown += '\\';
    markdown += c;
  }
  return markdown;
}

std::string MarkdownCode(const std::string& text) {
  // One backtick more than the longest run in the text.
  std::string fence = "`";
  while (text.find(fence) != std::string::npos) fence += '`';
  const bool touches = !text.empty() && (text.front() == '`' || text.back() == '`');
  const std::string space = touches ? " " : "";
  // A table is cut at its bars before code is looked for.
  return absl::StrCat(fence, space, absl::StrReplaceAll(text, {{"|", "\\|"}}), space, fence);
}

std::string MarkdownRow(const std::vector<std::string>& cells) {
  return absl::StrCat("| ", absl::StrJoin(cells, " | "), " |\n");
}

std::string MarkdownHead(const std::vector<std::string>& cells) {
  return absl::StrCat(MarkdownRow(cells), "|",
                      absl::StrJoin(std::vector<std::string>(cells.size(), "---"), "|"), "|\n");
}

std::string MarkdownAnchor(const std::string& heading) {
  std::string anchor;
  for (const char c : absl::AsciiStrToLower(heading)) {
    const bool is_kept = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
    if (is_kept) anchor += c;
    if (c == ' ') anchor += '-';
  }
  return anchor;
}

std::string MarkdownLink(const std::string& text, const std::string& heading) {
  return absl::StrCat("[", text, "](#", MarkdownAnchor(heading), ")");
}

}  // namespace certgen
