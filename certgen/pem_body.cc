#include "certgen/pem_body.h"

#include <openssl/pem.h>

#include "certgen/openssl_error.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

std::optional<PemBody> DecodePem(const PemBlock& block) {
  const BioPtr bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* bytes = nullptr;
  long length = 0;
  const bool ok = bio != nullptr && PEM_read_bio(bio.get(), &name, &header, &bytes, &length) == 1;
  const OpenSslBytesPtr owned_name(reinterpret_cast<unsigned char*>(name));
  const OpenSslBytesPtr owned_header(reinterpret_cast<unsigned char*>(header));
  const OpenSslBytesPtr owned_bytes(bytes);
  ClearOpenSslErrors();
  if (!ok) return std::nullopt;
  PemBody body = {header, std::string(reinterpret_cast<char*>(bytes), static_cast<size_t>(length))};
  OPENSSL_cleanse(bytes, static_cast<size_t>(length));
  return body;
}

}  // namespace certgen
