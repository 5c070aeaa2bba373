// Credentials with faults that the openssl program made, in the directory of a leaf that
// certgen issued: what certgen verify and the programs' --check-config say of them, and
// whether the cure they name cures.
#ifndef TESTS_E2E_CORPUS_H_
#define TESTS_E2E_CORPUS_H_

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace test {

class Corpus : public ::testing::Test {
 protected:
  // pki/root and pki/leaf (localhost, 127.0.0.1, ::1), and pki/middle, an intermediate that
  // openssl made below the root.
  Corpus();
  // Names the directory of a test that failed.
  ~Corpus() override;

  std::string File(const std::string& name) const { return temp_.File(name); }
  // In the leaf's directory.
  std::string Leaf(const std::string& name) const { return File("pki/leaf/" + name); }
  void Write(const std::string& name, const std::string& contents) const;
  std::string Read(const std::string& name) const;
  // openssl with `arguments`, in the directory of pki.
  void OpenSslHere(const std::vector<std::string>& arguments) const;

  struct Signing {
    // A line of a configuration each.
    std::string extensions =
        "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n"
        "extendedKeyUsage=serverAuth,clientAuth\n"
        "keyUsage=critical,digitalSignature\n";
    std::string subject = "/CN=localhost";
    // The file names without .crt and .key.
    std::string issuer = "pki/root/ca";
    std::vector<std::string> more = {};
  };
  // CRT and KEY of `name`, with a new key unless there is one.
  void Sign(const std::string& name, const Signing& signing) const;
  // Signs the leaf's own key, in the place of its certificate.
  void SignLeaf(const Signing& signing) const { Sign("pki/leaf/tls", signing); }
  // As SignLeaf, by another extension line or two.
  void SignLeafWith(const std::string& extensions) const;
  // A self-signed CA.
  void MakeCa(const std::string& name, const std::string& subject,
              const std::string& extensions =
                  "basicConstraints=critical,CA:TRUE\n"
                  "keyUsage=critical,keyCertSign,cRLSign\n"
                  "subjectKeyIdentifier=hash\n",
              const std::vector<std::string>& more = {}) const;

  // Runs certgen in the directory of pki.
  Result Certgen(std::vector<std::string> arguments) const;
  // The document of certgen verify pki/leaf with `flags`; the --check-config of the program whose
  // role they name must print the same.
  nlohmann::json Verify(const std::vector<std::string>& flags = {}) const;

  // The healthy leaf again.
  void MakeGood() const;

  // There is a finding with this code about `file` ("tls.crt", …), fatal or not; nothing else
  // fatal is found beside it unless `alone` is false. If its cure is a command of certgen, running
  // that leaves nothing fatal, and the server starts. Afterwards the leaf is healthy.
  void ExpectFault(const std::string& code, const std::string& file,
                   const std::string& severity = "fatal",
                   const std::vector<std::string>& flags = {}, bool alone = true) const;

  TempDir temp_;

 private:
  void ExpectTheSameOfTheProgram(const std::vector<std::string>& flags, const std::string& verified,
                                 bool ok) const;
};

}  // namespace test

#endif  // TESTS_E2E_CORPUS_H_
