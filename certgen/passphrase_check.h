// The faults of a private key's passphrase and of the file that holds it.
#ifndef CERTGEN_PASSPHRASE_CHECK_H_
#define CERTGEN_PASSPHRASE_CHECK_H_

#include <string>
#include <vector>

#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/key_encryption.h"

namespace certgen {

// The file by itself: fatal if no passphrase can be had from it, a warning if everybody may read
// it. Nothing if none was asked for.
void CheckPassphraseFile(const PassphraseFile& passphrase, std::vector<Finding>* findings);

// A warning: the passphrase is used for nothing. `why` follows a colon.
Finding PassphraseUnneeded(const PassphraseFile& passphrase, const std::string& why);

// Why the key in `key`, encrypted in a way that OpenSSL knows, does not open with `passphrase`.
Finding PassphraseWrong(const CredentialFile& key, const PassphraseFile& passphrase);

// The key in `key` is encrypted in a way that OpenSSL does not open, or that takes too long
// (kMaxIterations), whatever the passphrase.
Finding EncryptionUnsupported(const CredentialFile& key, const KeyEncryption& encryption);

// For openssl, so that it decrypts with ciphers of old, too.
std::string Providers(bool legacy);

}  // namespace certgen

#endif  // CERTGEN_PASSPHRASE_CHECK_H_
