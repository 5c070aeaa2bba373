// Distinguished names (RFC 5280 §4.1.2.4): read as text, and made as the subject of a
// certificate to be issued (§4.1.2.6).
#ifndef CERTGEN_DISTINGUISHED_NAME_H_
#define CERTGEN_DISTINGUISHED_NAME_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "certgen/openssl_ptr.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

// RFC 2253 with UTF-8 left readable, such as "CN=localhost"; empty for an empty name
// and for one that cannot be decoded.
std::string NameText(const X509_NAME* name);

struct NameAttribute {
  // "CN"; the OID if there is no name for it.
  std::string type;
  std::string oid;
  // UTF-8, unescaped; empty if it cannot be decoded.
  std::string value;
};

// In the order of the encoding, which is the reverse of NameText's.
std::vector<NameAttribute> Attributes(const X509_NAME* name);

// kInvalidArgument unless `name` can be a CA's common name: 1 to 64 characters of
// UTF-8, none of them a control character.
absl::Status CheckCommonName(const std::string& name);

// "CN=NAME, serialNumber=DIGITS", the digits from the digest of the key,
// which must be set. Trust stores look roots up by name: were two of one name,
// verification would try the wrong key.
absl::Status SetCaSubject(const std::string& name, X509* certificate);

// "CN=" the first DNS name or IP address of at most 64 characters, so that the
// CN is always one of the names; an empty subject if there is none.
absl::Status SetLeafSubject(const std::vector<SubjectAltName>& names, X509* certificate);

}  // namespace certgen

#endif  // CERTGEN_DISTINGUISHED_NAME_H_
