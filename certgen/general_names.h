// Subject alternative names in OpenSSL's form, there and back.
#ifndef CERTGEN_GENERAL_NAMES_H_
#define CERTGEN_GENERAL_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/openssl_ptr.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

// Each name in its own kind. kEmail and kOther are only read, never written:
// kInvalidArgument.
absl::StatusOr<GeneralNamesPtr> ToGeneralNames(const std::vector<SubjectAltName>& names);

// In the order of the certificate; none for a null pointer.
std::vector<SubjectAltName> FromGeneralNames(const GENERAL_NAMES* names);

// "DNS:a.test", "IP:10.0.0.0/8" (as in name constraints), "DirName:CN=x", "RID:1.2.3",
// "otherName:1.2.3=text"…; every kind of name has some text.
std::string GeneralNameText(const GENERAL_NAME& name);

}  // namespace certgen

#endif  // CERTGEN_GENERAL_NAMES_H_
