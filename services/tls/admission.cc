#include "services/tls/admission.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "certgen/finding_code.h"
#include "certgen/one_line.h"
#include "services/tls/peer_identity.h"

namespace tls {
namespace {

using Code = certgen::FindingCode;

// A trailer of HTTP/2 has 8 KiB, and a certificate can hold names of any length.
constexpr size_t kLongestMessage = 1000;
// Paths are the caller's to choose.
constexpr size_t kLongestMethod = 200;

// Not OneLine alone: what is no ASCII comes out in another form on each client.
std::string Message(const Refusal& refusal) {
  std::string message = certgen::OneLine(absl::StrCat(certgen::FindingCodeName(refusal.code), ": ",
                                                      refusal.cause, "; ", refusal.cure));
  if (message.size() > kLongestMessage) {
    message.resize(kLongestMessage);
    message.append("...");
  }
  for (char& c : message) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) c = '?';
  }
  return message;
}

std::string ValueOf(const grpc::AuthMetadataProcessor::InputMetadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return "";
  return {found->second.data(), found->second.size()};
}

// People paste what a refusal offers, and the caller chose its words: names with `*`, paths with
// blanks.
bool LetsInThisAlone(const std::string& rule, const std::string& method) {
  const absl::StatusOr<AllowRule> parsed = ParseAllowRule(rule, "");
  return parsed.ok() && rule.find('*') == std::string::npos && parsed->methods.size() == 1 &&
         parsed->methods.front().text() == method;
}

Refusal NotAllowed(const CallerNames& names, const std::string& method) {
  const std::vector<std::string> forms = RuleForms(names);
  const std::string called = method.substr(0, kLongestMethod);
  Refusal refusal;
  refusal.code = Code::kCallerNotAllowed;
  if (forms.empty()) {
    refusal.cause = absl::StrCat(
        "no rule of the server lets callers without a name in their "
        "certificate, or without one, call ",
        called);
    refusal.cure =
        "call with a certificate that has a DNS name, a URI or an IP address: --tls-dir DIR";
    return refusal;
  }
  refusal.cause =
      absl::StrCat("no rule of the server lets ", absl::StrJoin(forms, ", "), " call ", called);
  const std::string rule = absl::StrCat(forms.front(), " ", method);
  refusal.cure =
      LetsInThisAlone(rule, method)
          ? absl::StrCat("if it may, give the server a rule: --allow \"", rule,
                         "\", or that line in its --allow-file")
          : "if it may, give the server a rule for one of these names: --allow \"PATTERN METHOD\", "
            "or that line in its --allow-file";
  return refusal;
}

}  // namespace

grpc::Status Admission::Process(const InputMetadata& auth_metadata, grpc::AuthContext* context,
                                OutputMetadata* /*consumed_auth_metadata*/,
                                OutputMetadata* /*response_metadata*/) {
  const std::string method = ValueOf(auth_metadata, ":path");
  const auto tell = [&](RefusedCall call) {
    if (!on_refusal_) return;
    call.method = method;
    call.traceparent = ValueOf(auth_metadata, "traceparent");
    on_refusal_(call);
  };
  if (caller_check_ != nullptr) {
    if (auto refusal = caller_check_->RefusalFor(*context, absl::Now())) {
      RefusedCall call;
      call.refusal = *refusal;
      call.names = RuleForms(NamesOf(*context));
      tell(std::move(call));
      return {grpc::StatusCode::UNAUTHENTICATED, Message(*refusal)};
    }
  }
  if (allow_list_ == nullptr) return grpc::Status::OK;
  const CallerNames names = NamesOf(*context);
  if (allow_list_->rules()->Find(names, method) != nullptr) return grpc::Status::OK;
  const Refusal refusal = NotAllowed(names, method);
  RefusedCall call;
  call.refusal = refusal;
  call.status = grpc::StatusCode::PERMISSION_DENIED;
  call.names = RuleForms(names);
  call.verified = HasCertificate(*context);
  call.dry_run = allow_list_->dry_run();
  tell(std::move(call));
  if (allow_list_->dry_run()) return grpc::Status::OK;
  return {grpc::StatusCode::PERMISSION_DENIED, Message(refusal)};
}

}  // namespace tls
