#include "certgen/signing_request.h"

#include <utility>

#include "certgen/asn1_value.h"
#include "certgen/distinguished_name.h"
#include "certgen/general_names.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

ExtensionsPtr RequestedExtensions(X509_REQ* request) {
  ExtensionsPtr extensions(X509_REQ_get_extensions(request));
  ClearOpenSslErrors();
  return extensions;
}

}  // namespace

absl::StatusOr<SigningRequest> SigningRequest::FromDer(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = bytes + der.size();
  X509ReqPtr request(d2i_X509_REQ(nullptr, &bytes, static_cast<long>(der.size())));
  if (request == nullptr || bytes != end) {
    return absl::InvalidArgumentError(OpenSslError("read certificate request").message());
  }
  return SigningRequest(std::move(request));
}

const X509_NAME* SigningRequest::subject_name() const {
  return X509_REQ_get_subject_name(request_.get());
}

std::string SigningRequest::subject() const { return NameText(subject_name()); }

std::vector<SubjectAltName> SigningRequest::names() const {
  const ExtensionsPtr extensions = RequestedExtensions(request_.get());
  const GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
      X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
  ClearOpenSslErrors();
  return FromGeneralNames(names.get());
}

std::vector<Extension> SigningRequest::extensions() const {
  return ReadExtensions(RequestedExtensions(request_.get()).get());
}

std::vector<std::string> SigningRequest::attributes() const {
  std::vector<std::string> names;
  for (int i = 0; i < X509_REQ_get_attr_count(request_.get()); ++i) {
    const ASN1_OBJECT* type = X509_ATTRIBUTE_get0_object(X509_REQ_get_attr(request_.get(), i));
    if (X509_REQ_extension_nid(OBJ_obj2nid(type)) != 1) names.push_back(OidName(*type));
  }
  return names;
}

std::string SigningRequest::signature_algorithm() const {
  const X509_ALGOR* algorithm = nullptr;
  X509_REQ_get0_signature(request_.get(), nullptr, &algorithm);
  return OidName(*algorithm->algorithm);
}

bool SigningRequest::has_valid_signature() const {
  EVP_PKEY* key = X509_REQ_get0_pubkey(request_.get());
  const bool valid = key != nullptr && X509_REQ_verify(request_.get(), key) == 1;
  ClearOpenSslErrors();
  return valid;
}

absl::StatusOr<PublicKey> SigningRequest::public_key() const {
  const EVP_PKEY* key = X509_REQ_get0_pubkey(request_.get());
  if (key == nullptr) return absl::InvalidArgumentError(OpenSslError("read public key").message());
  return PublicKey::Of(*key);
}

}  // namespace certgen
