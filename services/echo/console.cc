#include "services/echo/console.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"

namespace echo {
namespace {

constexpr int kForever = -1;

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace

Console::Console(std::string program, const Descriptors& descriptors)
    : program_(std::move(program)),
      descriptors_(descriptors),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

absl::Status Console::TakeSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0) {
    signals_ = certgen::UniqueFd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  if (signals_.ok() && wake_.ok()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("cannot wait for signals: ", std::strerror(errno)));
}

std::optional<int> Console::signal() {
  signalfd_siginfo info = {};
  if (!signal_ && signals_.ok() &&
      read(signals_.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
    signal_ = static_cast<int>(info.ssi_signo);
  }
  return signal_;
}

void Console::Print(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty() && !broken_ && !signal()) {
    // Negative descriptors are skipped.
    std::array<pollfd, 2> watched = {{{descriptors_.out, POLLOUT, 0}, {signals_.get(), POLLIN, 0}}};
    if (poll(watched.data(), watched.size(), kForever) < 0 || watched[0].revents == 0) continue;
    // A pipe that can be written to takes so much without waiting.
    const std::string_view part = rest.substr(0, PIPE_BUF);
    broken_ = !WriteAll(descriptors_.out, part);
    rest.remove_prefix(part.size());
  }
  // A text whose beginning is written and whose end is not.
  cut_ = cut_ || (!rest.empty() && rest.size() < text.size());
}

void Console::PrintLast(const std::string& text) {
  if (!signal()) return Print(text);
  constexpr int kPatience = 1000;
  std::string_view rest = cut_ ? std::string_view() : std::string_view(text);
  while (!rest.empty() && !broken_) {
    pollfd out = {descriptors_.out, POLLOUT, 0};
    if (poll(&out, 1, kPatience) == 0) return;
    const std::string_view part = rest.substr(0, PIPE_BUF);
    broken_ = !WriteAll(descriptors_.out, part);
    rest.remove_prefix(part.size());
  }
}

void Console::Warn(const std::string& text) { Note(absl::StrCat(program_, ": ", text, "\n")); }

void Console::Note(const std::string& text) { (void)WriteAll(descriptors_.err, text); }

void Console::Wait(bool for_input) {
  std::array<pollfd, 3> watched = {{{wake_.get(), POLLIN, 0},
                                    {signals_.get(), POLLIN, 0},
                                    {for_input ? descriptors_.in : -1, POLLIN, 0}}};
  if (poll(watched.data(), watched.size(), kForever) < 0) return;
  uint64_t times = 0;
  if (watched[0].revents != 0) (void)!read(wake_.get(), &times, sizeof(times));
  if (watched[2].revents != 0) ReadInput();
}

void Console::Wake() {
  const uint64_t once = 1;
  (void)!write(wake_.get(), &once, sizeof(once));
}

void Console::ReadInput() {
  std::array<char, 65536> bytes;
  const ssize_t count = read(descriptors_.in, bytes.data(), bytes.size());
  if (count > 0) {
    lines_.Add({bytes.data(), static_cast<size_t>(count)});
  } else if (count == 0) {
    lines_.End();
  } else if (errno != EINTR && errno != EAGAIN) {
    input_error_ = errno;
  }
}

}  // namespace echo
