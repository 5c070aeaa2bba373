#include "certgen/passphrase_check.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "the passphrase";

// What is typed until Ctrl-D goes into a file that nobody else may read.
std::string WriteIt(const CredentialFile& file) {
  return absl::StrCat("write the passphrase there, by itself: install -m 600 /dev/stdin ",
                      ShellWord(file.path));
}

std::optional<Finding> WhyUnusable(const PassphraseFile& passphrase) {
  const CredentialFile& file = passphrase.file;
  if (file.fault == FindingCode::kFileMissing) {
    return Fatal(*file.fault, file, "there is no such file for the passphrase",
                 absl::StrCat("check the path, or ", WriteIt(file)));
  }
  if (file.fault == FindingCode::kFileIsDirectory) {
    return Fatal(
        *file.fault, file, "is a folder, not a file with a passphrase",
        absl::StrCat("name a file with --key-passphrase-file FILE; look what is there: ls ",
                     ShellWord(file.path)));
  }
  if (file.fault == FindingCode::kFileTooLarge) {
    return Fatal(*file.fault, file, "is too large to be a passphrase, which has 1024 bytes at most",
                 absl::StrCat("name the right file with --key-passphrase-file FILE; look what this "
                              "one is: ls -l ",
                              ShellWord(file.path)));
  }
  if (file.fault) {
    return Fatal(*file.fault, file, absl::StrCat("cannot be read: ", file.reason),
                 HowToRead(file, kWhat));
  }
  if (passphrase.passphrase.empty()) {
    return Fatal(FindingCode::kFileEmpty, file,
                 "is empty, or its first line is; that should be the passphrase", WriteIt(file));
  }
  return std::nullopt;
}

Finding AsWarning(Finding finding) {
  finding.severity = Severity::kWarning;
  return finding;
}

// An encrypted copy of `key` beside it.
std::string EncryptAnew(const CredentialFile& key, const std::string& options) {
  return absl::StrCat("openssl pkcs8 -topk8 -v2 aes-256-cbc", options, " -in ", ShellWord(key.path),
                      " -out ", ShellWord(key.path + ".pem"));
}

}  // namespace

void CheckPassphraseFile(const PassphraseFile& passphrase, std::vector<Finding>* findings) {
  if (!passphrase.asked_for()) return;
  if (std::optional<Finding> finding = WhyUnusable(passphrase)) {
    findings->push_back(*std::move(finding));
  } else if (passphrase.file.readable_by_all) {
    findings->push_back(AsWarning(
        Fatal(FindingCode::kPassphraseExposed, passphrase.file,
              "its mode opens the passphrase of the private key to everybody on this machine",
              absl::StrCat("chmod 600 ", ShellWord(passphrase.file.path)))));
  }
}

Finding PassphraseUnneeded(const PassphraseFile& passphrase, const std::string& why) {
  return AsWarning(Fatal(FindingCode::kPassphraseUnneeded, passphrase.file,
                         absl::StrCat("holds a passphrase that nothing needs: ", why),
                         "leave out --key-passphrase-file and its variable "
                         "(unset ECHO_KEY_PASSPHRASE_FILE), or name the encrypted key with --key "
                         "FILE"));
}

Finding PassphraseWrong(const CredentialFile& key, const PassphraseFile& passphrase) {
  const std::string& path = passphrase.file.path;
  const bool is_pem = absl::StartsWith(passphrase.passphrase.text(), "-----BEGIN ");
  return Fatal(
      FindingCode::kPassphraseWrong, key,
      absl::StrCat("does not open with the passphrase in ", path,
                   is_pem ? ", which begins like PEM: is it a key or a certificate?" : ""),
      absl::StrCat("put the passphrase that the key was encrypted with on the first line of that "
                   "file, by itself; this asks for one and tells whether it is right: openssl pkey "
                   "-noout -in ",
                   ShellWord(key.path)));
}

Finding EncryptionUnsupported(const CredentialFile& key, const KeyEncryption& encryption) {
  if (encryption.iterations > kMaxIterations) {
    return Fatal(FindingCode::kEncryptionUnsupported, key,
                 absl::StrCat("is encrypted in a way that is unknown, or that would take minutes "
                              "to open: ",
                              encryption.description),
                 absl::StrCat("encrypt it anew with fewer iterations and give that with --key: ",
                              EncryptAnew(key, " -iter 600000")));
  }
  return Fatal(FindingCode::kEncryptionUnsupported, key,
               absl::StrCat("is encrypted in a way that OpenSSL offers only to who asks for it: ",
                            encryption.description),
               absl::StrCat("encrypt it anew with a cipher of today and give that with --key: ",
                            EncryptAnew(key, Providers(encryption.legacy))));
}

std::string Providers(bool legacy) { return legacy ? " -provider legacy -provider default" : ""; }

}  // namespace certgen
