#include "services/echo/server_signals.h"

#include <pthread.h>

#include <csignal>
#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "certgen/exit_code.h"
#include "services/echo/log.h"

namespace echo {
namespace {

constexpr absl::Duration kSecondSignalGrace = absl::Milliseconds(300);

sigset_t Set(bool hangups) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  if (hangups) sigaddset(&signals, SIGHUP);
  return signals;
}

}  // namespace

ServerSignals::ServerSignals(bool hangups) : hangups_(hangups) {
  const sigset_t signals = Set(hangups_);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void ServerSignals::Start() {
  std::thread([this] { Watch(); }).detach();
}

void ServerSignals::OnHangup(std::function<void()> on_hangup) {
  const absl::MutexLock lock(&mutex_);
  on_hangup_ = std::move(on_hangup);
  if (on_hangup_ && std::exchange(pending_, false)) on_hangup_();
}

void ServerSignals::HangUp() {
  const absl::MutexLock lock(&mutex_);
  if (on_hangup_) {
    on_hangup_();
  } else {
    pending_ = true;
  }
}

void ServerSignals::Watch() {
  const sigset_t signals = Set(hangups_);
  const auto wait = [&] {
    for (;;) {
      int signal = 0;
      sigwait(&signals, &signal);
      if (signal != SIGHUP) return signal;
      HangUp();
    }
  };
  const int first = wait();
  Log(LogLevel::kInfo, "draining", {{"signal", first == SIGTERM ? "SIGTERM" : "SIGINT"}});
  end_.Notify();
  // timeout(1), for one, sends every signal twice: let an idle server drain.
  const absl::Time earliest = absl::Now() + kSecondSignalGrace;
  wait();
  absl::SleepFor(earliest - absl::Now());
  Log(LogLevel::kWarning, "ended", {{"reason", "a second signal"}});
  EndLog();
  std::_Exit(certgen::kExitFailed);
}

}  // namespace echo
