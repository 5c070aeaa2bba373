#include "services/tls/allow_rules.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "certgen/ip_address.h"

namespace tls {
namespace {

// As CallerPattern::text has them, so that equal names are equal texts.
std::vector<std::string> Texts(const CallerNames& names) {
  std::vector<std::string> texts;
  texts.reserve(names.dns.size() + names.uri.size() + names.ip.size());
  for (const std::string& dns : names.dns) {
    texts.push_back(absl::StrCat("dns:", absl::AsciiStrToLower(dns)));
  }
  for (const std::string& uri : names.uri) texts.push_back(absl::StrCat("uri:", uri));
  for (const std::string& ip : names.ip) {
    const auto octets = certgen::IpOctets(ip);
    if (octets) texts.push_back(absl::StrCat("ip:", *certgen::IpText(*octets)));
  }
  return texts;
}

}  // namespace

AllowRules::AllowRules(std::vector<AllowRule> rules) : rules_(std::move(rules)) {
  for (size_t i = 0; i < rules_.size(); ++i) {
    const std::optional<CallerPattern>& caller = rules_[i].caller;
    if (caller && caller->is_exact()) {
      exact_[caller->text()].push_back(i);
    } else {
      others_.push_back(i);
    }
  }
}

const AllowRule* AllowRules::Find(const CallerNames& names, const std::string& method) const {
  size_t first = std::numeric_limits<size_t>::max();
  for (const std::string& text : Texts(names)) {
    const auto found = exact_.find(text);
    if (found == exact_.end()) continue;
    for (const size_t i : found->second) {
      if (i >= first) break;
      if (rules_[i].IsFor(method)) first = i;
    }
  }
  for (const size_t i : others_) {
    if (i >= first) break;
    if (rules_[i].Matches(names, method)) first = i;
  }
  return first < rules_.size() ? &rules_[first] : nullptr;
}

}  // namespace tls
