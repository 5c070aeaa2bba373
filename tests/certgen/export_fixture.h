// For the tests of certgen export: a root and a leaf, and the program that exports them.
#ifndef TESTS_CERTGEN_EXPORT_FIXTURE_H_
#define TESTS_CERTGEN_EXPORT_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/openssl_program.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace certgen {

using Arguments = std::vector<std::string>;

class ExportFixture : public ::testing::Test {
 protected:
  ExportFixture() {
    EXPECT_EQ(Certgen({"root"}).exit_code, 0);
    EXPECT_EQ(Certgen({"leaf", "echo-tls", "--service", "echo"}).exit_code, 0);
  }

  test::Result Certgen(const Arguments& arguments, const std::string& variable = "",
                       const std::string& value = "") const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    if (!variable.empty()) command.environment = {{variable, value}};
    command.directory = dir_.path();
    return test::Run(command);
  }
  test::Result Export(Arguments arguments) const {
    arguments.insert(arguments.begin(), "export");
    return Certgen(arguments);
  }
  std::string Pki(const std::string& file) const {
    return test::ReadFile(dir_.path() / "pki" / file);
  }
  // Of the line "  KEY: VALUE" in base64.
  static std::string Decoded(const std::string& yaml, const std::string& key) {
    const size_t begin = yaml.find("\n  " + key + ": ");
    if (begin == std::string::npos) return "(no " + key + ")";
    const size_t value = begin + key.size() + 5;
    return test::OpenSsl({"base64", "-d", "-A"},
                         yaml.substr(value, yaml.find('\n', value) - value));
  }

  const test::TempDir dir_;
};

}  // namespace certgen

#endif  // TESTS_CERTGEN_EXPORT_FIXTURE_H_
