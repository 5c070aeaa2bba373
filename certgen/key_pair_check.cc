#include "certgen/key_pair_check.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_check.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/key_encryption.h"
#include "certgen/passphrase_check.h"
#include "certgen/pem.h"
#include "certgen/private_key_check.h"

namespace certgen {
namespace {

bool Has(const std::vector<Finding>& findings, FindingCode code) {
  return std::any_of(findings.begin(), findings.end(),
                     [code](const Finding& f) { return f.code == code; });
}

// Which of the private keys in `files.key` is `leaf`'s, from 1; 0 if none is.
int NumberOfKeyFor(const Certificate& leaf, const CredentialFiles& files) {
  int number = 0;
  int64_t budget = kMaxIterations;
  for (const PemBlock& block : SplitPem(files.key.contents)) {
    if (!IsPrivateKeyLabel(block.label)) continue;
    ++number;
    const std::optional<KeyEncryption> encryption = EncryptionOf(block);
    if (encryption && encryption->iterations > budget) return 0;
    if (encryption) budget -= encryption->iterations;
    const absl::StatusOr<PrivateKey> key =
        PrivateKey::FromPem(block.text, files.key_passphrase.passphrase.text());
    if (key.ok() && key->Matches(*leaf.get())) return number;
  }
  return 0;
}

Finding Mismatch(const CredentialFiles& files, const PrivateKey& key, const Certificate& leaf) {
  if (const int number = NumberOfKeyFor(leaf, files); number > 0) {
    return Fatal(FindingCode::kPrivateKeyMismatch, files.key, leaf,
                 absl::StrCat("holds several private keys: number ", number, " is that of the ",
                              "certificate in ", files.cert.path, ", and gRPC reads the first"),
                 "put that key alone into the file that --key names");
  }
  const std::string type = leaf.key_description();
  const bool same_type = key.description() == type;
  const bool of_two =
      files.cert.member && files.key.member && files.cert.member->name != files.key.member->name;
  const std::string beside =
      (std::filesystem::path(files.cert.path).parent_path() / kPrivateKeyFile).string();
  const std::string together =
      of_two ? absl::StrCat("such as --key ", ShellWord(beside))
             : absl::StrCat("or issue both again: ", ReissueCommand(files.cert));
  return Fatal(same_type ? FindingCode::kPrivateKeyMismatch : FindingCode::kPrivateKeyTypeMismatch,
               files.key, leaf,
               same_type
                   ? absl::StrCat("is not the key of the certificate in ", files.cert.path)
                   : absl::StrCat("is not the key of the certificate in ", files.cert.path,
                                  ": it is ", key.description(), ", the certificate's is ", type),
               absl::StrCat("give the two files that were made together, ", together));
}

// If the key is that of a later certificate, puts this one first, so that the rest of the
// check looks at the leaf.
void CheckPair(const CredentialFiles& files, const PrivateKey& key, std::vector<Certificate>* chain,
               std::vector<Finding>* findings) {
  if (chain->empty() || key.Matches(*chain->front().get())) return;
  const auto leaf = std::find_if(chain->begin(), chain->end(),
                                 [&](const Certificate& c) { return key.Matches(*c.get()); });
  if (leaf == chain->end()) {
    findings->push_back(Mismatch(files, key, chain->front()));
    return;
  }
  findings->push_back(
      Fatal(FindingCode::kChainOrder, files.cert, *leaf,
            absl::StrCat("the certificates are in the wrong order: the one that the private key "
                         "belongs to is number ",
                         leaf - chain->begin() + 1),
            absl::StrCat("put the leaf first, then the CA that issued it, and so on; or ",
                         Reissue(files.cert))));
  std::rotate(chain->begin(), leaf, leaf + 1);
}

// One of the two without the other: gRPC would drop it silently.
void CheckBothGiven(const CredentialFiles& files, std::vector<Finding>* findings) {
  if (files.cert.asked_for() && !files.key.asked_for()) {
    findings->push_back(Fatal(FindingCode::kPrivateKeyMissing, files.cert,
                              "the certificate was given without its private key",
                              "give the key too: --key FILE"));
  } else if (files.key.asked_for() && !files.cert.asked_for()) {
    findings->push_back(Fatal(FindingCode::kCertificateMissing, files.key,
                              "the private key was given without its certificate",
                              "give the certificate too: --cert FILE"));
  }
}

}  // namespace

std::vector<Certificate> CheckKeyPair(const CredentialFiles& files, std::vector<Finding>* findings,
                                      SecretText* key_pem) {
  CheckBothGiven(files, findings);
  CheckPassphraseFile(files.key_passphrase, findings);
  std::vector<Finding> about_files;
  std::vector<Certificate> chain =
      files.cert.asked_for() ? ParseChain(files.cert, &about_files) : std::vector<Certificate>();
  std::optional<PrivateKey> key;
  if (files.key.asked_for()) {
    key = CheckPrivateKey(files.key, files.key_passphrase, &about_files);
  } else if (!files.key_passphrase.passphrase.empty()) {
    about_files.push_back(PassphraseUnneeded(files.key_passphrase, "no private key is given"));
  }
  if (Has(about_files, FindingCode::kCertificateIsKey) &&
      Has(about_files, FindingCode::kPrivateKeyIsCertificate)) {
    about_files = {Fatal(FindingCode::kFilesSwapped, files.key,
                         absl::StrCat("holds the certificate, and ", files.cert.path,
                                      " holds the private key: the two are swapped"),
                         "swap them: --cert takes the certificate, --key the private key")};
  }
  findings->insert(findings->end(), about_files.begin(), about_files.end());
  if (key) {
    CheckPair(files, *key, &chain, findings);
    *key_pem = key->ToPem().value_or("");
  }
  return chain;
}

}  // namespace certgen
