#include "certgen/der_object.h"

#include <openssl/rsa.h>

#include <utility>

#include "certgen/key_encryption.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

template <typename Ptr, typename Read>
Ptr Whole(const std::string& der, Read read) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = bytes + der.size();
  Ptr object(read(nullptr, &bytes, static_cast<long>(der.size())));
  ClearOpenSslErrors();
  if (bytes != end) return nullptr;
  return object;
}

template <typename T>
std::optional<InspectedObject> IfOk(absl::StatusOr<T> object) {
  if (!object.ok()) return std::nullopt;
  return InspectedObject{*std::move(object)};
}

// RSA keys have a form of their own beside the usual one ("RSA PUBLIC KEY").
EvpPkeyPtr ReadPublicKey(const std::string& der) {
  EvpPkeyPtr key = Whole<EvpPkeyPtr>(der, d2i_PUBKEY);
  if (key == nullptr) {
    key = Whole<EvpPkeyPtr>(der, [](EVP_PKEY** out, const unsigned char** bytes, long length) {
      return d2i_PublicKey(EVP_PKEY_RSA, out, bytes, length);
    });
  }
  return key;
}

}  // namespace

size_t DerLength(const std::string& bytes) {
  const auto* start = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* contents = start;
  long length = 0;
  int tag = 0;
  int tag_class = 0;
  const int outcome =
      ASN1_get_object(&contents, &length, &tag, &tag_class, static_cast<long>(bytes.size()));
  ClearOpenSslErrors();
  // 0x80: an error; 1: a length that is left open, as BER allows.
  if ((outcome & 0x81) != 0 || length < 0) return bytes.size();
  return static_cast<size_t>(contents - start) + static_cast<size_t>(length);
}

std::optional<InspectedObject> ReadDerObject(FileContents kind, const std::string& der) {
  switch (kind) {
    case FileContents::kDerCertificate:
      return IfOk(Certificate::FromDer(der));
    case FileContents::kDerRequest:
      return IfOk(SigningRequest::FromDer(der));
    case FileContents::kDerRevocationList:
      return IfOk(RevocationList::FromDer(der));
    case FileContents::kDerPrivateKey: {
      const auto key = Whole<EvpPkeyPtr>(der, d2i_AutoPrivateKey);
      if (key == nullptr) return std::nullopt;
      const absl::StatusOr<PublicKey> half = PublicKey::Of(*key);
      if (!half.ok()) return std::nullopt;
      return InspectedObject{PrivateKeyObject{*half}};
    }
    case FileContents::kDerPublicKey: {
      const EvpPkeyPtr key = ReadPublicKey(der);
      if (key == nullptr) return std::nullopt;
      return IfOk(PublicKey::Of(*key));
    }
    case FileContents::kDerEncryptedKey: {
      const auto key = Whole<X509SigPtr>(der, d2i_X509_SIG);
      if (key == nullptr) return std::nullopt;
      const X509_ALGOR* algorithm = nullptr;
      X509_SIG_get0(key.get(), &algorithm, nullptr);
      return InspectedObject{EncryptedKeyObject{DescribeEncryption(*algorithm).description}};
    }
    default:
      return std::nullopt;
  }
}

}  // namespace certgen
