// Whether a certificate and its private key are both there, and belong to each other.
#ifndef CERTGEN_KEY_PAIR_CHECK_H_
#define CERTGEN_KEY_PAIR_CHECK_H_

#include <vector>

#include "certgen/certificate.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/secret_text.h"

namespace certgen {

// The certificates of `files.cert`, the leaf first: the one that the key is for, which is said to
// stand in the wrong place if it is not the first. `key_pem`: the key, written again, and not
// encrypted any more; empty if there is none that can be used. Finds what is wrong with either file
// and with the two together.
std::vector<Certificate> CheckKeyPair(const CredentialFiles& files, std::vector<Finding>* findings,
                                      SecretText* key_pem);

}  // namespace certgen

#endif  // CERTGEN_KEY_PAIR_CHECK_H_
