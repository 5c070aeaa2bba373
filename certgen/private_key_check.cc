#include "certgen/private_key_check.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/key_encryption.h"
#include "certgen/passphrase_check.h"
#include "certgen/pem.h"
#include "certgen/private_key_form.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "the private key";

constexpr char kOfTheRequest[] =
    "name the private key that the request was made with: --key FILE (openssl req -new -key FILE)";

std::string NameOrRenew(const CredentialFile& file) {
  return absl::StrCat(
      "name the private key with --key FILE; if it is lost, it cannot be made from "
      "the public one: ",
      ReissueCommand(file));
}

// PEM, but none of the blocks is a private key.
Finding NoKeyAmong(const std::vector<PemBlock>& blocks, const CredentialFile& file) {
  const std::string& label = blocks.front().label;
  if (std::optional<Finding> packed = Packed(label, file, kWhat)) return *std::move(packed);
  FindingCode code = FindingCode::kNotPem;
  std::string cure = "name the private key with --key FILE (-----BEGIN PRIVATE KEY-----)";
  if (absl::EndsWith(label, "PUBLIC KEY")) {
    code = FindingCode::kPrivateKeyIsPublicKey;
    cure = NameOrRenew(file);
  } else if (IsCertificateLabel(label)) {
    code = FindingCode::kPrivateKeyIsCertificate;
    cure = "give the key's file to --key and the certificate's to --cert";
  } else if (absl::EndsWith(label, "CERTIFICATE REQUEST")) {
    code = FindingCode::kPrivateKeyIsRequest;
    cure = kOfTheRequest;
  }
  return Fatal(code, file, absl::StrCat("holds ", DescribeLabel(label), ", not the private key"),
               cure);
}

Finding Exposed(const CredentialFile& file) {
  Finding finding = Fatal(FindingCode::kPrivateKeyExposed, file,
                          "its mode opens the private key to everybody on this machine",
                          absl::StrCat("chmod 600 ", ShellWord(file.path)));
  finding.severity = Severity::kWarning;
  return finding;
}

bool SignsHandshakes(const std::string& key_type) {
  return absl::StartsWith(key_type, "rsa-") || key_type == "ed25519" || key_type == "ed448" ||
         key_type == "ec-p256" || key_type == "ec-p384" || key_type == "ec-p521";
}

// The key in `block` of `file`, or one finding more, as CheckPrivateKey.
std::optional<PrivateKey> Open(const PemBlock& block, const CredentialFile& file,
                               const PassphraseFile& passphrase, std::vector<Finding>* findings) {
  const std::optional<KeyEncryption> encryption = EncryptionOf(block);
  if (encryption && encryption->iterations > kMaxIterations) {
    findings->push_back(EncryptionUnsupported(file, *encryption));
    return std::nullopt;
  }
  const bool given = !passphrase.passphrase.empty();
  absl::StatusOr<PrivateKey> key = PrivateKey::FromPem(block.text, passphrase.passphrase.text());
  bool needed = encryption.has_value();
  if (!key.ok() && encryption && given) {
    key = PrivateKey::FromPem(block.text);
    needed = false;
  }
  if (!key.ok()) {
    // A passphrase that could not be read is said already.
    const bool untold = !encryption || given || !passphrase.asked_for();
    if (untold) findings->push_back(UnreadableKey(block, file, passphrase));
    return std::nullopt;
  }
  if (given && !needed) {
    findings->push_back(PassphraseUnneeded(
        passphrase, absl::StrCat(file.path, encryption ? " opens with the empty passphrase"
                                                       : " holds a key that is not encrypted")));
  }
  return *std::move(key);
}

}  // namespace

std::optional<PrivateKey> CheckPrivateKey(const CredentialFile& file,
                                          const PassphraseFile& passphrase,
                                          std::vector<Finding>* findings) {
  const auto refuse = [&](Finding finding) {
    findings->push_back(std::move(finding));
    return std::nullopt;
  };
  if (auto finding = CheckReadable(file, kWhat)) return refuse(*std::move(finding));
  const FileContents contents = RecognizeContents(file.contents);
  if (contents == FileContents::kEngine) {
    return refuse(
        Fatal(FindingCode::kPrivateKeyIsEngine, file,
              "begins with 'engine:', which gRPC would take as code to load",
              "name a file that holds the private key itself with --key FILE; engines are "
              "not supported"));
  }
  if (contents == FileContents::kDerEncryptedKey) {
    return refuse(EncryptedDer(file, passphrase));
  }
  if (contents == FileContents::kDerPublicKey) {
    return refuse(Fatal(FindingCode::kPrivateKeyIsPublicKey, file,
                        "holds a public key in DER form, not the private key", NameOrRenew(file)));
  }
  if (contents == FileContents::kDerRequest) {
    return refuse(Fatal(FindingCode::kPrivateKeyIsRequest, file,
                        "holds a certificate request in DER form, not the private key",
                        kOfTheRequest));
  }
  if (contents == FileContents::kDerCertificate) {
    return refuse(Fatal(FindingCode::kPrivateKeyIsCertificate, file,
                        "holds a certificate in DER form, not the private key",
                        "give the key's file to --key and the certificate's to --cert"));
  }
  if (contents != FileContents::kPem) return refuse(NotPem(file, kWhat));

  const std::vector<PemBlock> blocks = SplitPem(file.contents);
  for (const PemBlock& block : blocks) {
    if (!IsPrivateKeyLabel(block.label)) continue;
    if (!block.complete) {
      return refuse(Damaged(FindingCode::kPrivateKeyTruncated, file,
                            "is cut short: the private key lacks its BEGIN or END line",
                            absl::StrCat("copy the whole file again, or ", Reissue(file))));
    }
    std::optional<PrivateKey> key = Open(block, file, passphrase, findings);
    if (!key) return std::nullopt;
    if (!SignsHandshakes(key->description())) {
      return refuse(Fatal(
          FindingCode::kPrivateKeyUnsupported, file,
          absl::StrCat("is a key of type ", key->description(), ", which signs no TLS handshake"),
          absl::StrCat("issue it again with another key: ",
                       ReissueCommand(file, "--key ec-p256"))));
    }
    if (!key->HalvesAgree()) {
      return refuse(Fatal(FindingCode::kPrivateKeyMalformed, file,
                          "is altered: its private half is not that of its public half, so no "
                          "signature by it is good",
                          absl::StrCat("copy the file again, or ", Reissue(file))));
    }
    if (file.readable_by_all) findings->push_back(Exposed(file));
    return key;
  }
  return refuse(NoKeyAmong(blocks, file));
}

}  // namespace certgen
