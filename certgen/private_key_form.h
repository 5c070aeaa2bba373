// Private keys that are whole and that OpenSSL, and with it gRPC C++, does not read all the same,
// or not unasked.
#ifndef CERTGEN_PRIVATE_KEY_FORM_H_
#define CERTGEN_PRIVATE_KEY_FORM_H_

#include <string>

#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/pem.h"

namespace certgen {

// PKCS#8 of version 2, which has the public key inside (RFC 5958): what the Rust library ring
// makes of Ed25519. OpenSSL 3.0 reads version 1 alone.
bool IsPkcs8Version2(const std::string& der);

// Of an encrypted key in DER (PKCS#8), with a passphrase or without.
Finding EncryptedDer(const CredentialFile& file, const PassphraseFile& passphrase);

// Why `block` of `file`, complete and labelled as a private key, is none that can be read: it is
// encrypted, and not with `passphrase`; in a form of others, labelled wrongly, or damaged.
Finding UnreadableKey(const PemBlock& block, const CredentialFile& file,
                      const PassphraseFile& passphrase);

}  // namespace certgen

#endif  // CERTGEN_PRIVATE_KEY_FORM_H_
