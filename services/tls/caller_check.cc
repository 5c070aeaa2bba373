#include "services/tls/caller_check.h"

#include <grpc/grpc_security_constants.h>
#include <openssl/evp.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "certgen/finding_code.h"
#include "certgen/fingerprint.h"
#include "certgen/pem.h"
#include "services/tls/alert_code.h"

namespace tls {
namespace {

using certgen::Certificate;
using Code = certgen::FindingCode;

constexpr size_t kVerdicts = 10000;
constexpr size_t kRefusals = 100;

std::string Text(const grpc::string_ref& value) { return {value.data(), value.size()}; }

bool IsResumed(const grpc::AuthContext& context) {
  const auto values = context.FindPropertyValues(GRPC_SSL_SESSION_REUSED_PROPERTY);
  return std::any_of(values.begin(), values.end(),
                     [](const grpc::string_ref& value) { return Text(value) != "false"; });
}

Refusal Malformed(std::optional<Certificate> leaf) {
  return {Code::kCertificateMalformed, std::move(leaf),
          "a certificate that the client sent cannot be read",
          "issue the client's certificate again: certgen leaf NAME --force"};
}

// Of all that came.
std::string ChainKey(const std::string& leaf, const grpc::AuthContext& context) {
  std::string all = leaf;
  for (const grpc::string_ref& value :
       context.FindPropertyValues(GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME)) {
    all.append(value.data(), value.size());
  }
  return certgen::Fingerprint(all, EVP_sha256());
}

// What came with the leaf; false if any of it cannot be read. On a server OpenSSL leaves the leaf
// itself out, and BoringSSL does not.
bool AppendIntermediates(const grpc::AuthContext& context, std::vector<Certificate>* chain) {
  const Certificate leaf = chain->front();
  for (const grpc::string_ref& value :
       context.FindPropertyValues(GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME)) {
    const std::vector<certgen::PemBlock> blocks = certgen::SplitPem(Text(value));
    if (blocks.empty() && !value.empty()) return false;
    for (const certgen::PemBlock& block : blocks) {
      absl::StatusOr<Certificate> certificate = Certificate::FromPem(block.text);
      if (!block.complete || !certificate.ok()) return false;
      if (!(*certificate == leaf)) chain->push_back(*std::move(certificate));
    }
  }
  return true;
}

certgen::PeerPolicy ForClients(certgen::PeerPolicy policy) {
  policy.purpose = certgen::Purpose::kTlsClient;
  return policy;
}

}  // namespace

CallerCheck::CallerCheck(certgen::ClientCertificateMode mode, certgen::PeerPolicy policy,
                         std::function<void(absl::Time)> on_good)
    : mode_(mode),
      policy_(ForClients(std::move(policy))),
      on_good_(std::move(on_good)),
      verdicts_(kVerdicts),
      refusals_(kRefusals) {}

std::optional<Refusal> CallerCheck::RefusalFor(const grpc::AuthContext& context, absl::Time now) {
  const std::vector<grpc::string_ref> leaves =
      context.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (leaves.empty()) {
    if (mode_ == certgen::ClientCertificateMode::kVerifyIfGiven) return std::nullopt;
    const Code code = Code::kClientCertificateMissing;
    return Refusal{code, {}, CauseOf(code), CureOf(code)};
  }
  if (leaves.size() > 1) return Malformed(std::nullopt);
  const std::string pem = Text(leaves.front());
  // gRPC writes a leaf in one way only: of its text or of its DER, the fingerprint is as good, and
  // this way no call needs to parse it.
  const std::string key = certgen::Fingerprint(pem, EVP_sha256());
  if (key.empty()) return Malformed(std::nullopt);
  const auto good = [&](absl::Time valid_until) {
    if (on_good_) on_good_(valid_until);
    return std::nullopt;
  };
  if (const auto valid_until = verdicts_.GoodUntil(key, now)) return good(*valid_until);

  absl::StatusOr<Certificate> leaf = Certificate::FromPem(pem);
  if (!leaf.ok()) return Malformed(std::nullopt);
  if (IsResumed(context)) {
    return Refusal{Code::kSessionWithoutVerdict, *leaf,
                   "the client resumed a TLS session that there is no verdict on, and a resumed "
                   "session does not bring the certificates to make one from",
                   "connect anew without the old session: start the client again, --tls-dir DIR "
                   "as before"};
  }
  const std::string chain_key = ChainKey(pem, context);
  if (std::optional<Refusal> known = refusals_.Find(chain_key, now)) return known;
  std::vector<Certificate> chain = {*leaf};
  if (!AppendIntermediates(context, &chain)) return Malformed(*leaf);
  certgen::PeerPolicy policy = policy_;
  policy.now = now;
  const certgen::PeerVerdict verdict = certgen::CheckPeer(chain, policy);
  if (verdict.good()) {
    verdicts_.AddGood(key, verdict.valid_until);
    return good(verdict.valid_until);
  }
  const certgen::Finding& first = verdict.findings.front();
  Refusal refusal = {first.code, first.certificate ? first.certificate : *leaf, first.cause,
                     first.cure};
  refusals_.Add(chain_key, refusal, now);
  return refusal;
}

}  // namespace tls
