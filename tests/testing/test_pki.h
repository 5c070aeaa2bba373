// Certificates for tests, made fresh in memory: good ones, and ones with a fault
// that an issuer can put in (expired, for clients only, of a foreign root…).
#ifndef TESTS_TESTING_TEST_PKI_H_
#define TESTS_TESTING_TEST_PKI_H_

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/certificate_request.h"
#include "certgen/issuer.h"
#include "certgen/private_key.h"
#include "certgen/subject_alt_name.h"

namespace test {

// The contents of tls.crt, tls.key and ca.crt.
struct Credential {
  certgen::Certificate leaf;
  // The leaf, then the intermediates.
  std::string cert;
  std::string key;
  std::string roots;

  // Makes a plain directory of the three files, without links.
  void WriteTo(const std::filesystem::path& directory) const;
};

// Whole days around the present; both may be negative.
certgen::Validity DaysFromNow(int begin, int end);

struct LeafSpec {
  // Default: localhost, 127.0.0.1 and ::1.
  std::vector<certgen::SubjectAltName> names = {};
  certgen::Usage usage = certgen::Usage::kBoth;
  certgen::KeyType key = certgen::KeyType::kEcP256;
  certgen::Validity validity = DaysFromNow(-1, 30);
};

inline LeafSpec ForServers() { return {.usage = certgen::Usage::kServer}; }
inline LeafSpec ForClients() { return {.usage = certgen::Usage::kClient}; }
inline LeafSpec Expired() { return {.validity = DaysFromNow(-10, -1)}; }
inline LeafSpec NotYetValid() { return {.validity = DaysFromNow(1, 10)}; }
inline LeafSpec Named(const std::string& dns_name) {
  return {.names = {{certgen::SubjectAltName::Kind::kDns, dns_name}}};
}

// A root, or an intermediate under one. Each TestCa() is a root of its own, so a
// second one is a foreign root. Valid from ten years ago to ten years ahead
// unless said otherwise.
class TestCa {
 public:
  explicit TestCa(certgen::KeyType key = certgen::KeyType::kEcP256,
                  const certgen::Validity& validity = DaysFromNow(-3650, 3650),
                  int path_length = 1);

  // A CA below this one, of the same key type.
  TestCa Intermediate(const std::string& name = "test intermediate") const;

  Credential Leaf(const LeafSpec& spec = {}) const;

  const certgen::Certificate& certificate() const { return issuer_.certificate(); }
  const certgen::Certificate& root() const { return issuer_.root(); }
  const std::string& key_pem() const { return key_pem_; }
  certgen::PrivateKey key() const;
  const certgen::Issuer& issuer() const { return issuer_; }

 private:
  TestCa(certgen::Issuer issuer, std::string key_pem)
      : key_pem_(std::move(key_pem)), issuer_(std::move(issuer)) {}

  std::string key_pem_;
  certgen::Issuer issuer_;
};

}  // namespace test

#endif  // TESTS_TESTING_TEST_PKI_H_
