#include "tests/testing/test_pki.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "certgen/credential_files.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace test {
namespace {

using certgen::Certificate;
using certgen::Issuer;
using certgen::PrivateKey;

PrivateKey KeyOf(const std::string& pem) { return ValueOf(PrivateKey::FromPem(pem)); }

std::string NewKey(certgen::KeyType type) {
  return ValueOf(ValueOf(PrivateKey::Generate(type)).ToPem());
}

// At an instant of its validity, which may be over by now.
Issuer IssuerOf(const Certificate& certificate, const std::string& key_pem,
                std::vector<Certificate> parents) {
  const absl::Time when =
      std::clamp(absl::Now(), certificate.not_before(), certificate.not_after());
  return ValueOf(Issuer::Create(certificate, KeyOf(key_pem), std::move(parents), when));
}

Issuer MakeRoot(const certgen::Validity& validity, int path_length, const std::string& key_pem) {
  const certgen::CaRequest request = {"test root", path_length, validity};
  return IssuerOf(ValueOf(certgen::IssueRoot(request, KeyOf(key_pem))), key_pem, {});
}

}  // namespace

void Credential::WriteTo(const std::filesystem::path& directory) const {
  std::filesystem::create_directories(directory);
  WriteFile(directory / certgen::kCertificateFile, cert);
  WriteFile(directory / certgen::kPrivateKeyFile, key, 0600);
  WriteFile(directory / certgen::kRootsFile, roots);
}

certgen::Validity DaysFromNow(int begin, int end) {
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  return {now + begin * absl::Hours(24), now + end * absl::Hours(24)};
}

TestCa::TestCa(certgen::KeyType key, const certgen::Validity& validity, int path_length)
    : key_pem_(NewKey(key)), issuer_(MakeRoot(validity, path_length, key_pem_)) {}

TestCa TestCa::Intermediate(const std::string& name) const {
  const std::string key_pem = NewKey(ValueOf(certgen::ParseKeyType(key().description())));
  const certgen::CaRequest request = {
      name, 0, {certificate().not_before(), certificate().not_after()}};
  std::vector<Certificate> parents = issuer_.intermediates();
  parents.push_back(root());
  const Certificate made = ValueOf(issuer_.IssueCa(request, KeyOf(key_pem)));
  return {IssuerOf(made, key_pem, std::move(parents)), key_pem};
}

PrivateKey TestCa::key() const { return KeyOf(key_pem_); }

Credential TestCa::Leaf(const LeafSpec& spec) const {
  certgen::LeafRequest request;
  request.names = spec.names;
  if (request.names.empty()) {
    request.names = {ValueOf(certgen::DnsName("localhost")), ValueOf(certgen::IpName("127.0.0.1")),
                     ValueOf(certgen::IpName("::1"))};
  }
  request.usage = spec.usage;
  request.validity = spec.validity;
  const std::string key_pem = NewKey(spec.key);
  const Certificate leaf = ValueOf(issuer_.IssueLeaf(request, KeyOf(key_pem)));
  std::string chain = leaf.ToPem();
  for (const Certificate& intermediate : issuer_.intermediates()) chain += intermediate.ToPem();
  return {leaf, chain, key_pem, root().ToPem()};
}

}  // namespace test
