#include "certgen/private_key_form.h"

#include <optional>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/key_encryption.h"
#include "certgen/openssl_error.h"
#include "certgen/passphrase_check.h"
#include "certgen/pem_body.h"

namespace certgen {
namespace {

// Ciphers of old stand in a provider of their own, which nobody loads unasked.
bool HasLegacyCipher(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const X509SigPtr encrypted(d2i_X509_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  ClearOpenSslErrors();
  if (encrypted == nullptr) return false;
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
  return DescribeEncryption(*algorithm).legacy;
}

Finding Encrypted(const CredentialFile& file, bool legacy) {
  return Fatal(FindingCode::kPrivateKeyEncrypted, file,
               "is encrypted with a passphrase, which is not given, and gRPC cannot ask for",
               absl::StrCat("give it with --key-passphrase-file FILE, or decrypt the key and give "
                            "that with --key: openssl pkey",
                            Providers(legacy), " -in ", ShellWord(file.path), " -out ",
                            ShellWord(file.path + ".plain")));
}

Finding Mislabelled(FindingCode code, const PemBlock& block, const CredentialFile& file,
                    const std::string& what, const std::string& command) {
  // The block alone: the file may hold others.
  const std::string from_to =
      absl::StrCat("/BEGIN ", block.label, "/,/END ", block.label, "/{/-----/d;p}");
  return Fatal(code, file,
               absl::StrCat("is labelled ", block.label, ", but what follows is ", what),
               absl::StrCat("write it anew and give that with --key: sed -n ", ShellWord(from_to),
                            " ", ShellWord(file.path), " | openssl base64 -d | openssl ", command,
                            " -inform DER -out ", ShellWord(file.path + ".pem")));
}

Finding DamagedKey(const CredentialFile& file) {
  return Damaged(FindingCode::kPrivateKeyMalformed, file,
                 "is damaged: the text between BEGIN and END is not a private key",
                 absl::StrCat("copy the whole file again, or ", Reissue(file)));
}

// By the bytes, whatever the label says.
Finding AboutBytes(const std::string& der, const PemBlock& block, const CredentialFile& file) {
  switch (RecognizeContents(der)) {
    case FileContents::kDerPrivateKey:
      return Mislabelled(FindingCode::kPrivateKeyMalformed, block, file,
                         "a key in another form, which OpenSSL then does not read", "pkey");
    case FileContents::kDerEncryptedKey:
      return Mislabelled(FindingCode::kPrivateKeyEncrypted, block, file,
                         "a key encrypted with a passphrase, which gRPC cannot ask for",
                         absl::StrCat("pkcs8", Providers(HasLegacyCipher(der))));
    case FileContents::kDerPublicKey:
      return Fatal(FindingCode::kPrivateKeyIsPublicKey, file,
                   absl::StrCat("is labelled ", block.label, ", but what follows is a public key"),
                   absl::StrCat("name the private key with --key FILE, or ", Reissue(file)));
    case FileContents::kDerCertificate:
      return Fatal(FindingCode::kPrivateKeyIsCertificate, file,
                   absl::StrCat("is labelled ", block.label, ", but what follows is a certificate"),
                   "name the private key with --key FILE");
    default:
      break;
  }
  if (!IsPkcs8Version2(der)) return DamagedKey(file);
  return Fatal(FindingCode::kPrivateKeyUnsupported, file,
               "is PKCS#8 of version 2, with the public key inside (RFC 5958), which OpenSSL does "
               "not read",
               absl::StrCat("let the program that made it write PKCS#8 of version 1, or issue it "
                            "again with another key: ",
                            ReissueCommand(file, "--key ec-p256")));
}

}  // namespace

bool IsPkcs8Version2(const std::string& der) {
  const auto* contents = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = contents + der.size();
  long length = 0;
  int tag = 0;
  int tag_class = 0;
  const int outcome =
      ASN1_get_object(&contents, &length, &tag, &tag_class, static_cast<long>(der.size()));
  ClearOpenSslErrors();
  // 0x80: an error; 1: a length that is left open.
  if ((outcome & 0x81) != 0 || tag != V_ASN1_SEQUENCE || contents + length != end) return false;
  // The version, and after it the algorithm, which the traditional form of EC has not.
  const std::string_view inside(reinterpret_cast<const char*>(contents),
                                static_cast<size_t>(length));
  return inside.starts_with("\x02\x01\x01\x30");
}

Finding EncryptedDer(const CredentialFile& file, const PassphraseFile& passphrase) {
  if (passphrase.asked_for()) {
    return Fatal(
        FindingCode::kIsDer, file,
        "is an encrypted private key in DER form; the private key must be in PEM form",
        absl::StrCat(
            "write it as PEM, encrypted as it is, and give that with --key: "
            "(umask 077; { echo '-----BEGIN ENCRYPTED PRIVATE KEY-----'; openssl base64 -in ",
            ShellWord(file.path), "; echo '-----END ENCRYPTED PRIVATE KEY-----'; } > ",
            ShellWord(file.path + ".pem"), ")"));
  }
  return Fatal(FindingCode::kPrivateKeyEncrypted, file,
               "is encrypted with a passphrase, which gRPC cannot ask for (and is DER; "
               "--key-passphrase-file opens PEM)",
               absl::StrCat("decrypt it and give that with --key: openssl pkcs8",
                            Providers(HasLegacyCipher(file.contents)), " -inform DER -in ",
                            ShellWord(file.path), " -out ", ShellWord(file.path + ".pem")));
}

Finding UnreadableKey(const PemBlock& block, const CredentialFile& file,
                      const PassphraseFile& passphrase) {
  if (absl::StartsWith(block.label, "OPENSSH")) {
    return Fatal(FindingCode::kPrivateKeyUnsupported, file,
                 "is a key in the form of OpenSSH, which TLS libraries do not read",
                 absl::StrCat("rewrite a copy of it (RSA and EC): ssh-keygen -p -m PKCS8 -f ",
                              ShellWord(file.path), "; or ", Reissue(file)));
  }
  std::optional<PemBody> body = DecodePem(block);
  if (const std::optional<KeyEncryption> encryption = EncryptionOf(block)) {
    if (!passphrase.asked_for()) return Encrypted(file, encryption->legacy);
    return encryption->legacy ? EncryptionUnsupported(file, *encryption)
                              : PassphraseWrong(file, passphrase);
  }
  if (!body) return DamagedKey(file);
  Finding finding = AboutBytes(body->der, block, file);
  OPENSSL_cleanse(body->der.data(), body->der.size());
  return finding;
}

}  // namespace certgen
