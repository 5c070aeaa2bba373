// A certificate signing request (PKCS#10, RFC 2986) as a value: what somebody asks a CA
// to certify. Reading judges nothing and believes nothing.
#ifndef CERTGEN_SIGNING_REQUEST_H_
#define CERTGEN_SIGNING_REQUEST_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/extension.h"
#include "certgen/openssl_ptr.h"
#include "certgen/public_key.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

class SigningRequest {
 public:
  // kInvalidArgument unless `der` is one whole request.
  static absl::StatusOr<SigningRequest> FromDer(const std::string& der);

  // RFC 2253; empty for an empty name.
  std::string subject() const;
  const X509_NAME* subject_name() const;
  // The subject alternative names that it asks for.
  std::vector<SubjectAltName> names() const;
  // The extensions that it asks for.
  std::vector<Extension> extensions() const;
  // Names or OIDs of the attributes beside the extensions, such as a
  // challengePassword; never their values, which may be secret.
  std::vector<std::string> attributes() const;
  std::string signature_algorithm() const;
  // Whoever made it has the private key: the signature is that key's.
  bool has_valid_signature() const;
  // kInvalidArgument: damaged, or of an algorithm that OpenSSL does not know.
  absl::StatusOr<PublicKey> public_key() const;

 private:
  explicit SigningRequest(X509ReqPtr request) : request_(std::move(request)) {}

  std::shared_ptr<X509_REQ> request_;
};

}  // namespace certgen

#endif  // CERTGEN_SIGNING_REQUEST_H_
