// What a certificate is and what it may be used for, in the words of people.
#ifndef CERTGEN_CERTIFICATE_ROLE_H_
#define CERTGEN_CERTIFICATE_ROLE_H_

#include <string>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/extension.h"

namespace certgen {

// "root CA", "intermediate CA", "leaf"; "self-signed leaf" is nobody's but its own.
std::string RoleInWords(const Certificate& certificate);

// What the extended key usage among `extensions` allows: "server", "client", else
// the names or OIDs as they stand. Empty: everything.
std::vector<std::string> UsesOf(const std::vector<Extension>& extensions);

// The names of the key usage's bits; empty if there is no key usage.
std::vector<std::string> KeyUsesOf(const std::vector<Extension>& extensions);

}  // namespace certgen

#endif  // CERTGEN_CERTIFICATE_ROLE_H_
