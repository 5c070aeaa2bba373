#include "services/echo/call_report.h"

#include <google/protobuf/repeated_ptr_field.h>

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "certgen/one_line.h"
#include "services/echo/explained_refusal.h"
#include "services/echo/status_name.h"

namespace echo {
namespace {

std::string WantedName(const ClientOptions& options) {
  return options.server_name.empty() ? options.target.host : options.server_name;
}

// Which name of the certificate is the one that was wanted; empty if none is
// (a certificate without a SAN can match by its common name).
std::string MatchedName(const certgen::Certificate& certificate, const std::string& wanted) {
  for (const certgen::SubjectAltName& name : certificate.names()) {
    if (certgen::MatchesHost(name, wanted)) return certgen::ToString(name);
  }
  return "";
}

std::vector<std::string> ToVector(const google::protobuf::RepeatedPtrField<std::string>& field) {
  return {field.begin(), field.end()};
}

std::string NotAfter(const v1::WhoAmIResponse& response) {
  return certgen::Rfc3339(absl::FromUnixSeconds(response.not_after().seconds()));
}

void AddRow(const char* name, const std::string& value, std::string* table) {
  if (!value.empty()) absl::StrAppendFormat(table, "%-12s %s\n", name, certgen::OneLine(value));
}

}  // namespace

bool IsMadeFromHttp(const grpc::Status& status) {
  return absl::StrContains(status.error_message(), "http2 header with status") ||
         // A stream that ends without a status.
         (status.error_code() == grpc::StatusCode::UNKNOWN &&
          status.error_message() == "Stream removed");
}

bool FoundNoConnection(const CallOutcome& outcome) {
  const grpc::StatusCode code = outcome.status.error_code();
  return !outcome.connected && !outcome.sent &&
         (code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED);
}

bool LostConnection(const CallOutcome& outcome) {
  return !outcome.connected && outcome.sent &&
         outcome.status.error_code() == grpc::StatusCode::UNAVAILABLE;
}

certgen::ExitCode ExitCodeFor(const CallOutcome& outcome,
                              const std::optional<tls::Diagnosis>& diagnosis) {
  if (FoundNoConnection(outcome)) {
    return diagnosis && !diagnosis->verdict.good() ? diagnosis->verdict.exit_code
                                                   : certgen::kExitNetwork;
  }
  if (LostConnection(outcome)) return certgen::kExitNetwork;
  switch (outcome.status.error_code()) {
    case grpc::StatusCode::OK:
      return certgen::kExitDone;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return certgen::kExitRefused;
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return certgen::kExitDeadline;
    default:
      return certgen::kExitCallFailed;
  }
}

std::optional<certgen::JsonError> ErrorOf(const CallOutcome& outcome, const ClientOptions& options,
                                          const std::optional<tls::Diagnosis>& diagnosis) {
  if (outcome.status.ok()) return std::nullopt;
  const std::string words = certgen::OneLine(outcome.status.error_message());
  const std::string& target = options.target.uri;
  if (FoundNoConnection(outcome) && diagnosis && !diagnosis->verdict.good()) {
    const tls::Verdict& verdict = diagnosis->verdict;
    return certgen::JsonError{tls::CodeName(verdict),
                              absl::StrCat("no connection to ", target, ": ", verdict.cause),
                              verdict.cure};
  }
  if (FoundNoConnection(outcome)) {
    const bool late = outcome.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
    const std::string why =
        late ? absl::StrCat("none came about within ", absl::FormatDuration(options.timeout))
             : words;
    return certgen::JsonError{
        "CONNECTION_FAILED",
        absl::StrCat("no connection to ", target, ": ", why,
                     diagnosis ? " (looked at just then, the server seems good)" : ""),
        absl::StrCat("ask for the cause: echo-client diagnose ", target)};
  }
  if (LostConnection(outcome)) {
    return certgen::JsonError{
        "CONNECTION_LOST",
        absl::StrCat("the connection to ", target, " ended before the call did: ", words),
        "look at the server's log"};
  }
  if (const auto explained = ExplainedRefusal(outcome.status)) {
    return certgen::JsonError{tls::CodeName(*explained),
                              absl::StrCat(target, " refuses us: ", explained->cause),
                              explained->cure};
  }
  const std::string status = StatusName(outcome.status.error_code());
  if (RanOutOfTime(outcome, options.timeout)) {
    return certgen::JsonError{
        status,
        absl::StrCat(target, " did not answer within ", absl::FormatDuration(options.timeout)),
        "give it more time with --timeout"};
  }
  return certgen::JsonError{
      status,
      absl::StrCat(target, " ended the call with ", status, words.empty() ? "" : ": ", words),
      IsMadeFromHttp(outcome.status)
          ? absl::StrCat("see what answers there: echo-client diagnose ", target)
          : ""};
}

certgen::Json ToJson(const v1::WhoAmIResponse& response) {
  certgen::Json caller;
  caller["verified"] = response.verified();
  caller["subject"] = response.subject();
  caller["dns"] = ToVector(response.dns());
  caller["ip"] = ToVector(response.ip());
  caller["uri"] = ToVector(response.uri());
  caller["email"] = ToVector(response.email());
  caller["spiffe_id"] = response.spiffe_id();
  caller["sha256_fingerprint"] = response.sha256_fingerprint();
  caller["not_after"] =
      response.has_not_after() ? certgen::Json(NotAfter(response)) : certgen::Json(nullptr);
  return caller;
}

certgen::Json ServerToJson(const CallOutcome& outcome, const ClientOptions& options) {
  if (!outcome.server_certificate) return nullptr;
  const certgen::Certificate& certificate = *outcome.server_certificate;
  const std::string wanted = WantedName(options);
  return {{"name", wanted},
          {"matched", MatchedName(certificate, wanted)},
          {"sha256_fingerprint", certificate.sha256_fingerprint()},
          {"not_after", certgen::Rfc3339(certificate.not_after())}};
}

std::string Describe(const v1::WhoAmIResponse& response, const CallOutcome& outcome,
                     const ClientOptions& options) {
  std::string table;
  if (response.sha256_fingerprint().empty()) {
    AddRow("caller", "anonymous: the server saw no certificate", &table);
  } else {
    AddRow("subject", response.subject().empty() ? "(empty)" : response.subject(), &table);
    AddRow("verified",
           response.verified() ? "yes" : "no: the server takes any certificate, so this is a claim",
           &table);
    AddRow("DNS", absl::StrJoin(response.dns(), ", "), &table);
    AddRow("IP", absl::StrJoin(response.ip(), ", "), &table);
    AddRow("URI", absl::StrJoin(response.uri(), ", "), &table);
    AddRow("email", absl::StrJoin(response.email(), ", "), &table);
    AddRow("SPIFFE ID", response.spiffe_id(), &table);
    AddRow("fingerprint", absl::StrCat(response.sha256_fingerprint(), " (sha256)"), &table);
    AddRow("valid until", NotAfter(response), &table);
  }
  if (outcome.server_certificate) {
    const std::string wanted = WantedName(options);
    const std::string matched = MatchedName(*outcome.server_certificate, wanted);
    AddRow("server",
           matched.empty() ? wanted
                           : absl::StrCat(wanted, ", matched ", matched, " of its certificate"),
           &table);
  }
  return table;
}

}  // namespace echo
