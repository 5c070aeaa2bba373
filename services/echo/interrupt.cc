#include "services/echo/interrupt.h"

#include <pthread.h>

#include <csignal>
#include <utility>

namespace echo {
namespace {

sigset_t Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

void BlockInterrupts() {
  const sigset_t signals = Signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Interrupt::Interrupt(std::function<void(int number)> on_signal)
    : thread_([this, on_signal = std::move(on_signal)] {
        const sigset_t signals = Signals();
        for (int number = 1;; ++number) {
          int ignored = 0;
          sigwait(&signals, &ignored);
          if (ended_) return;
          on_signal(number);
        }
      }) {}

Interrupt::~Interrupt() {
  ended_ = true;
  // To that thread alone, which waits for it.
  pthread_kill(thread_.native_handle(), SIGINT);
  thread_.join();
}

}  // namespace echo
