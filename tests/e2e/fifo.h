// An input that a test writes while the program reads.
#ifndef TESTS_E2E_FIFO_H_
#define TESTS_E2E_FIFO_H_

#include <string>

#include "certgen/unique_fd.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace test {

class Fifo {
 public:
  Fifo();

  // `command`, with this as its standard input.
  Command Before(const Command& command) const;
  // Waits for the program to take it.
  void Write(const std::string& text);
  void Close() { writer_ = certgen::UniqueFd(); }

 private:
  TempDir temp_;
  certgen::UniqueFd writer_;
};

}  // namespace test

#endif  // TESTS_E2E_FIFO_H_
