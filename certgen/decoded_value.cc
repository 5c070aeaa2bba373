#include "certgen/decoded_value.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace certgen {
namespace {

std::string FieldText(const std::string& name, const DecodedValue& value) {
  const std::string readable = absl::StrReplaceAll(name, {{"_", " "}});
  if (const bool* set = std::get_if<bool>(&value.value)) return *set ? readable : "";
  const std::string text = ToString(value);
  return text.empty() ? "" : absl::StrCat(readable, " ", text);
}

std::string Join(const std::vector<std::string>& texts, const char* separator) {
  std::vector<std::string> present;
  std::copy_if(texts.begin(), texts.end(), std::back_inserter(present),
               [](const std::string& text) { return !text.empty(); });
  return absl::StrJoin(present, separator);
}

struct Printer {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(int64_t value) const { return absl::StrCat(value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const DecodedValue::List& list) const {
    const bool structures =
        !list.empty() && std::holds_alternative<DecodedValue::Fields>(list.front().value);
    std::vector<std::string> texts;
    texts.reserve(list.size());
    for (const DecodedValue& item : list) texts.push_back(ToString(item));
    return Join(texts, structures ? "; " : ", ");
  }
  std::string operator()(const DecodedValue::Fields& fields) const {
    std::vector<std::string> texts;
    texts.reserve(fields.size());
    for (const auto& [name, value] : fields) texts.push_back(FieldText(name, value));
    return Join(texts, ", ");
  }
};

}  // namespace

std::string ToString(const DecodedValue& value) { return std::visit(Printer(), value.value); }

}  // namespace certgen
