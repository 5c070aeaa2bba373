// What `echo-client load` is to do.
#ifndef SERVICES_ECHO_LOAD_OPTIONS_H_
#define SERVICES_ECHO_LOAD_OPTIONS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace echo {

enum class LoadKind { kUnary, kServer, kClient, kBidi };

struct LoadOptions {
  LoadKind kind = LoadKind::kUnary;
  int connections = 1;
  // Calls in flight on each of them.
  int streams = 1;
  // Calls become due for so long; of no meaning with a count.
  absl::Duration duration = absl::Seconds(10);
  // So many calls; 0: as many as the duration has room for.
  int64_t count = 0;
  // Calls a second, whether those before are answered or not (an open loop); 0: each call begins
  // when the one before it on its stream has ended (a closed loop).
  double rate = 0;
  // Of each message, in bytes.
  size_t payload_size = 64;
  // Requests of a call of kind client or bidi, and replies of one of kind server or bidi.
  int messages = 10;
  // Each call makes a connection of its own; what `connections` says only multiplies `streams`.
  bool new_connections = false;
  // Those connections resume the TLS sessions of earlier ones.
  bool resume = false;
};

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_OPTIONS_H_
