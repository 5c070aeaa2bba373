// Text as Markdown, in the dialect of GitHub.
#ifndef CERTGEN_MARKDOWN_H_
#define CERTGEN_MARKDOWN_H_

#include <string>
#include <vector>

namespace certgen {

// Reads as `text` does, also in a table.
std::string MarkdownText(const std::string& text);
// `text` to the letter, also in a table. It has no line ends.
std::string MarkdownCode(const std::string& text);
// "| A | B |" and a line end; the cells are Markdown.
std::string MarkdownRow(const std::vector<std::string>& cells);
// The head of a table: a row, and the line below it.
std::string MarkdownHead(const std::vector<std::string>& cells);

// What GitHub makes of a heading: "private_key_mismatch" of "PRIVATE_KEY_MISMATCH".
std::string MarkdownAnchor(const std::string& heading);
// A link to `heading` on the same page; `text` is Markdown.
std::string MarkdownLink(const std::string& text, const std::string& heading);

}  // namespace certgen

#endif  // CERTGEN_MARKDOWN_H_
