#include "tests/e2e/fifo.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace test {

Fifo::Fifo() {
  const std::string path = temp_.File("input");
  EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
  // For both directions: opening it does not wait for the program, and no write fails before it
  // is there.
  writer_ = certgen::UniqueFd(open(path.c_str(), O_RDWR | O_CLOEXEC));
  EXPECT_TRUE(writer_.ok());
}

Command Fifo::Before(const Command& command) const {
  Command shell = command;
  shell.line = {"sh", "-c", "exec \"$@\" < \"$0\"", temp_.File("input")};
  shell.line.insert(shell.line.end(), command.line.begin(), command.line.end());
  return shell;
}

void Fifo::Write(const std::string& text) {
  EXPECT_EQ(write(writer_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

}  // namespace test
