#include "services/echo/load_bottleneck.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace echo {
namespace {

constexpr double kOwnLimit = 0.90;
constexpr double kMachineLimit = 0.90;
constexpr double kOwnShare = 0.20;
constexpr absl::Duration kLeastElapsed = absl::Milliseconds(50);

double Ratio(absl::Duration part, absl::Duration whole) {
  return whole <= absl::ZeroDuration() ? 0 : absl::FDivDuration(part, whole);
}

}  // namespace

double ClientUse::capacity() const {
  return std::min(processors, static_cast<double>(callback_threads));
}

double ClientUse::utilisation() const { return Ratio(own, elapsed) / capacity(); }

int CallbackThreads(int machine_processors) { return std::clamp(machine_processors / 2, 2, 16); }

std::optional<std::string> ClientBottleneck(const ClientUse& use) {
  if (use.elapsed < kLeastElapsed) return std::nullopt;
  if (use.utilisation() >= kOwnLimit) {
    return use.processors <= use.callback_threads
               ? absl::StrFormat("it kept %.2f of the %.4g processors busy that it may use",
                                 Ratio(use.own, use.elapsed), use.processors)
               : absl::StrFormat("it kept %.2f of its %d threads for calls busy",
                                 Ratio(use.own, use.elapsed), use.callback_threads);
  }
  const double busy = Ratio(use.machine_busy, use.machine_total);
  const double share = Ratio(use.own, use.machine_busy);
  if (busy >= kMachineLimit && share >= kOwnShare) {
    return absl::StrFormat(
        "this machine's processors are exhausted (%.0f %% busy), and it takes %.0f %% of them",
        100 * busy, 100 * std::min(share, 1.0));
  }
  return std::nullopt;
}

}  // namespace echo
