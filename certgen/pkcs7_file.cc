#include "certgen/pkcs7_file.h"

#include <utility>

#include "certgen/file_check.h"
#include "certgen/openssl_error.h"

namespace certgen {

std::vector<InspectedObject> OpenPkcs7(const CredentialFile& file, std::vector<Finding>* findings) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(file.contents.data());
  const Pkcs7Ptr pkcs7(d2i_PKCS7(nullptr, &bytes, static_cast<long>(file.contents.size())));
  ClearOpenSslErrors();
  std::vector<InspectedObject> objects;
  if (pkcs7 == nullptr || !PKCS7_type_is_signed(pkcs7.get()) || pkcs7->d.sign == nullptr) {
    findings->push_back(Fatal(FindingCode::kObjectMalformed, file,
                              pkcs7 == nullptr
                                  ? "holds PKCS#7 that is damaged"
                                  : "holds PKCS#7 of a kind that has no certificates to show",
                              "name a file that holds certificates (.p7b, .p7c)"));
    return objects;
  }
  const STACK_OF(X509)
  *certificates = pkcs7->d.sign->cert;
  for (int i = 0; certificates != nullptr && i < sk_X509_num(certificates); ++i) {
    X509* certificate = sk_X509_value(certificates, i);
    X509_up_ref(certificate);
    objects.push_back({Certificate(X509Ptr(certificate))});
  }
  const STACK_OF(X509_CRL)
  *lists = pkcs7->d.sign->crl;
  for (int i = 0; lists != nullptr && i < sk_X509_CRL_num(lists); ++i) {
    X509_CRL* list = sk_X509_CRL_value(lists, i);
    X509_CRL_up_ref(list);
    objects.push_back({RevocationList(X509CrlPtr(list))});
  }
  return objects;
}

}  // namespace certgen
