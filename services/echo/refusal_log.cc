#include "services/echo/refusal_log.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "certgen/finding_code.h"
#include "certgen/handshake_result.h"
#include "services/echo/log.h"
#include "services/echo/status_name.h"
#include "services/echo/trace_parent.h"

namespace echo {
namespace {

constexpr size_t kLongestMethod = 200;

certgen::Json ToJson(const tls::RefusalCounts::ByCode& counts) {
  certgen::Json json = certgen::Json::object();
  for (const auto& [code, count] : counts) json[certgen::FindingCodeName(code)] = count;
  return json;
}

// A certificate can hold names of any length, and strangers choose theirs.
void Shorten(std::string* text) {
  constexpr size_t kLongest = 1000;
  if (text->size() <= kLongest) return;
  text->resize(kLongest);
  text->append("...");
}

certgen::Json Shortened(certgen::Json fields) {
  for (certgen::Json& field : fields) {
    if (field.is_object()) field = Shortened(std::move(field));
    if (field.is_string()) Shorten(field.get_ptr<std::string*>());
  }
  return fields;
}

certgen::Json Fields(const tls::Refusal& refusal, std::uint64_t suppressed) {
  const certgen::FindingKind& kind = certgen::KindOf(refusal.code);
  certgen::Json fields = {{"code", kind.name}};
  const std::string result = certgen::HandshakeResultName(kind.result);
  if (!result.empty()) fields["result"] = result;
  fields["cause"] = refusal.cause;
  fields["cure"] = refusal.cure;
  if (refusal.certificate) fields["certificate"] = certgen::ToJson(*refusal.certificate);
  if (suppressed > 0) fields["suppressed"] = suppressed;
  return fields;
}

// A connection that hung, or whose client had left without having said anything: which of the
// two, or that it was the server who ended it, nobody can tell. One who had the server's
// certificate before it and did not answer is taken to have refused it.
bool ShowsNothing(const tls::Handshake& handshake) {
  return handshake.not_tls.empty() && !handshake.alert_made && !handshake.alert_received &&
         !handshake.finished && !handshake.only_logged && !handshake.certificate_unanswered;
}

}  // namespace

void RefusalLog::OnRefusedCall(const tls::RefusedCall& call) {
  tls::RefusalCounts& counts = call.dry_run ? dry_run_ : counts_;
  const std::optional<std::uint64_t> suppressed = counts.Add(call.refusal, absl::Now());
  if (!suppressed) return;
  certgen::Json fields = Fields(call.refusal, *suppressed);
  fields["method"] = call.method.substr(0, kLongestMethod);
  fields["status"] = StatusName(call.status);
  if (!call.names.empty()) fields["peer_identity"] = call.names.front();
  fields["peer_verified"] = call.verified;
  const std::string trace_id = TraceIdOf(call.traceparent);
  if (!trace_id.empty()) fields["trace_id"] = trace_id;
  Log(LogLevel::kWarning, call.dry_run ? "would-refuse" : "refused", Shortened(std::move(fields)));
}

void RefusalLog::OnRefusal(const tls::Refusal& refusal) {
  const std::optional<std::uint64_t> suppressed = counts_.Add(refusal, absl::Now());
  if (!suppressed) return;
  Log(refusal.by_us ? LogLevel::kWarning : LogLevel::kInfo, refusal.by_us ? "refused" : "abandoned",
      Shortened(Fields(refusal, *suppressed)));
}

std::optional<tls::Refusal> RefusalLog::OnHandshake(const tls::Handshake& handshake) {
  if (server_closes_ && ShowsNothing(handshake)) return std::nullopt;
  tls::Refusal refusal = tls::RefusalOf(handshake, policy_);
  OnRefusal(refusal);
  return refusal;
}

certgen::Json RefusalLog::Counts() const {
  certgen::Json json = {{"refused", ToJson(counts_.refused())},
                        {"abandoned", ToJson(counts_.abandoned())}};
  std::uint64_t would_refuse = 0;
  for (const auto& [unused, count] : dry_run_.refused()) would_refuse += count;
  if (would_refuse > 0) json["would_refuse"] = would_refuse;
  return json;
}

}  // namespace echo
