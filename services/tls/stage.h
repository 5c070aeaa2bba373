// One step on the way to a call, as it was seen.
#ifndef SERVICES_TLS_STAGE_H_
#define SERVICES_TLS_STAGE_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace tls {

struct Stage {
  enum class Status { kOk, kFailed, kNotReached };

  // A word or two, such as "TCP".
  std::string name;
  Status status = Status::kOk;
  // What was seen there: a clause.
  std::string detail;
  // What it took; nullopt where nothing was waited for.
  std::optional<absl::Duration> time = std::nullopt;
};

}  // namespace tls

#endif  // SERVICES_TLS_STAGE_H_
