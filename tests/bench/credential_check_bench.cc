// What the check costs at the start of a program, beside the least that OpenSSL has to do to
// serve with the same files: load them, and verify the chain once.

#include <benchmark/benchmark.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/credential_check.h"
#include "certgen/openssl_ptr.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace bench {
namespace {

using benchmark::State;
using certgen::OpenSslFree;
using SslContextPtr = std::unique_ptr<SSL_CTX, OpenSslFree<SSL_CTX_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, OpenSslFree<X509_STORE_CTX_free>>;

// A healthy directory that lasts as long as the process.
class Credentials {
 public:
  explicit Credentials(certgen::KeyType key, int more_roots = 0) {
    const test::TestCa root(key);
    test::Credential credential = root.Intermediate().Leaf({.key = key});
    for (int i = 0; i < more_roots; ++i) {
      absl::StrAppend(&credential.roots, test::TestCa(key).certificate().ToPem());
    }
    credential.WriteTo(dir_.path());
  }

  std::string dir() const { return dir_.path(); }
  std::string File(const char* name) const { return dir_.File(name); }

 private:
  test::TempDir dir_;
};

void CheckByUs(const Credentials& credentials, State& state) {
  certgen::CredentialPaths paths;
  paths.tls_dir = credentials.dir();
  certgen::CheckRequest request;
  request.host = "localhost";
  for (auto _ : state) {
    request.now = absl::Now();
    const auto checked = CheckCredentials(ReadCredentialFiles(paths), request);
    if (!checked.findings.empty()) state.SkipWithError("the pair is not healthy");
  }
}

bool LoadAndVerify(const Credentials& credentials) {
  const SslContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (SSL_CTX_use_certificate_chain_file(context.get(), credentials.File("tls.crt").c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), credentials.File("tls.key").c_str(),
                                  SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_load_verify_file(context.get(), credentials.File("ca.crt").c_str()) != 1) {
    return false;
  }
  STACK_OF(X509)
  *chain = nullptr;
  SSL_CTX_get0_chain_certs(context.get(), &chain);
  const StoreContextPtr verification(X509_STORE_CTX_new());
  return X509_STORE_CTX_init(verification.get(), SSL_CTX_get_cert_store(context.get()),
                             SSL_CTX_get0_certificate(context.get()), chain) == 1 &&
         X509_verify_cert(verification.get()) == 1;
}

void CheckByOpenSsl(const Credentials& credentials, State& state) {
  for (auto _ : state) {
    if (!LoadAndVerify(credentials)) state.SkipWithError("OpenSSL refuses the pair");
  }
}

void RunProgram(const std::vector<std::string>& line, State& state) {
  for (auto _ : state) {
    if (test::Run({.line = line}).exit_code != 0) state.SkipWithError("the program failed");
  }
}

void Register(const std::string& name, const std::shared_ptr<Credentials>& credentials) {
  benchmark::RegisterBenchmark(("check/ours/" + name).c_str(), [credentials](State& state) {
    CheckByUs(*credentials, state);
  })->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark(("check/OpenSSL/" + name).c_str(), [credentials](State& state) {
    CheckByOpenSsl(*credentials, state);
  })->Unit(benchmark::kMillisecond);
}

void RegisterPrograms(const std::shared_ptr<Credentials>& credentials) {
  const auto add = [&](const std::string& name, const std::vector<std::string>& line) {
    benchmark::RegisterBenchmark(name.c_str(), [credentials, line](State& state) {
      RunProgram(line, state);
    })->Unit(benchmark::kMillisecond);
  };
  add("verify program/ours/one pair", {CERTGEN_PROGRAM, "verify", credentials->dir()});
  add("verify program/openssl verify/one pair",
      {"openssl", "verify", "-purpose", "sslserver", "-CAfile", credentials->File("ca.crt"),
       "-untrusted", credentials->File("tls.crt"), credentials->File("tls.crt")});
}

const bool kRegistered = [] {
  for (const char* const name : {"ec-p256", "ec-p384", "rsa-2048"}) {
    Register(name, std::make_shared<Credentials>(*certgen::ParseKeyType(name)));
  }
  Register("150 roots", std::make_shared<Credentials>(certgen::KeyType::kEcP256, 149));
  RegisterPrograms(std::make_shared<Credentials>(certgen::KeyType::kEcP256));
  return true;
}();

}  // namespace
}  // namespace bench
