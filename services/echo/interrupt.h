// SIGINT and SIGTERM as something that is heard, not something that ends the process.
#ifndef SERVICES_ECHO_INTERRUPT_H_
#define SERVICES_ECHO_INTERRUPT_H_

#include <atomic>
#include <functional>
#include <thread>

namespace echo {

// For good, in this thread and those that it starts: call it before there are others.
void BlockInterrupts();

class Interrupt {
 public:
  // Calls `on_signal` with 1, 2, 3… for each signal, in a thread of its own, as long as this
  // lives. They must be blocked.
  explicit Interrupt(std::function<void(int number)> on_signal);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

 private:
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_INTERRUPT_H_
