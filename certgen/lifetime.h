// How long a certificate still has, in the words of people.
#ifndef CERTGEN_LIFETIME_H_
#define CERTGEN_LIFETIME_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace certgen {

// Whole days from `now` to `end`, rounded down: 0 on the last day, -1 once `end` is
// over. nullopt if the end is not finite.
std::optional<int64_t> DaysLeft(absl::Time end, absl::Time now);

// "89 days left", "5 hours left", "expired 3 days ago", "begins in 2 days". Both instants
// belong to the validity.
std::string TimeLeft(absl::Time begin, absl::Time end, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_LIFETIME_H_
