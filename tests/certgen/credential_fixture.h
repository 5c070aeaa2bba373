// A healthy credential directory for a test to damage, and what the check says
// of it then.
#ifndef TESTS_CERTGEN_CREDENTIAL_FIXTURE_H_
#define TESTS_CERTGEN_CREDENTIAL_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "certgen/credential_check.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {

// Found by gtest when it prints one.
inline void PrintTo(const Finding& finding, std::ostream* os) {
  *os << (finding.severity == Severity::kFatal ? "fatal " : "warning ")
      << FindingCodeName(finding.code) << " \"" << ToString(finding) << '"';
}

}  // namespace certgen

namespace test {

MATCHER_P2(IsFatal, code, file, certgen::FindingCodeName(code) + ", fatal, in " + file) {
  return arg.code == code && arg.file == file && arg.severity == certgen::Severity::kFatal;
}

MATCHER_P2(IsWarning, code, file, certgen::FindingCodeName(code) + ", a warning, in " + file) {
  return arg.code == code && arg.file == file && arg.severity == certgen::Severity::kWarning;
}

class CredentialFixture : public ::testing::Test {
 protected:
  CredentialFixture() { ca_.Leaf().WriteTo(dir_.path()); }

  certgen::CheckedCredentials CheckAll(
      certgen::Role role = certgen::Role::kBoth,
      certgen::ClientCertificateMode mode = certgen::ClientCertificateMode::kRequire) const {
    certgen::CredentialPaths paths;
    paths.tls_dir = dir_.path();
    return certgen::CheckCredentials(certgen::ReadCredentialFiles(paths),
                                     {role, mode, absl::Now()});
  }
  std::vector<certgen::Finding> Check(certgen::Role role = certgen::Role::kBoth) const {
    return CheckAll(role).findings;
  }

  // openssl with its output in `file`, which it replaces.
  void MakeByOpenSsl(const std::string& file, std::vector<std::string> arguments) const {
    const std::string fresh = file + ".new";
    arguments.insert(arguments.begin() + 1, {"-out", fresh});
    OpenSsl(arguments);
    std::filesystem::rename(fresh, file);
  }

  TempDir dir_;
  TestCa ca_;
  const std::string cert_ = dir_.File("tls.crt");
  const std::string key_ = dir_.File("tls.key");
  const std::string roots_ = dir_.File("ca.crt");
};

}  // namespace test

#endif  // TESTS_CERTGEN_CREDENTIAL_FIXTURE_H_
