#include "services/echo/console.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <thread>

#include "certgen/unique_fd.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends = {};
    EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    reader = certgen::UniqueFd(ends[0]);
    writer = certgen::UniqueFd(ends[1]);
  }
  // What is there; at most 64 KiB.
  std::string Read() const {
    std::string bytes(65536, '\0');
    const ssize_t count = read(reader.get(), bytes.data(), bytes.size());
    bytes.resize(count < 0 ? 0 : static_cast<size_t>(count));
    return bytes;
  }
  void Write(const std::string& bytes) const {
    EXPECT_EQ(write(writer.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

  certgen::UniqueFd reader;
  certgen::UniqueFd writer;
};

class ConsoleTest : public testing::Test {
 protected:
  Pipe in_;
  Pipe out_;
  Pipe err_;
  Console console_ = {"program", {in_.reader.get(), out_.writer.get(), err_.writer.get()}};
};

TEST_F(ConsoleTest, PrintsAsItIsAndWarnsWithTheProgramsName) {
  console_.Print(std::string("a\0b", 3));
  console_.Warn("bad");
  console_.Note("table\n");
  EXPECT_EQ(out_.Read(), std::string("a\0b", 3));
  EXPECT_EQ(err_.Read(), "program: bad\ntable\n");
  EXPECT_FALSE(console_.is_broken());
}

TEST_F(ConsoleTest, WaitsForInputAndForItsEnd) {
  in_.Write("one\ntwo");
  console_.Wait(/*for_input=*/true);
  EXPECT_EQ(console_.lines().Next(), "one");
  EXPECT_FALSE(console_.lines().Next());
  in_.writer = certgen::UniqueFd();
  console_.Wait(/*for_input=*/true);
  EXPECT_EQ(console_.lines().Next(), "two");
  EXPECT_TRUE(console_.lines().ended());
}

TEST_F(ConsoleTest, LeavesInputAloneUnlessItIsAskedFor) {
  in_.Write("one\n");
  console_.Wake();
  console_.Wait(/*for_input=*/false);
  EXPECT_FALSE(console_.lines().Next());
}

TEST_F(ConsoleTest, IsWokenByOtherThreadsBeforeAndWhileItWaits) {
  console_.Wake();
  console_.Wait(/*for_input=*/true);
  std::thread other([this] { console_.Wake(); });
  console_.Wait(/*for_input=*/true);
  other.join();
}

TEST_F(ConsoleTest, TellsOfASignalInPlaceOfEnding) {
  // In a thread of its own: the others of this program keep their mask.
  std::thread([this] {
    ASSERT_THAT(console_.TakeSignals(), test::IsOk());
    EXPECT_FALSE(console_.signal());
    ASSERT_EQ(pthread_kill(pthread_self(), SIGINT), 0);
    console_.Wait(/*for_input=*/true);
    EXPECT_EQ(console_.signal(), SIGINT);
    console_.Print("not any more");
    console_.PrintLast("but this\n");
    EXPECT_EQ(out_.Read(), "but this\n");
  }).join();
}

TEST(ConsoleInput, WhatCannotBeReadIsNoEndOfInput) {
  const certgen::UniqueFd folder(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Pipe out;
  Console console("program", {folder.get(), out.writer.get(), out.writer.get()});
  EXPECT_EQ(console.input_error(), 0);
  console.Wait(/*for_input=*/true);
  EXPECT_EQ(console.input_error(), EISDIR);
  EXPECT_FALSE(console.lines().ended());
}

TEST_F(ConsoleTest, ASignalEndsTheWaitForAReader) {
  std::thread([this] {
    ASSERT_THAT(console_.TakeSignals(), test::IsOk());
    std::thread killer([thread = pthread_self()] {
      pthread_kill(thread, SIGTERM);  // NOLINT(bugprone-bad-signal-to-kill-thread): it is blocked
    });
    // Nobody reads it.
    console_.Print(std::string(10 << 20, 'x'));
    killer.join();
    EXPECT_EQ(console_.signal(), SIGTERM);
    EXPECT_FALSE(console_.is_broken());
  }).join();
}

TEST_F(ConsoleTest, KnowsThatItsOutputIsBroken) {
  signal(SIGPIPE, SIG_IGN);
  out_.reader = certgen::UniqueFd();
  console_.Print("x");
  EXPECT_TRUE(console_.is_broken());
  signal(SIGPIPE, SIG_DFL);
}

}  // namespace
}  // namespace echo
