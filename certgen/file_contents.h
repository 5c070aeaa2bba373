// What a file really is, when it is not what its flag says: for messages that
// name the mix-up.
#ifndef CERTGEN_FILE_CONTENTS_H_
#define CERTGEN_FILE_CONTENTS_H_

#include <string>

namespace certgen {

enum class FileContents {
  kEmpty,           // nothing, or white space only
  kPem,             // at least one BEGIN line
  kEngine,          // "engine:…", which gRPC would load as code
  kPath,            // one line that looks like a file name
  kDerCertificate,  // binary
  kDerPrivateKey,
  kDerEncryptedKey,
  kDerPublicKey,
  kDerRequest,
  kDerRevocationList,
  kPkcs12,
  kPkcs7,  // DER only; PEM has a label of its own
  kJavaKeystore,
  kOther,
};

FileContents RecognizeContents(const std::string& contents);

// "a PKCS#12 file", "a certificate in DER form"…
std::string Describe(FileContents contents);

// What a PEM label stands for: "a public key", "a certificate request"…
std::string DescribeLabel(const std::string& label);

}  // namespace certgen

#endif  // CERTGEN_FILE_CONTENTS_H_
