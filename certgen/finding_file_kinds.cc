#include "certgen/finding_kinds.h"

namespace certgen {
namespace {

using Code = FindingCode;
using Result = HandshakeResult;

}  // namespace

// clang-format off
std::vector<FindingKind> FileFindingKinds() {
  return {
    // Files.
    {Code::kFileMissing, "FILE_MISSING",
     Result::kNone, false,
     "A file that is needed is not there.",
     "Check the path; in a directory of credentials the files are called tls.crt, tls.key and "
     "ca.crt. Make them with certgen init or certgen leaf NAME."},
    {Code::kFileUnreadable, "FILE_UNREADABLE",
     Result::kNone, false,
     "The user who runs the program may not read the file.",
     "Let that user read it: chown USER FILE, or certgen leaf NAME --force --mode 0640 --group "
     "GROUP."},
    {Code::kFileIsDirectory, "FILE_IS_DIRECTORY",
     Result::kNone, false,
     "A folder was given where a file belongs.",
     "Name the file inside it, or give the folder to --tls-dir."},
    {Code::kFileEmpty, "FILE_EMPTY",
     Result::kNone, false,
     "The file has no contents: a copy that failed, or a Secret made of links.",
     "Copy it again, or issue it again: certgen leaf NAME --force."},
    {Code::kFileTooLarge, "FILE_TOO_LARGE",
     Result::kNone, false,
     "The file is larger than any certificate, key or bundle of roots.",
     "Name the right file with --cert, --key or --ca."},
    {Code::kFileIsPath, "FILE_IS_PATH",
     Result::kNone, false,
     "The file holds the name of another file: a path was written where contents belong.",
     "Name that file with --cert, --key or --ca, or put its contents there."},
    {Code::kFilesChanging, "FILES_CHANGING",
     Result::kNone, false,
     "The files of the directory kept changing while they were read.",
     "Write them elsewhere and rename, as certgen and Kubernetes do."},
    {Code::kFilesSwapped, "FILES_SWAPPED",
     Result::kNone, false,
     "The certificate is where the key belongs, and the key where the certificate belongs.",
     "Swap them: --cert takes the certificate, --key the key."},
    {Code::kNotPem, "NOT_PEM",
     Result::kNone, false,
     "The file is neither PEM nor anything else that is known here.",
     "Put the PEM text there (it begins with -----BEGIN), or name its file with --cert, --key or "
     "--ca."},
    {Code::kIsDer, "IS_DER",
     Result::kNone, false,
     "The file is in DER, the binary form; gRPC reads PEM only.",
     "Convert it: openssl x509 -inform DER (a certificate) or openssl pkey -inform DER (a key)."},
    {Code::kIsPkcs12, "IS_PKCS12",
     Result::kNone, false,
     "The file is PKCS#12 (.p12, .pfx); gRPC reads PEM only.",
     "Take the parts out: openssl pkcs12 -nokeys (certificates), openssl pkcs12 -nocerts -noenc "
     "(the key)."},
    {Code::kIsPkcs7, "IS_PKCS7",
     Result::kNone, false,
     "The file is PKCS#7 (.p7b); gRPC reads certificates one by one.",
     "Take the certificates out: openssl pkcs7 -print_certs."},
    // What else a file may hold.
    {Code::kObjectMalformed, "OBJECT_MALFORMED",
     Result::kNone, false,
     "An object in the file is damaged or cut short.",
     "Copy the whole file again from where it was made, and look: certgen inspect FILE."},
    {Code::kObjectUnknown, "OBJECT_UNKNOWN",
     Result::kNone, false,
     "The file holds something that certgen inspect does not read.",
     "Convert it to PEM: ssh-keygen -p -m PEM (a key of OpenSSH), keytool -importkeystore "
     "-deststoretype PKCS12 (a Java keystore)."},
    {Code::kPassphraseMissing, "PASSPHRASE_MISSING",
     Result::kNone, false,
     "The PKCS#12 file is encrypted, and no passphrase was given.",
     "Give it: certgen inspect --passphrase-file FILE."},
    {Code::kPassphraseWrong, "PASSPHRASE_WRONG",
     Result::kNone, false,
     "The passphrase given is not that of the private key or of the PKCS#12 file.",
     "Give the one that it was encrypted with, on the first line of the file: "
     "--key-passphrase-file FILE for a key, certgen inspect --passphrase-file FILE for PKCS#12."},
    {Code::kEncryptionUnsupported, "ENCRYPTION_UNSUPPORTED",
     Result::kNone, false,
     "The file is encrypted in a way that this OpenSSL does not have or does not offer unasked, or "
     "that takes minutes to open.",
     "Write it anew with today's ciphers. A key: openssl pkcs8 -topk8 -provider legacy -provider "
     "default -in OLD -out NEW. PKCS#12: openssl pkcs12 -legacy -in OLD -out parts.pem -noenc, "
     "then openssl pkcs12 -export."},
    // The private key.
    {Code::kPrivateKeyMissing, "PRIVATE_KEY_MISSING",
     Result::kNone, false,
     "There is a certificate but no private key for it; gRPC then leaves the certificate out "
     "without a word.",
     "Give the key: --key FILE, or tls.key in the directory."},
    {Code::kPrivateKeyMalformed, "PRIVATE_KEY_MALFORMED",
     Result::kNone, false,
     "The text between the key's BEGIN and END is damaged.",
     "Copy the file again, or issue it again: certgen leaf NAME --force."},
    {Code::kPrivateKeyTruncated, "PRIVATE_KEY_TRUNCATED",
     Result::kNone, false,
     "The key is cut short: its BEGIN or END line is missing.",
     "Copy the whole file again, or issue it again: certgen leaf NAME --force."},
    {Code::kPrivateKeyEncrypted, "PRIVATE_KEY_ENCRYPTED",
     Result::kNone, false,
     "The key has a passphrase, and it is not given; gRPC asks for none and takes none.",
     "Decrypt it: openssl pkey -in FILE -out FILE.plain. Or give its passphrase to echo-server, "
     "echo-client or certgen verify: --key-passphrase-file FILE"},
    {Code::kPrivateKeyUnsupported, "PRIVATE_KEY_UNSUPPORTED",
     Result::kNone, false,
     "The key is of a kind that signs no TLS handshake (X25519, DSA and the like).",
     "Issue it again with another key: certgen leaf NAME --force --key ec-p256."},
    {Code::kPrivateKeyIsPublicKey, "PRIVATE_KEY_IS_PUBLIC_KEY",
     Result::kNone, false,
     "The public key is where the private key belongs.",
     "Name the private key with --key; it cannot be made from the public one, but with the "
     "certificate anew: certgen leaf NAME --force."},
    {Code::kPrivateKeyIsCertificate, "PRIVATE_KEY_IS_CERTIFICATE",
     Result::kNone, false,
     "A certificate is where the private key belongs.",
     "Give the key's file to --key and the certificate's to --cert."},
    {Code::kPrivateKeyIsRequest, "PRIVATE_KEY_IS_REQUEST",
     Result::kNone, false,
     "A certificate request is where the private key belongs.",
     "Name the private key that the request was made with: --key FILE."},
    {Code::kPrivateKeyIsEngine, "PRIVATE_KEY_IS_ENGINE",
     Result::kNone, false,
     "The text begins with engine:, which gRPC on OpenSSL would take as code to load.",
     "Name a file with the private key itself: --key FILE."},
    {Code::kPrivateKeyMismatch, "PRIVATE_KEY_MISMATCH",
     Result::kNone, false,
     "Key and certificate are of one type, but do not belong together.",
     "Give the two files that were made together, or issue both again: certgen leaf NAME --force."},
    {Code::kPrivateKeyTypeMismatch, "PRIVATE_KEY_TYPE_MISMATCH",
     Result::kNone, false,
     "Key and certificate are of different types, such as RSA and EC: they cannot belong "
     "together.",
     "Give the two files that were made together, or issue both again: certgen leaf NAME --force."},
    {Code::kPrivateKeyExposed, "PRIVATE_KEY_EXPOSED",
     Result::kNone, true,
     "Everybody on this machine may read the key.",
     "chmod 600 FILE; and issue a new one if others were here: certgen leaf NAME --force."},
    {Code::kPassphraseExposed, "PASSPHRASE_EXPOSED",
     Result::kNone, false,
     "Everybody on this machine may read the passphrase of the private key.",
     "chmod 600 FILE; and encrypt the key anew if others were here: openssl pkcs8 -topk8."},
    {Code::kPassphraseUnneeded, "PASSPHRASE_UNNEEDED",
     Result::kNone, false,
     "A passphrase is given, and there is no private key that needs it: it is not encrypted, or "
     "not given. Perhaps it is another key than the one that was meant.",
     "Leave out --key-passphrase-file (and ECHO_KEY_PASSPHRASE_FILE), or name the encrypted key: "
     "--key FILE."},
  };
}
// clang-format on

}  // namespace certgen
