// Makes certificates with any fault, for testing what others make of them; the
// opposite of issuer.h, which makes only what every verifier accepts. Nobody can
// mistake them: every subject has O=BAD CERTIFICATE FOR TESTS, OU=DO NOT TRUST.
#ifndef CERTGEN_DEFECTIVE_CERTIFICATE_H_
#define CERTGEN_DEFECTIVE_CERTIFICATE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

// Each in PEM.
struct CertifiedKey {
  std::string certificate;
  std::string key;
};

// As x509v3_config(5) has them: {"keyUsage", "critical,digitalSignature"},
// {"1.2.3.4", "critical,ASN1:NULL"}. Without a value: left out.
struct DefectiveExtension {
  std::string name;
  std::string value;
};

// What is not set is as in a good certificate: a leaf for localhost, 127.0.0.1 and
// ::1, server and client; or a CA without a path length.
struct DefectiveCertificate {
  std::string common_name = "localhost";
  bool ca = false;
  // See NewKey.
  std::string key = "ec-p256";
  // Days from now. Default: an hour ago to 90 days ahead, or a year ahead for CAs.
  int first_day = 0;
  int last_day = 0;
  // Each takes the place of the good one of its name, or comes on top.
  std::vector<DefectiveExtension> extensions = {};
  const char* digest = "SHA256";
  // A bit of the signature is flipped.
  bool tampered = false;
};

// Unencrypted PKCS#8 PEM. `kind` is "ec-p256", "ec-p384", "ec-p521", "ed25519",
// "ed448", "x25519" or "rsa-BITS"; kInvalidArgument for anything else. kInternal if
// OpenSSL refuses, as it may under a policy of its own (FIPS).
absl::StatusOr<std::string> NewKey(const std::string& kind);

// With a new key. kInternal as above, or if an extension is not to be had.
absl::StatusOr<CertifiedKey> SelfSign(const DefectiveCertificate& draft, absl::Time now);
// `issuer` need not be fit to issue anything. Its key must be able to sign.
absl::StatusOr<CertifiedKey> IssueDefective(const DefectiveCertificate& draft,
                                            const CertifiedKey& issuer, absl::Time now);

// O, OU and the common name, which must fit 64 characters.
absl::Status SetMarkedName(const std::string& common_name, X509_NAME* name);

}  // namespace certgen

#endif  // CERTGEN_DEFECTIVE_CERTIFICATE_H_
