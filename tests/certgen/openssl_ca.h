// A CA that the openssl program runs, for revocation lists, which certgen does not make.
#ifndef TESTS_CERTGEN_OPENSSL_CA_H_
#define TESTS_CERTGEN_OPENSSL_CA_H_

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {

class OpenSslCa {
 public:
  explicit OpenSslCa(const test::TestCa& ca) {
    test::WriteFile(dir_.File("ca.crt"), ca.certificate().ToPem());
    test::WriteFile(dir_.File("ca.key"), ca.key_pem());
    test::WriteFile(dir_.File("index"), "");
    test::WriteFile(dir_.File("number"), "2A\n");
    test::WriteFile(dir_.File("config"), "[ca]\ndefault_ca=c\n[c]\ndatabase=" + dir_.File("index") +
                                             "\ncrlnumber=" + dir_.File("number") +
                                             "\ndefault_md=sha256\ncrl_extensions=e\n"
                                             "[e]\nauthorityKeyIdentifier=keyid\n");
  }

  void Revoke(const Certificate& certificate, const std::string& reason) const {
    test::WriteFile(dir_.File("revoked"), certificate.ToPem());
    Ca({"-revoke", dir_.File("revoked"), "-crl_reason", reason});
  }
  // PEM.
  std::string List(int days) const { return Ca({"-gencrl", "-crldays", std::to_string(days)}); }
  // From day to day, as counted from now.
  std::string List(int from, int to) const {
    const auto time = [](int day) {
      return absl::FormatTime("%Y%m%d%H%M%SZ", absl::Now() + day * absl::Hours(24),
                              absl::UTCTimeZone());
    };
    return Ca({"-gencrl", "-crl_lastupdate", time(from), "-crl_nextupdate", time(to)});
  }

 private:
  std::string Ca(const std::vector<std::string>& more) const {
    std::vector<std::string> line = {
        "ca",       "-config",          dir_.File("config"), "-cert", dir_.File("ca.crt"),
        "-keyfile", dir_.File("ca.key")};
    line.insert(line.end(), more.begin(), more.end());
    return test::OpenSsl(line);
  }

  test::TempDir dir_;
};

}  // namespace certgen

#endif  // TESTS_CERTGEN_OPENSSL_CA_H_
