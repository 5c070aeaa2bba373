// What kind of public key a certificate holds, finer than DescribeKey: as
// verifiers other than OpenSSL tell them apart.
#ifndef CERTGEN_PUBLIC_KEY_KIND_H_
#define CERTGEN_PUBLIC_KEY_KIND_H_

#include <string>

#include "certgen/certificate.h"

namespace certgen {

// Such as "rsa-2048", "ec-p256", "ec-p256 with its curve written out", "rsa-2048
// for RSA-PSS only", "unreadable".
std::string PublicKeyKind(const Certificate& certificate);

// An EC key on P-256, P-384 or P-521, and the curve is given by its name.
bool HasNamedNistCurve(const Certificate& certificate);

// The size of an RSA key that may be used for any scheme; 0 for all others.
int RsaBits(const Certificate& certificate);

}  // namespace certgen

#endif  // CERTGEN_PUBLIC_KEY_KIND_H_
