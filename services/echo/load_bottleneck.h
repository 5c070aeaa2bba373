// Whether the client, and not the server, limited a run.
#ifndef SERVICES_ECHO_LOAD_BOTTLENECK_H_
#define SERVICES_ECHO_LOAD_BOTTLENECK_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace echo {

// What a run took of processors.
struct ClientUse {
  absl::Duration elapsed;
  absl::Duration own;
  // That this process may use.
  double processors = 1;
  // Of gRPC, which do all of a call's work.
  int callback_threads = 2;
  // Of all of the machine's processors; both zero: not known.
  absl::Duration machine_busy;
  absl::Duration machine_total;

  // How many processors it could have kept busy.
  double capacity() const;
  // Of that, 0 to 1; a little more if other threads helped.
  double utilisation() const;
};

// In gRPC 1.51: one for each two processors of the machine, 2 to 16.
int CallbackThreads(int machine_processors);

// In one sentence; nullopt: it was not, or the run was shorter than 50 ms. It was if it used 90 %
// of what it could, or if the machine's processors were exhausted (90 %) and a fifth of that, or
// more, went into this process: so it is where client and server share a small machine.
std::optional<std::string> ClientBottleneck(const ClientUse& use);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_BOTTLENECK_H_
