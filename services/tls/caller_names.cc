#include "services/tls/caller_names.h"

#include <cstddef>
#include <utility>

namespace tls {
namespace {

// Strangers choose their names, and some end up in a log.
constexpr size_t kMostNames = 8;
constexpr size_t kLongestName = 300;

void Append(const char* prefix, const std::vector<std::string>& names,
            std::vector<std::string>* forms) {
  for (const std::string& name : names) {
    if (forms->size() == kMostNames) return;
    std::string form = prefix + name.substr(0, kLongestName);
    if (name.size() > kLongestName) form += "...";
    forms->push_back(std::move(form));
  }
}

}  // namespace

std::vector<std::string> RuleForms(const CallerNames& names) {
  std::vector<std::string> forms;
  Append("uri:", names.uri, &forms);
  Append("dns:", names.dns, &forms);
  Append("ip:", names.ip, &forms);
  return forms;
}

}  // namespace tls
