#include "services/echo/load_picture.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace echo {
namespace {

constexpr int kWidth = 40;

// The next of 1, 2, 5, 10, 20, 50…
int64_t EdgeAfter(int64_t edge) {
  int64_t power = 1;
  while (power * 10 <= edge) power *= 10;
  if (edge < 2 * power) return 2 * power;
  return edge < 5 * power ? 5 * power : 10 * power;
}

}  // namespace

std::string MicrosecondsText(int64_t microseconds) {
  if (microseconds < 1000) return absl::StrCat(microseconds, " us");
  double value = static_cast<double>(microseconds) / 1000;
  const bool seconds = value >= 1000;
  if (seconds) value /= 1000;
  const int decimals = value < 10 ? 2 : (value < 100 ? 1 : 0);
  return absl::StrFormat("%.*f %s", decimals, value, seconds ? "s" : "ms");
}

std::string Picture(const LatencyHistogram& latency) {
  const std::vector<std::pair<const char*, int64_t>> rows = {
      {"min", latency.min()},          {"mean", std::llround(latency.mean())},
      {"p50", latency.Percentile(50)}, {"p90", latency.Percentile(90)},
      {"p99", latency.Percentile(99)}, {"p99.9", latency.Percentile(99.9)},
      {"max", latency.max()}};
  std::string text = "latency\n";
  for (const auto& [name, value] : rows) {
    absl::StrAppendFormat(&text, "  %-8s %9s\n", name, MicrosecondsText(value));
  }
  absl::StrAppend(&text, "\n");
  int64_t low = 1;
  while (EdgeAfter(low) <= latency.min()) low = EdgeAfter(low);
  std::vector<std::pair<int64_t, int64_t>> ranges;
  int64_t most = 1;
  for (; low <= latency.max(); low = EdgeAfter(low)) {
    ranges.emplace_back(low, latency.CountBetween(low, EdgeAfter(low)));
    most = std::max(most, ranges.back().second);
  }
  for (const auto& [begin, number] : ranges) {
    const double share = static_cast<double>(number) / static_cast<double>(latency.count());
    const auto bar = static_cast<size_t>((number * kWidth + most - 1) / most);
    absl::StrAppendFormat(&text, "  from %7s %6.2f %% %s\n", MicrosecondsText(begin), 100 * share,
                          std::string(bar, '#'));
  }
  return text;
}

}  // namespace echo
