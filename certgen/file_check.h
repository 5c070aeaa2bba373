// The faults that any file of a credential can have: not to be read, or not
// text that TLS could use.
#ifndef CERTGEN_FILE_CHECK_H_
#define CERTGEN_FILE_CHECK_H_

#include <optional>
#include <string>

#include "certgen/credential_files.h"
#include "certgen/file_contents.h"
#include "certgen/finding.h"
#include "certgen/pem.h"

namespace certgen {

// In bits (NIST SP 800-57): OpenSSL's security level 2, which Debian sets for TLS.
inline constexpr int kMinSecurityBits = 112;

// A finding about `file`, or about a certificate in it.
Finding Fatal(FindingCode code, const CredentialFile& file, std::string cause, std::string cure);
Finding Fatal(FindingCode code, const CredentialFile& file, Certificate certificate,
              std::string cause, std::string cure);
Finding Warning(FindingCode code, const CredentialFile& file, Certificate certificate,
                std::string cause, std::string cure);

// Missing, unreadable, a folder, too large, empty, or a path in place of
// contents. `what` is the thing that belongs there, such as "the private key".
std::optional<Finding> CheckReadable(const CredentialFile& file, const std::string& what);

// The cure for a file that is there and cannot be read.
std::string HowToRead(const CredentialFile& file, const std::string& what);

// `certificate` stands in `block` under another label than CERTIFICATE, which not everybody reads.
// `own`: it is presented; of a TRUSTED CERTIFICATE, OpenSSL's own form, bare gRPC C++ then says
// "Invalid certificate" (our programs write it again before gRPC sees it).
void CheckLabel(const PemBlock& block, const Certificate& certificate, const CredentialFile& file,
                bool own, std::vector<Finding>* findings);

// PEM that cannot be read, or only in part. If it is known what became of it on its way here
// (pem_mangling.h), that is said in place of `cause` and `cure`.
Finding Damaged(FindingCode code, const CredentialFile& file, std::string cause, std::string cure);

// Of PEM that packs certificates or keys into one object, PKCS#7 or PKCS#12: how to take `what`
// out. nullopt for every other label.
std::optional<Finding> Packed(const std::string& label, const CredentialFile& file,
                              const std::string& what);

// Readable, but without a PEM block of the kind wanted: says what it is instead
// and how to convert it.
Finding NotPem(const CredentialFile& file, const std::string& what);

}  // namespace certgen

#endif  // CERTGEN_FILE_CHECK_H_
