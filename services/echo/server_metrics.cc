#include "services/echo/server_metrics.h"

#include <grpcpp/grpcpp.h>
#include <openssl/crypto.h>

#include <utility>

#include "certgen/finding.h"
#include "certgen/handshake_result.h"
#include "certgen/version.h"

namespace echo {
namespace {

using certgen::FindingCode;
using certgen::HandshakeResult;

constexpr char kSuccess[] = "SUCCESS";
constexpr char kResultLabel[] = "grpc_tls_handshake_result";

// gRFC A118 has no word for plain text, for one.
std::string ResultOf(const tls::Refusal& refusal) {
  const HandshakeResult result = certgen::KindOf(refusal.code).result;
  return certgen::HandshakeResultName(
      result == HandshakeResult::kNone ? HandshakeResult::kUnknownFailure : result);
}

// What a server may refuse somebody for.
bool CanBeRefusal(const certgen::FindingKind& kind) {
  return kind.result != HandshakeResult::kNone ||
         kind.code == FindingCode::kSessionWithoutVerdict ||
         kind.code == FindingCode::kCallerNotAllowed;
}

void CountFindings(const std::vector<certgen::Finding>& findings, prometheus::Registry* registry) {
  auto& family = prometheus::BuildGauge()
                     .Name("echo_credential_findings")
                     .Help("What the check of the credentials at start found wrong.")
                     .Register(*registry);
  for (const certgen::Finding& finding : findings) {
    const bool is_fatal = finding.severity == certgen::Severity::kFatal;
    family.Add({{"code", certgen::CodeOf(finding)}, {"severity", is_fatal ? "fatal" : "warning"}})
        .Increment();
  }
}

void TellBuild(prometheus::Registry* registry) {
  prometheus::BuildGauge()
      .Name("echo_build_info")
      .Help("Always 1; the labels tell what runs.")
      .Register(*registry)
      .Add({{"version", certgen::kVersion},
            {"grpc", grpc::Version()},
            {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)}})
      .Set(1);
}

prometheus::Gauge* MakeGauge(const char* name, const char* help, prometheus::Registry* registry) {
  return &prometheus::BuildGauge().Name(name).Help(help).Register(*registry).Add({});
}

}  // namespace

ServerMetrics::ServerMetrics(const std::vector<std::string>& methods,
                             const certgen::CheckedCredentials& credentials, size_t rules)
    : registry_(std::make_shared<prometheus::Registry>()),
      calls_(methods, registry_.get()),
      caller_expiry_(std::make_shared<CallerExpiry>()),
      certificates_(std::make_shared<CertificateMetrics>(credentials.chain, credentials.roots,
                                                         caller_expiry_)),
      connections_(
          MakeGauge("echo_connections", "TLS connections that are open.", registry_.get())),
      rules_(MakeGauge("echo_allow_rules",
                       "Rules of authorization in force; 0: none, all may call.",
                       registry_.get())) {
  auto& handshakes = prometheus::BuildCounter()
                         .Name("grpc_server_tls_handshakes_total")
                         .Help("TLS handshakes with clients, by how they ended (gRFC A118).")
                         .Register(*registry_);
  const auto handshake = [&](const std::string& result) {
    handshakes_[result] = &handshakes.Add({{kResultLabel, result}});
  };
  auto& refusals = prometheus::BuildCounter()
                       .Name("echo_refusals_total")
                       .Help("Clients and calls that this server refused, by the reason.")
                       .Register(*registry_);
  handshake(kSuccess);
  handshake(certgen::HandshakeResultName(HandshakeResult::kUnknownFailure));
  for (const certgen::FindingKind& kind : certgen::FindingKinds()) {
    if (kind.result != HandshakeResult::kNone) handshake(HandshakeResultName(kind.result));
    if (CanBeRefusal(kind)) refusals_[kind.code] = &refusals.Add({{"code", kind.name}});
  }
  rules_->Set(static_cast<double>(rules));
  auto& reloads = prometheus::BuildCounter()
                      .Name("echo_allow_file_reloads_total")
                      .Help(
                          "Times that --allow-file was read again: the rules were replaced, or "
                          "kept, for the new ones were bad.")
                      .Register(*registry_);
  rules_replaced_ = &reloads.Add({{"result", "replaced"}});
  rules_kept_ = &reloads.Add({{"result", "kept"}});
  file_is_bad_ = MakeGauge("echo_allow_file_bad",
                           "1 while --allow-file has an error and rules that it had before are in "
                           "force, else 0.",
                           registry_.get());
  decisions_ = &prometheus::BuildCounter()
                    .Name("echo_authorization_decisions_total")
                    .Help("Calls by what the rules of authorization said, and the rule that did.")
                    .Register(*registry_);
  CountFindings(credentials.findings, registry_.get());
  TellBuild(registry_.get());
}

void ServerMetrics::HandshakeSucceeded() { handshakes_.at(kSuccess)->Increment(); }

void ServerMetrics::HandshakeFailed(const tls::Refusal& refusal) {
  handshakes_.at(ResultOf(refusal))->Increment();
  if (refusal.by_us) CallRefused(refusal);
}

void ServerMetrics::CallRefused(const tls::Refusal& refusal) {
  const auto found = refusals_.find(refusal.code);
  if (found != refusals_.end()) found->second->Increment();
}

void ServerMetrics::RulesReplaced(size_t rules) {
  rules_->Set(static_cast<double>(rules));
  rules_replaced_->Increment();
  file_is_bad_->Set(0);
}

void ServerMetrics::RulesKept() {
  rules_kept_->Increment();
  file_is_bad_->Set(1);
}

void ServerMetrics::Decided(const std::string& decision, const std::string& rule) {
  prometheus::Counter* counter = nullptr;
  {
    const absl::MutexLock lock(&mutex_);
    prometheus::Counter*& known = decided_[{decision, rule}];
    if (known == nullptr) known = &decisions_->Add({{"decision", decision}, {"rule", rule}});
    counter = known;
  }
  counter->Increment();
}

}  // namespace echo
