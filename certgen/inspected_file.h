// What is in a file of certificates and keys, object by object. No private part of any
// key is in here, so none can be shown.
#ifndef CERTGEN_INSPECTED_FILE_H_
#define CERTGEN_INSPECTED_FILE_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/public_key.h"
#include "certgen/revocation_list.h"
#include "certgen/signing_request.h"

namespace certgen {

// A private key; all that is kept of it.
struct PrivateKeyObject {
  PublicKey public_half;
};

// A private key with a passphrase, and how it is encrypted: "AES-256-CBC by …".
struct EncryptedKeyObject {
  std::string encryption;
};

// Neither certificate nor key, but no fault: "EC parameters".
struct OtherObject {
  std::string what;
};

struct InspectedObject {
  std::variant<Certificate, PrivateKeyObject, EncryptedKeyObject, PublicKey, SigningRequest,
               RevocationList, OtherObject>
      object;
  // Where it begins in a PEM text, from 1; else 0.
  int line = 0;
  // The friendlyName in a PKCS#12 file.
  std::string friendly_name = "";

  // What follows is known once all files are read.

  // "FILE", or "FILE #2" where a file holds several.
  std::string place = "";
  // Of a certificate, request or revocation list: the place of the certificate whose key
  // signed it; of a self-signed one, its own place.
  std::string issued_by = "";
  // Of a key: the place of the certificate or request that is for it. Of a certificate
  // or request: the place of its private key.
  std::string counterpart = "";
  // Of a key beside a certificate in one directory, tls.key beside tls.crt: the place of
  // that certificate if it is not for this key.
  std::string mismatch = "";
};

struct InspectedFile {
  // As the user knows it; "-" is standard input.
  std::string path;
  // "PEM", "DER", "PKCS#12", "PKCS#7"; "base64 of PEM"…
  std::string form;
  // In the order of the file.
  std::vector<InspectedObject> objects;
};

}  // namespace certgen

#endif  // CERTGEN_INSPECTED_FILE_H_
