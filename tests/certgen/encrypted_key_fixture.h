// A healthy credential directory whose key a test encrypts, and a file with the passphrase.
#ifndef TESTS_CERTGEN_ENCRYPTED_KEY_FIXTURE_H_
#define TESTS_CERTGEN_ENCRYPTED_KEY_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/certgen/credential_fixture.h"
#include "tests/testing/process.h"

namespace test {

inline constexpr char kSecret[] = "open sesame";
inline constexpr char kPass[] = "pass:open sesame";

class EncryptedKeyFixture : public CredentialFixture {
 protected:
  EncryptedKeyFixture() { WriteFile(file_, absl::StrCat(kSecret, "\n"), 0600); }

  certgen::CheckedCredentials CheckWith(const std::string& passphrase_file) const {
    certgen::CredentialPaths paths;
    paths.tls_dir = dir_.path();
    paths.key_passphrase = passphrase_file;
    return certgen::CheckCredentials(certgen::ReadCredentialFiles(paths), {.now = absl::Now()});
  }
  // Nobody prints the passphrase, nor the key.
  std::vector<certgen::Finding> FindingsWith(const std::string& passphrase_file) const {
    std::vector<certgen::Finding> findings = CheckWith(passphrase_file).findings;
    for (const certgen::Finding& finding : findings) {
      EXPECT_THAT(ToString(finding), ::testing::Not(::testing::HasSubstr(kSecret)));
      EXPECT_THAT(ToString(finding), ::testing::Not(::testing::HasSubstr(plain_.substr(60, 20))));
    }
    return findings;
  }

  // The key as PKCS#8, encrypted with the passphrase.
  void Encrypt(std::vector<std::string> how = {}) const {
    std::vector<std::string> line = {"pkcs8", "-topk8", "-passout", kPass};
    line.insert(line.end(), how.begin(), how.end());
    WriteFile(key_, OpenSsl(line, plain_));
  }

  // The command that ends the one finding's cure, run by a shell where the files are.
  Result RunCure(const std::string& begin, const std::string& more = "") const {
    const std::vector<certgen::Finding> findings = CheckWith(file_).findings;
    EXPECT_EQ(findings.size(), 1U);
    const std::string& cure = findings.front().cure;
    EXPECT_THAT(cure, ::testing::HasSubstr(begin));
    Command shell;
    shell.line = {"/bin/sh", "-c", cure.substr(cure.find(begin)) + more};
    return test::Run(shell);
  }

  const std::string file_ = dir_.File("passphrase");
  const std::string plain_ = ReadFile(key_);
};

}  // namespace test

#endif  // TESTS_CERTGEN_ENCRYPTED_KEY_FIXTURE_H_
