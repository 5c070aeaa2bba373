#include "services/tls/revocation_in_tls.h"

#include <openssl/ssl.h>

#include "certgen/revocation_finding.h"

namespace tls {

#ifdef OPENSSL_IS_BORINGSSL

bool CheckRevocationInTls(const std::vector<certgen::RevocationList>& /*lists*/,
                          bool /*required*/) {
  return false;
}

#else

namespace {

struct Policy {
  std::vector<certgen::RevocationList> lists;
  bool required = false;
};

// Never destroyed: gRPC's threads may shake hands while the process ends.
Policy& Current() {
  static auto* const policy = new Policy();
  return *policy;
}

int GoOnWithoutList(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  const int code = X509_STORE_CTX_get_error(context);
  const int depth = X509_STORE_CTX_get_error_depth(context);
  if (!certgen::IsOfRevocationList(code)) return 0;
  // As in VerifyChain: CAs are looked up where there is a list.
  const bool of_a_ca = code == X509_V_ERR_UNABLE_TO_GET_CRL && depth > 0;
  if (Current().required && !of_a_ca) return 0;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

// Each SSL_CTX as it is made, before anybody else has it.
void OnNewContext(void* parent, void* /*value*/, CRYPTO_EX_DATA* /*data*/, int /*index*/,
                  long /*number*/, void* /*argument*/) {
  X509_STORE* store = SSL_CTX_get_cert_store(static_cast<SSL_CTX*>(parent));
  if (store == nullptr) return;
  for (const certgen::RevocationList& list : Current().lists) {
    X509_STORE_add_crl(store, list.get());
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  X509_STORE_set_verify_cb(store, GoOnWithoutList);
}

}  // namespace

bool CheckRevocationInTls(const std::vector<certgen::RevocationList>& lists, bool required) {
  Current() = {lists, required};
  return SSL_CTX_get_ex_new_index(0, nullptr, OnNewContext, nullptr, nullptr) >= 0;
}

#endif

}  // namespace tls
