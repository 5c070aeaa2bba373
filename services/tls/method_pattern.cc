#include "services/tls/method_pattern.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tls {
namespace {

// Of protobuf, with the dots of a package.
bool IsName(const std::string& text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         !absl::StrContains(text, "..") && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
         });
}

bool IsMethod(const std::string& text) { return IsName(text) && !absl::StrContains(text, "."); }

absl::Status Wrong(const std::string& what) {
  return absl::InvalidArgumentError(
      absl::StrCat("is no method, /package.Service/Method or /package.Service/*", what));
}

// What was perhaps meant; "" if it cannot be told.
std::string NearestOf(const std::string& text) {
  std::string bare = text;
  while (absl::StartsWith(bare, "/")) bare.erase(0, 1);
  while (absl::EndsWith(bare, "/")) bare.pop_back();
  const size_t slash = bare.find('/');
  if (slash == std::string::npos) {
    const size_t dot = bare.rfind('.');
    if (dot != std::string::npos && absl::EndsWith(bare, ".*")) {
      return absl::StrCat("/", bare.substr(0, dot), "/*");
    }
    // A service, or one with its method behind a dot, as some tools write: a stranger's names do
    // not tell which.
    return absl::StrContains(bare, ".") ? absl::StrCat("/", bare, "/*") : "";
  }
  const std::string service = bare.substr(0, slash);
  const std::string method = bare.substr(slash + 1);
  return absl::StrCat("/", service, "/", absl::StrContains(method, "*") ? "*" : method);
}

}  // namespace

MethodPattern::MethodPattern(std::string text) : text_(std::move(text)) {
  if (absl::EndsWith(text_, "/*")) service_ = text_.substr(0, text_.size() - 1);
}

absl::StatusOr<MethodPattern> MethodPattern::Parse(const std::string& text) {
  const size_t slash = text.find('/', 1);
  if (absl::StartsWith(text, "/") && slash != std::string::npos &&
      IsName(text.substr(1, slash - 1))) {
    const std::string method = text.substr(slash + 1);
    if (method == "*" || IsMethod(method)) return MethodPattern(text);
  }
  if (text == "*" || text == "/*" || text == "/*/*") {
    return Wrong("; leave it out for every method");
  }
  if (absl::StrContains(text, ",")) return Wrong("; put blanks between methods, no commas");
  const std::string nearest = NearestOf(text);
  if (nearest.empty() || nearest == text || !Parse(nearest).ok()) return Wrong("");
  return Wrong(absl::StrCat("; write ", nearest));
}

bool MethodPattern::Matches(const std::string& method) const {
  if (service_.empty()) return method == text_;
  return absl::StartsWith(method, service_) && method.size() > service_.size() &&
         method.find('/', service_.size()) == std::string::npos;
}

}  // namespace tls
