// What the octets of a known extension say.
#ifndef CERTGEN_EXTENSION_DECODING_H_
#define CERTGEN_EXTENSION_DECODING_H_

#include <optional>

#include "certgen/decoded_value.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

// A tree with these parts, by the extension's OID:
//   basicConstraints           ca, path_length
//   keyUsage, extendedKeyUsage, tlsfeature
//                              list of names; of OIDs where there is no name
//   subjectAltName, issuerAltName
//                              dns, ip, uri, email, other: a list each
//   subjectKeyIdentifier       hexadecimal
//   authorityKeyIdentifier     key_id, issuer, serial
//   nameConstraints            permitted, excluded
//   crlDistributionPoints, freshestCRL
//                              list of names, crl_issuer
//   certificatePolicies        list of policy, cps, notice
//   policyConstraints          require_explicit_policy, inhibit_policy_mapping
//   policyMappings             list of issuer, subject
//   authorityInfoAccess, subjectInfoAccess
//                              list of method, location
//   crlNumber, deltaCRL, inhibitAnyPolicy
//                              number as text
//   CRLReason, invalidityDate  text
// Any other that OpenSSL can print is its text. nullopt: unknown, or malformed.
std::optional<DecodedValue> DecodeExtension(X509_EXTENSION* extension);

// Whether OpenSSL knows what the octets of this extension should be.
bool IsDecodable(X509_EXTENSION* extension);

}  // namespace certgen

#endif  // CERTGEN_EXTENSION_DECODING_H_
