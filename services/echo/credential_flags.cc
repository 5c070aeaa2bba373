#include "services/echo/credential_flags.h"

#include <filesystem>

#include "absl/strings/str_cat.h"

namespace echo {
namespace {

constexpr char kDefaultDirectory[] = "pki/leaf";

}  // namespace

void AddCredentialFlags(certgen::CredentialPaths* paths, CLI::App* program) {
  const std::string group = "Credentials";
  program
      ->add_option("--tls-dir", paths->tls_dir,
                   "Directory with tls.crt, tls.key and ca.crt, such as certgen makes or "
                   "Kubernetes mounts. Default: pki/leaf, if it is there")
      ->type_name("DIR")
      ->group(group);
  program->add_option("--cert", paths->cert, "Certificate, leaf first; in place of DIR/tls.crt")
      ->type_name("FILE")
      ->group(group);
  program->add_option("--key", paths->key, "Its private key; in place of DIR/tls.key")
      ->type_name("FILE")
      ->group(group);
  program
      ->add_option("--key-passphrase-file", paths->key_passphrase,
                   "File with the key's passphrase on its first line, if the key is encrypted. It "
                   "is decrypted in memory")
      ->type_name("FILE")
      ->group(group);
  program->add_option("--ca", paths->ca, "Roots to check the other side by; in place of DIR/ca.crt")
      ->type_name("FILE")
      ->group(group);
  program
      ->add_option("--crl", paths->crl,
                   "Revocation lists (PEM) to check the other side by; in place of DIR/crl.pem. A "
                   "peer whose CA has no current list here is refused")
      ->type_name("FILE")
      ->group(group);
  for (const char* flag :
       {"--tls-dir", "--cert", "--key", "--key-passphrase-file", "--ca", "--crl"}) {
    program->get_option(flag)->check(certgen::RefuseEmpty, "");
  }
}

absl::StatusOr<certgen::CredentialPaths> ChooseCredentials(const certgen::CredentialPaths& given) {
  if (!given.tls_dir.empty() || !given.cert.empty() || !given.key.empty() || !given.ca.empty()) {
    return given;
  }
  std::error_code ignored;
  if (!std::filesystem::is_directory(kDefaultDirectory, ignored)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "no credentials are given, and there is no ", kDefaultDirectory,
        " here; make some with certgen init, or name them with --tls-dir DIR; a client "
        "can do with the roots alone, --ca FILE"));
  }
  certgen::CredentialPaths paths = given;
  paths.tls_dir = kDefaultDirectory;
  return paths;
}

}  // namespace echo
