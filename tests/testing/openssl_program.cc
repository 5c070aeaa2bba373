#include "tests/testing/openssl_program.h"

#include <cstdio>
#include <cstdlib>

namespace test {

Result RunOpenSsl(const std::vector<std::string>& arguments, const std::string& input) {
  Command command;
  command.line = {"openssl"};
  command.line.insert(command.line.end(), arguments.begin(), arguments.end());
  command.input = input;
  return Run(command);
}

std::string OpenSsl(const std::vector<std::string>& arguments, const std::string& input) {
  Result result = RunOpenSsl(arguments, input);
  if (result.exit_code != 0) {
    std::fprintf(stderr, "openssl %s failed (%d): %s\n", arguments.front().c_str(),
                 result.exit_code, result.err.c_str());
    std::abort();
  }
  return result.out;
}

}  // namespace test
