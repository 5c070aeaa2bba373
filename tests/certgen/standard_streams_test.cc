#include "certgen/standard_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace certgen {
namespace {

// What a process without any of them finds: 0, or the step that went wrong.
int WithoutStreams() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(number);
  OpenStandardStreams();
  const int next = dup(STDIN_FILENO);
  if (next <= STDERR_FILENO) return 1;
  char byte = 0;
  if (read(STDIN_FILENO, &byte, 1) != 0) return 2;
  if (write(STDOUT_FILENO, &byte, 1) != -1 || errno != EBADF) return 3;
  return write(STDERR_FILENO, &byte, 1) == -1 ? 0 : 4;
}

// As gRPC leaves one, before main.
int WithAForgottenFile() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(number);
  if (open("/dev/zero", O_RDWR | O_CLOEXEC) != STDIN_FILENO) return 1;
  OpenStandardStreams();
  char byte = 0;
  return read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 2;
}

void ExpectNoFault(int (*child_main)()) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(child_main());
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(StandardStreams, ThatAreClosedAreAtTheirEndAndTakeNothing) { ExpectNoFault(WithoutStreams); }

TEST(StandardStreams, ThatALibraryTookAreTakenBack) { ExpectNoFault(WithAForgottenFile); }

}  // namespace
}  // namespace certgen
