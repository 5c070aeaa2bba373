#include "services/echo/number_flag.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"

namespace echo {
namespace {

constexpr uint64_t kKibi = 1024;
constexpr std::array<std::pair<const char*, uint64_t>, 3> kUnits = {
    {{"KiB", kKibi}, {"MiB", kKibi* kKibi}, {"GiB", kKibi* kKibi* kKibi}}};

// Abseil would take a sign and white space too.
bool ParseDigits(const std::string& text, uint64_t* number) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos &&
         absl::SimpleAtoi(text, number);
}

absl::Status Refuse(const std::string& flag, const std::string& text, const std::string& wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat(flag, " '", certgen::OneLine(text), "' is no ", wanted));
}

}  // namespace

absl::StatusOr<uint32_t> ParseNumberFlag(const std::string& flag, const std::string& text,
                                         uint32_t low, uint32_t high) {
  uint64_t number = 0;
  if (!ParseDigits(text, &number) || number < low || number > high) {
    return Refuse(flag, text, absl::StrCat("number from ", low, " to ", high));
  }
  return static_cast<uint32_t>(number);
}

absl::StatusOr<uint64_t> ParseSizeFlag(const std::string& flag, const std::string& text,
                                       uint64_t high) {
  std::string digits = text;
  uint64_t unit = 1;
  for (const auto& [name, bytes] : kUnits) {
    if (!absl::EndsWith(text, name)) continue;
    digits.erase(digits.size() - absl::string_view(name).size());
    unit = bytes;
  }
  uint64_t number = 0;
  if (!ParseDigits(digits, &number) || number > high / unit) {
    return Refuse(
        flag, text,
        absl::StrCat("size up to ", high, " bytes; give bytes, KiB, MiB or GiB, such as 64KiB"));
  }
  return number * unit;
}

}  // namespace echo
