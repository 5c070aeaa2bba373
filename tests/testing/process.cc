#include "tests/testing/process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace test {
namespace {

void Require(bool ok, const char* step) {
  if (ok) return;
  std::fprintf(stderr, "a test cannot %s: %s\n", step, std::strerror(errno));
  std::abort();
}

// Pointers to strings that outlive them, with a null pointer at the end.
std::vector<char*> Pointers(std::vector<std::string>* strings) {
  std::vector<char*> pointers;
  for (std::string& s : *strings) pointers.push_back(s.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(const Command& command) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const auto replaced = [&](const auto& added) {
      return absl::StartsWith(*variable, added.first + "=");
    };
    if (absl::StartsWith(*variable, "CERTGEN_") || absl::StartsWith(*variable, "ECHO_") ||
        std::any_of(command.environment.begin(), command.environment.end(), replaced)) {
      continue;
    }
    all.emplace_back(*variable);
  }
  for (const auto& [name, value] : command.environment)
    all.push_back(absl::StrCat(name, "=", value));
  return all;
}

// A file and not a pipe: nobody has to feed it.
int InputFile(const std::string& input) {
  std::FILE* file = std::tmpfile();
  Require(file != nullptr && std::fwrite(input.data(), 1, input.size(), file) == input.size() &&
              std::fflush(file) == 0,
          "write a program's input");
  const int fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
  Require(fd >= 0 && lseek(fd, 0, SEEK_SET) == 0, "rewind a program's input");
  std::fclose(file);
  return fd;
}

// After fork: nothing here allocates.
[[noreturn]] void Become(const Command& command, char* const* argv, char* const* environment,
                         const int fds[3]) {
  for (int i = 0; i < 3; ++i) dup2(fds[i], i);
  signal(SIGPIPE, SIG_DFL);
  if (command.umask) umask(*command.umask);
  bool ok = command.directory.empty() || chdir(command.directory.c_str()) == 0;
  if (command.uid) {
    ok = ok && setgroups(0, nullptr) == 0 && setgid(*command.uid) == 0 && setuid(*command.uid) == 0;
  }
  if (ok) execvpe(argv[0], argv, environment);
  dprintf(2, "cannot start %s: %s\n", argv[0], std::strerror(errno));
  _exit(127);
}

}  // namespace

Process::Process(const Command& command) {
  std::vector<std::string> line = command.line;
  std::vector<std::string> variables = Environment(command);
  const std::vector<char*> argv = Pointers(&line);
  const std::vector<char*> environment = Pointers(&variables);
  int out[2];
  int err[2];
  Require(pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0, "make a pipe");
  const int child_fds[3] = {InputFile(command.input), out[1], err[1]};
  pid_ = fork();
  Require(pid_ >= 0, "fork");
  if (pid_ == 0) Become(command, argv.data(), environment.data(), child_fds);
  for (const int fd : child_fds) close(fd);
  fds_[kOut] = out[0];
  fds_[kErr] = err[0];
  for (const int fd : fds_) Require(fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "set up a pipe");
  // The one descriptor on which an end can be waited for with a deadline.
  pid_fd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  Require(pid_fd_ >= 0, "watch a process");
}

Process::~Process() {
  if (!exit_code_) {
    Signal(SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  for (const int fd : {fds_[kOut], fds_[kErr], pid_fd_}) {
    if (fd >= 0) close(fd);
  }
}

void Process::Drain() {
  for (const int stream : {kOut, kErr}) {
    char buffer[4096];
    while (fds_[stream] >= 0) {
      const ssize_t count = read(fds_[stream], buffer, sizeof(buffer));
      if (count > 0) {
        unread_[stream].append(buffer, static_cast<size_t>(count));
      } else if (count == 0) {
        close(std::exchange(fds_[stream], -1));
      } else if (errno != EINTR) {
        break;
      }
    }
  }
}

bool Process::Poll(absl::Time deadline, bool until_exit) {
  // Negative descriptors are skipped.
  pollfd watched[] = {{fds_[kOut], POLLIN, 0}, {fds_[kErr], POLLIN, 0}, {-1, POLLIN, 0}};
  if (until_exit) watched[2].fd = pid_fd_;
  const absl::Duration left =
      std::clamp(deadline - absl::Now(), absl::ZeroDuration(), absl::Minutes(1));
  const int ready = poll(watched, 3, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
  Drain();
  return ready > 0 || (ready < 0 && errno == EINTR) || absl::Now() < deadline;
}

std::optional<std::string> Process::ReadLine(Stream stream, absl::Duration within) {
  const absl::Time deadline = absl::Now() + within;
  bool in_time = true;
  while (true) {
    std::string& text = unread_[stream];
    if (const size_t end = text.find('\n'); end != std::string::npos) {
      std::string line = text.substr(0, end);
      text.erase(0, end + 1);
      return line;
    }
    if (fds_[stream] < 0 || !in_time) return std::nullopt;
    in_time = Poll(deadline, /*until_exit=*/false);
  }
}

std::optional<std::string> Process::ReadLineWith(const std::string& text, Stream stream,
                                                 absl::Duration within) {
  const absl::Time deadline = absl::Now() + within;
  while (true) {
    std::optional<std::string> line = ReadLine(stream, deadline - absl::Now());
    if (!line || absl::StrContains(*line, text)) return line;
  }
}

void Process::Signal(int number) const {
  if (!exit_code_) kill(pid_, number);
}

Result Process::Wait(absl::Duration within) {
  Result result;
  const absl::Time deadline = absl::Now() + within;
  while (!exit_code_) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    } else if (!Poll(result.timed_out ? absl::InfiniteFuture() : deadline, /*until_exit=*/true)) {
      result.timed_out = true;
      Signal(SIGKILL);
    }
  }
  Drain();
  result.exit_code = *exit_code_;
  result.out = std::exchange(unread_[kOut], "");
  result.err = std::exchange(unread_[kErr], "");
  return result;
}

Result Run(const Command& command, absl::Duration within) { return Process(command).Wait(within); }

}  // namespace test
