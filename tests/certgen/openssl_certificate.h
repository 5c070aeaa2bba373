// Certificates that the openssl program makes, with any extensions, for tests of what
// reads them.
#ifndef TESTS_CERTGEN_OPENSSL_CERTIFICATE_H_
#define TESTS_CERTGEN_OPENSSL_CERTIFICATE_H_

#include <string>
#include <vector>

#include "certgen/certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"

namespace certgen {

// Self-signed for CN=x, with `extensions` such as "keyUsage=critical,cRLSign"; openssl
// may add a subjectKeyIdentifier behind them.
inline std::string CertificateWith(const std::vector<std::string>& extensions,
                                   const std::vector<std::string>& more = {}) {
  std::vector<std::string> line = {
      "req",    "-x509",   "-newkey",   "ec",      "-pkeyopt",  "ec_paramgen_curve:P-256",
      "-nodes", "-keyout", "/dev/null", "-config", "/dev/null", "-subj",
      "/CN=x"};
  for (const std::string& extension : extensions) {
    line.push_back("-addext");
    line.push_back(extension);
  }
  line.insert(line.end(), more.begin(), more.end());
  return test::OpenSsl(line);
}

inline Certificate ParsedCertificateWith(const std::vector<std::string>& extensions,
                                         const std::vector<std::string>& more = {}) {
  return test::ValueOf(Certificate::FromPem(CertificateWith(extensions, more)));
}

// What openssl prints for one field, such as {"-subject"}.
inline std::string OpenSslX509(const Certificate& certificate,
                               const std::vector<std::string>& what) {
  std::vector<std::string> line = {"x509", "-noout"};
  line.insert(line.end(), what.begin(), what.end());
  return test::OpenSsl(line, certificate.ToPem());
}

}  // namespace certgen

#endif  // TESTS_CERTGEN_OPENSSL_CERTIFICATE_H_
