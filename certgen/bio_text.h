// What OpenSSL writes into a BIO, as text.
#ifndef CERTGEN_BIO_TEXT_H_
#define CERTGEN_BIO_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "certgen/openssl_error.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

// `write` takes a BIO* and returns 0 or less if it failed; then kInternal, with `what`.
template <typename Write>
absl::StatusOr<std::string> BioText(const char* what, Write write) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || write(bio.get()) <= 0) return OpenSslError(absl::StrCat("write ", what));
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(length));
}

}  // namespace certgen

#endif  // CERTGEN_BIO_TEXT_H_
