#include "certgen/lifetime.h"

#include "absl/strings/str_cat.h"

namespace certgen {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);

std::string Rounded(absl::Duration duration) {
  const auto count = [duration](absl::Duration unit, const char* name) {
    const int64_t number = duration / unit;
    return absl::StrCat(number, " ", name, number == 1 ? "" : "s");
  };
  if (duration >= 2 * kDay) return count(kDay, "day");
  if (duration >= absl::Hours(2)) return count(absl::Hours(1), "hour");
  return count(absl::Minutes(1), "minute");
}

bool IsFinite(absl::Time time) {
  return time != absl::InfinitePast() && time != absl::InfiniteFuture();
}

}  // namespace

std::optional<int64_t> DaysLeft(absl::Time end, absl::Time now) {
  if (!IsFinite(end)) return std::nullopt;
  absl::Duration rest;
  const int64_t days = absl::IDivDuration(end - now, kDay, &rest);
  return rest < absl::ZeroDuration() ? days - 1 : days;
}

std::string TimeLeft(absl::Time begin, absl::Time end, absl::Time now) {
  if (!IsFinite(begin) || !IsFinite(end)) return "dates unreadable";
  if (now > end) return absl::StrCat("expired ", Rounded(now - end), " ago");
  if (now < begin) return absl::StrCat("begins in ", Rounded(begin - now));
  return absl::StrCat(Rounded(end - now), " left");
}

}  // namespace certgen
