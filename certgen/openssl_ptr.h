// Owners for the OpenSSL objects we use. A raw pointer to any of these types is
// borrowed; no other file calls a *_free function.
#ifndef CERTGEN_OPENSSL_PTR_H_
#define CERTGEN_OPENSSL_PTR_H_

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace certgen {

template <auto Free>
struct OpenSslFree {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

// OpenSSL's stacks are freed by macros, which cannot be template arguments.
inline void FreeGeneralNames(GENERAL_NAMES* names) { GENERAL_NAMES_free(names); }
inline void FreeExtensions(STACK_OF(X509_EXTENSION) * extensions) {
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}
inline void FreePolicyMappings(POLICY_MAPPINGS* mappings) {
  sk_POLICY_MAPPING_pop_free(mappings, POLICY_MAPPING_free);
}
inline void FreePkcs7Stack(STACK_OF(PKCS7) * stack) { sk_PKCS7_pop_free(stack, PKCS7_free); }
inline void FreeSafeBags(STACK_OF(PKCS12_SAFEBAG) * bags) {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}
inline void FreeX509Stack(STACK_OF(X509) * stack) { sk_X509_free(stack); }
inline void FreeOpenSslBytes(void* bytes) { OPENSSL_free(bytes); }
// Of a type known only at run time; null is fine.
inline void FreeAsnValue(ASN1_VALUE* value, const ASN1_ITEM* type) { ASN1_item_free(value, type); }

using AsnIntegerPtr = std::unique_ptr<ASN1_INTEGER, OpenSslFree<ASN1_INTEGER_free>>;
using AsnOctetStringPtr = std::unique_ptr<ASN1_OCTET_STRING, OpenSslFree<ASN1_OCTET_STRING_free>>;
using AsnBitStringPtr = std::unique_ptr<ASN1_BIT_STRING, OpenSslFree<ASN1_BIT_STRING_free>>;
using AsnIa5StringPtr = std::unique_ptr<ASN1_IA5STRING, OpenSslFree<ASN1_IA5STRING_free>>;
using AsnObjectPtr = std::unique_ptr<ASN1_OBJECT, OpenSslFree<ASN1_OBJECT_free>>;
using AsnStringPtr = std::unique_ptr<ASN1_STRING, OpenSslFree<ASN1_STRING_free>>;
using AsnTimePtr = std::unique_ptr<ASN1_TIME, OpenSslFree<ASN1_TIME_free>>;
using AuthorityKeyIdPtr = std::unique_ptr<AUTHORITY_KEYID, OpenSslFree<AUTHORITY_KEYID_free>>;
using BasicConstraintsPtr = std::unique_ptr<BASIC_CONSTRAINTS, OpenSslFree<BASIC_CONSTRAINTS_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, OpenSslFree<BN_free>>;
using BignumCtxPtr = std::unique_ptr<BN_CTX, OpenSslFree<BN_CTX_free>>;
// Wiped when it is freed.
using SecretBignumPtr = std::unique_ptr<BIGNUM, OpenSslFree<BN_clear_free>>;
using BioPtr = std::unique_ptr<BIO, OpenSslFree<BIO_free_all>>;
using EvpPkeyCtxPtr = std::unique_ptr<EVP_PKEY_CTX, OpenSslFree<EVP_PKEY_CTX_free>>;
using EvpPkeyPtr = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using ExtendedKeyUsagePtr =
    std::unique_ptr<EXTENDED_KEY_USAGE, OpenSslFree<EXTENDED_KEY_USAGE_free>>;
using ExtensionsPtr = std::unique_ptr < STACK_OF(X509_EXTENSION)
, OpenSslFree < FreeExtensions >> ;
using GeneralNamePtr = std::unique_ptr<GENERAL_NAME, OpenSslFree<GENERAL_NAME_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, OpenSslFree<FreeGeneralNames>>;
using NameConstraintsPtr = std::unique_ptr<NAME_CONSTRAINTS, OpenSslFree<NAME_CONSTRAINTS_free>>;
using InfoAccessPtr =
    std::unique_ptr<AUTHORITY_INFO_ACCESS, OpenSslFree<AUTHORITY_INFO_ACCESS_free>>;
using OpenSslBytesPtr = std::unique_ptr<unsigned char, OpenSslFree<FreeOpenSslBytes>>;
using Pbe2Ptr = std::unique_ptr<PBE2PARAM, OpenSslFree<PBE2PARAM_free>>;
using Pbkdf2Ptr = std::unique_ptr<PBKDF2PARAM, OpenSslFree<PBKDF2PARAM_free>>;
using PbePtr = std::unique_ptr<PBEPARAM, OpenSslFree<PBEPARAM_free>>;
using Pkcs12Ptr = std::unique_ptr<PKCS12, OpenSslFree<PKCS12_free>>;
using PolicyConstraintsPtr =
    std::unique_ptr<POLICY_CONSTRAINTS, OpenSslFree<POLICY_CONSTRAINTS_free>>;
using Pkcs7Ptr = std::unique_ptr<PKCS7, OpenSslFree<PKCS7_free>>;
using Pkcs7StackPtr = std::unique_ptr < STACK_OF(PKCS7)
, OpenSslFree < FreePkcs7Stack >> ;
using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpenSslFree<PKCS8_PRIV_KEY_INFO_free>>;
using SafeBagsPtr = std::unique_ptr < STACK_OF(PKCS12_SAFEBAG)
, OpenSslFree < FreeSafeBags >> ;
using ScryptPtr = std::unique_ptr<SCRYPT_PARAMS, OpenSslFree<SCRYPT_PARAMS_free>>;
using X509CrlPtr = std::unique_ptr<X509_CRL, OpenSslFree<X509_CRL_free>>;
using X509NamePtr = std::unique_ptr<X509_NAME, OpenSslFree<X509_NAME_free>>;
using X509Ptr = std::unique_ptr<X509, OpenSslFree<X509_free>>;
using X509ReqPtr = std::unique_ptr<X509_REQ, OpenSslFree<X509_REQ_free>>;
using X509SigPtr = std::unique_ptr<X509_SIG, OpenSslFree<X509_SIG_free>>;
// Borrows its certificates.
using X509StackPtr = std::unique_ptr < STACK_OF(X509)
, OpenSslFree < FreeX509Stack >> ;
using X509StorePtr = std::unique_ptr<X509_STORE, OpenSslFree<X509_STORE_free>>;
using X509StoreCtxPtr = std::unique_ptr<X509_STORE_CTX, OpenSslFree<X509_STORE_CTX_free>>;

}  // namespace certgen

#endif  // CERTGEN_OPENSSL_PTR_H_
