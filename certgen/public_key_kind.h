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

// Verifiers refuse an EC key that spells its curve out (RFC 5480 §2.1.1).
bool HasCurveWrittenOut(const Certificate& certificate);

// An RSA key whose algorithm is id-RSASSA-PSS (RFC 4055).
bool IsForRsaPssOnly(const Certificate& certificate);

// The size of an RSA key that may be used for any scheme; 0 for all others.
int RsaBits(const Certificate& certificate);

// The size of the public exponent of such a key, usually 17 for 65537; 0 for all others.
int RsaExponentBits(const Certificate& certificate);

}  // namespace certgen

#endif  // CERTGEN_PUBLIC_KEY_KIND_H_
