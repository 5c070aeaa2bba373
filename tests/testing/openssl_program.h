// The openssl program: the judge of what we make, and the maker of what we are
// to refuse.
#ifndef TESTS_TESTING_OPENSSL_PROGRAM_H_
#define TESTS_TESTING_OPENSSL_PROGRAM_H_

#include <string>
#include <vector>

#include "tests/testing/process.h"

namespace test {

// openssl ARGUMENTS, with `input` on its standard input.
Result RunOpenSsl(const std::vector<std::string>& arguments, const std::string& input = "");

// The same, and its standard output. Ends the test program if it fails.
std::string OpenSsl(const std::vector<std::string>& arguments, const std::string& input = "");

}  // namespace test

#endif  // TESTS_TESTING_OPENSSL_PROGRAM_H_
