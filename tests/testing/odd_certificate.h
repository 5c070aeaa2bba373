// Certificates with faults that no issuer of ours would put in: any field and
// any extension, in memory.
#ifndef TESTS_TESTING_ODD_CERTIFICATE_H_
#define TESTS_TESTING_ODD_CERTIFICATE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/certificate_request.h"
#include "certgen/revocation_list.h"
#include "tests/testing/test_pki.h"

namespace test {

struct OddSpec {
  // Empty: an empty subject.
  std::string common_name;
  // Names and values of openssl's x509v3_config(5), "DER:0500" among them; in
  // order, the same one twice if wanted.
  std::vector<std::pair<std::string, std::string>> extensions;
  // Decimal, maybe negative.
  std::string serial = "4711";
  long version = 3;
  certgen::Validity validity = DaysFromNow(-1, 30);
  // Dates as GeneralizedTime, whatever the year.
  bool generalized_time = false;
  // "RSA2048" with any number of bits, "ED25519", "ED448", or a curve such as
  // "P-256"; "explicit" is P-256 written out.
  std::string key = "P-256";
  std::string digest = "SHA256";

  // The same with that value in the place of the old one, or added.
  OddSpec With(const std::string& extension, const std::string& value) const;
  OddSpec Without(const std::string& extension) const;
};

// Specs without a fault: what issuer.h states.
OddSpec OddLeaf();
OddSpec OddCa(const std::string& common_name);
OddSpec OddRoot();

class OddCertificate {
 public:
  // Self-signed.
  explicit OddCertificate(const OddSpec& spec);
  OddCertificate(const OddSpec& spec, const OddCertificate& issuer);
  // For a public key whose private half nobody has.
  OddCertificate(const OddSpec& spec, const OddCertificate& issuer, certgen::EvpPkeyPtr key);

  const certgen::Certificate& get() const { return certificate_; }
  EVP_PKEY* key() const { return key_.get(); }

 private:
  std::shared_ptr<EVP_PKEY> key_;
  certgen::Certificate certificate_;
};

// A revocation list of `issuer`, with these extensions as in OddSpec.
certgen::RevocationList OddCrl(const OddCertificate& issuer,
                               const std::vector<std::string>& revoked_serials,
                               const std::vector<std::pair<std::string, std::string>>& extensions =
                                   {{"authorityKeyIdentifier", "keyid"},
                                    {"2.5.29.20", "DER:020101"}},
                               const certgen::Validity& validity = DaysFromNow(0, 30));

// The certificate with its key, for a caller or a server; without roots.
Credential CredentialOf(const OddCertificate& odd);

}  // namespace test

#endif  // TESTS_TESTING_ODD_CERTIFICATE_H_
