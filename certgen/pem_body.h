// What a PEM block holds between its lines (RFC 7468; RFC 1421 for the header).
#ifndef CERTGEN_PEM_BODY_H_
#define CERTGEN_PEM_BODY_H_

#include <optional>
#include <string>

#include "certgen/pem.h"

namespace certgen {

struct PemBody {
  // "Proc-Type: 4,ENCRYPTED…" of keys in the traditional form.
  std::string header;
  // Of a private key it is secret: to be wiped after use.
  std::string der;
};

// nullopt if it is not base64, or not whole.
std::optional<PemBody> DecodePem(const PemBlock& block);

}  // namespace certgen

#endif  // CERTGEN_PEM_BODY_H_
