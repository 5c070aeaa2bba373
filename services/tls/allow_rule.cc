#include "services/tls/allow_rule.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/one_line.h"

namespace tls {
namespace {

constexpr char kAnyone[] = "anyone";
constexpr size_t kLongestQuoted = 300;
constexpr size_t kLongestMessage = 1000;

// `what` may quote the word, too.
absl::Status About(const std::string& word, const std::string& what) {
  std::string message = certgen::OneLine(absl::StrCat(
      "'", word.substr(0, kLongestQuoted), word.size() > kLongestQuoted ? "..." : "", "' ", what));
  if (message.size() > kLongestMessage) {
    message.resize(kLongestMessage);
    message.append("...");
  }
  return absl::InvalidArgumentError(message);
}

}  // namespace

bool AllowRule::Matches(const CallerNames& names, const std::string& method) const {
  return IsFor(method) && (!caller || caller->Matches(names));
}

bool AllowRule::IsFor(const std::string& method) const {
  return methods.empty() ||
         std::any_of(methods.begin(), methods.end(),
                     [&](const MethodPattern& pattern) { return pattern.Matches(method); });
}

absl::StatusOr<AllowRule> ParseAllowRule(const std::string& text, const std::string& place) {
  const std::vector<std::string> words =
      absl::StrSplit(text, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.empty()) {
    return absl::InvalidArgumentError(
        "a rule is empty; write PATTERN [METHOD...], such as dns:client.example.com");
  }
  AllowRule rule;
  rule.place = place;
  const std::string& who = words.front();
  if (who != kAnyone) {
    absl::StatusOr<CallerPattern> caller = CallerPattern::Parse(who);
    if (!caller.ok()) {
      const std::string lower = absl::AsciiStrToLower(who);
      if (lower == kAnyone || lower == "*" || lower == "any" || lower == "all" ||
          lower == "everyone") {
        return About(who,
                     "is no pattern; to exempt a method for every caller, write anyone METHOD");
      }
      if (absl::StartsWith(who, "/")) {
        return About(who, absl::StrCat("is a method, and a rule begins with who may call; write "
                                       "dns:client.example.com ",
                                       who));
      }
      return About(who, std::string(caller.status().message()));
    }
    rule.caller = *std::move(caller);
  }
  for (auto word = words.begin() + 1; word != words.end(); ++word) {
    absl::StatusOr<MethodPattern> method = MethodPattern::Parse(*word);
    if (!method.ok()) {
      if (CallerPattern::Parse(*word).ok()) {
        return About(*word, "is a second pattern; give each caller a rule of its own");
      }
      return About(*word, std::string(method.status().message()));
    }
    rule.methods.push_back(*std::move(method));
  }
  if (!rule.caller && rule.methods.empty()) {
    return About(kAnyone,
                 "lets everybody call everything, which no rule is needed for; name the methods "
                 "that need no right: anyone /grpc.health.v1.Health/*");
  }
  return rule;
}

}  // namespace tls
