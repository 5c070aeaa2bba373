#include "certgen/chain.h"

#include "certgen/openssl_error.h"

namespace certgen {
namespace {

// TLS on Debian runs at security level 2: at least 112 bits, so no RSA-1024 and
// no SHA-1 signature.
constexpr int kTlsAuthLevel = 2;

std::vector<ChainError>& Collected(X509_STORE_CTX* context) {
  return *static_cast<std::vector<ChainError>*>(X509_STORE_CTX_get_app_data(context));
}

int CollectAndGoOn(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  const int code = X509_STORE_CTX_get_error(context);
  const int depth = X509_STORE_CTX_get_error_depth(context);
  if (code == X509_V_ERR_UNABLE_TO_GET_CRL && depth > 0) return 1;
  X509* current = X509_STORE_CTX_get_current_cert(context);
  if (current == nullptr) current = X509_STORE_CTX_get0_cert(context);
  X509_up_ref(current);
  Collected(context).push_back(
      {code, depth, Certificate(X509Ptr(current)), X509_verify_cert_error_string(code)});
  return 1;
}

void SetPolicy(const ChainPolicy& policy, X509_VERIFY_PARAM* parameters) {
  X509_VERIFY_PARAM_set_time(parameters, absl::ToTimeT(policy.time));
  X509_VERIFY_PARAM_set_auth_level(parameters, kTlsAuthLevel);
  unsigned long flags = X509_V_FLAG_TRUSTED_FIRST;
  if (policy.strict) flags |= X509_V_FLAG_X509_STRICT;
  if (policy.policies) {
    flags |= X509_V_FLAG_POLICY_CHECK;
    // Whichever it is; without this none would do.
    X509_VERIFY_PARAM_add0_policy(parameters, OBJ_nid2obj(NID_any_policy));
  }
  if (policy.partial_chain) flags |= X509_V_FLAG_PARTIAL_CHAIN;
  if (!policy.crls.empty()) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  if (policy.purpose == Purpose::kTlsServer) {
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_trust(parameters, X509_TRUST_SSL_SERVER);
  } else if (policy.purpose == Purpose::kTlsClient) {
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_CLIENT);
    X509_VERIFY_PARAM_set_trust(parameters, X509_TRUST_SSL_CLIENT);
  }
}

}  // namespace

absl::StatusOr<std::vector<ChainError>> VerifyChain(const Certificate& leaf,
                                                    const std::vector<Certificate>& intermediates,
                                                    const std::vector<Certificate>& roots,
                                                    const ChainPolicy& policy) {
  const X509StorePtr store(X509_STORE_new());
  const X509StackPtr untrusted(sk_X509_new_null());
  const X509StoreCtxPtr context(X509_STORE_CTX_new());
  bool ok = store != nullptr && untrusted != nullptr && context != nullptr;
  for (const Certificate& root : roots) ok = ok && X509_STORE_add_cert(store.get(), root.get());
  for (const RevocationList& crl : policy.crls)
    ok = ok && X509_STORE_add_crl(store.get(), crl.get());
  for (const Certificate& intermediate : intermediates) {
    ok = ok && sk_X509_push(untrusted.get(), intermediate.get()) > 0;
  }
  if (!ok || X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), untrusted.get()) != 1) {
    return OpenSslError("prepare to verify the chain");
  }
  std::vector<ChainError> errors;
  SetPolicy(policy, X509_STORE_CTX_get0_param(context.get()));
  X509_STORE_CTX_set_app_data(context.get(), &errors);
  X509_STORE_CTX_set_verify_cb(context.get(), CollectAndGoOn);
  const int result = X509_verify_cert(context.get());
  // Below 0 it could not go on, whatever it had found till then.
  if (result < 0 || (result != 1 && errors.empty())) return OpenSslError("verify the chain");
  ClearOpenSslErrors();
  return errors;
}

}  // namespace certgen
