#include "services/echo/diagnose.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/lifetime.h"
#include "certgen/one_line.h"
#include "services/echo/call_report.h"
#include "services/echo/explained_refusal.h"
#include "services/echo/status_name.h"
#include "services/tls/own_refusal.h"

namespace echo {
namespace {

using Code = certgen::FindingCode;
using Status = tls::Stage::Status;

constexpr char kFiles[] = "our files";
constexpr char kCall[] = "gRPC call";

tls::Verdict AboutNoAnswer(const CallOutcome& outcome, const tls::Diagnosis& diagnosis) {
  if (outcome.connected) {
    return tls::Fault(Code::kDeadlineExceeded, certgen::kExitDeadline,
                      "TLS and HTTP/2 are good, but the health call was not answered in time",
                      "give it more time with --timeout, and look at how busy the server is");
  }
  tls::Verdict verdict = VerdictForGrpc(diagnosis);
  if (!verdict.good()) return verdict;
  return tls::Fault(Code::kCallFailed, certgen::kExitNetwork,
                    "TLS and HTTP/2 are good, but gRPC itself found no connection in time",
                    "run the command again; --timeout gives it more time");
}

tls::Verdict AboutCall(const CallOutcome& outcome, const tls::Diagnosis& diagnosis,
                       const tls::HandshakeSight& sight, const certgen::CheckedCredentials& own) {
  const std::string words = certgen::OneLine(outcome.status.error_message());
  if (auto explained = ExplainedRefusal(outcome.status)) {
    if (sight.presented) explained->certificate = own.chain.front();
    return *std::move(explained);
  }
  switch (outcome.status.error_code()) {
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return AboutNoAnswer(outcome, diagnosis);
    case grpc::StatusCode::CANCELLED:
      return tls::Fault(Code::kCallFailed, certgen::kExitNetwork,
                        "TLS and HTTP/2 are good, but the server ends the connection before it "
                        "answers a call",
                        "look at the server's log, or call another with --target");
    case grpc::StatusCode::UNAVAILABLE:
      return tls::Fault(
          Code::kCallFailed, certgen::kExitNetwork,
          absl::StrCat("TLS and HTTP/2 are good, but the call is answered with UNAVAILABLE: ",
                       words),
          "what ends TLS there may find no server behind it: look at its log, or name the server "
          "itself in --target");
    default:
      break;
  }
  if (!IsMadeFromHttp(outcome.status)) return {};
  // What ends TLS with optional certificates may refuse in HTTP what it takes in TLS.
  if (sight.asks_for_certificate && outcome.status.error_code() == grpc::StatusCode::INTERNAL) {
    tls::Verdict verdict = tls::WhyRefused(sight, own, absl::Now());
    absl::StrAppend(&verdict.cause, ", and what ends TLS there refuses the call (", words, ")");
    return verdict;
  }
  return tls::Fault(Code::kCallFailed, certgen::kExitNetwork,
                    absl::StrCat("TLS and HTTP/2 are good, but a web server answers, and no gRPC: ",
                                 words.empty() ? "there is no gRPC status in its answer" : words),
                    "name the gRPC port in --target, or let what stands there pass gRPC on");
}

std::string AnswerText(const CallOutcome& outcome,
                       const grpc::health::v1::HealthCheckResponse& response) {
  if (outcome.status.ok()) {
    return absl::StrCat("health says ", grpc::health::v1::HealthCheckResponse::ServingStatus_Name(
                                            response.status()));
  }
  return absl::StrCat("health is answered with ", StatusName(outcome.status.error_code()),
                      ": a gRPC server, all the same");
}

// The address that the call will probably have taken.
const tls::HandshakeSight* SightOf(const tls::Diagnosis& diagnosis) {
  for (const tls::AddressReport& report : diagnosis.addresses) {
    if (report.address == diagnosis.address && report.sight) return &*report.sight;
  }
  return nullptr;
}

}  // namespace

tls::DiagnosisRequest ToRequest(const ClientOptions& options,
                                const certgen::CheckedCredentials& own) {
  tls::DiagnosisRequest request;
  request.host = options.target.host;
  request.port = options.target.port;
  request.socket_path = options.target.socket_path;
  request.server_name = !options.server_name.empty() ? options.server_name
                        // gRPC's authority of a Unix socket.
                        : request.host.empty() ? "localhost"
                                               : request.host;
  request.own = own;
  request.may_use_proxy = !options.target.loopback;
  request.now = absl::Now();
  return request;
}

tls::Verdict VerdictForGrpc(const tls::Diagnosis& diagnosis) {
  if (!diagnosis.verdict.good()) return diagnosis.verdict;
  for (const tls::AddressReport& report : diagnosis.addresses) {
    tls::Verdict verdict = report.verdict;
    if (verdict.code != Code::kConnectionTimeout && verdict.code != Code::kHandshakeTimeout) {
      continue;
    }
    absl::StrAppend(&verdict.cause, "; ", diagnosis.address,
                    " is good, but gRPC tries the addresses in turn and waits for each");
    return verdict;
  }
  return diagnosis.verdict;
}

DiagnoseReport BeginWithFiles(const certgen::CheckedCredentials& checked, absl::Duration time) {
  DiagnoseReport report;
  report.files = {kFiles, Status::kOk, "", time};
  report.call = {kCall, Status::kNotReached, ""};
  for (const certgen::Finding& finding : checked.findings) {
    if (finding.severity != certgen::Severity::kFatal) continue;
    report.verdict = tls::FromFinding(finding, certgen::kExitOurCredentials);
    if (!finding.file.empty()) {
      report.verdict.cause = absl::StrCat(finding.file, ": ", finding.cause);
    }
    report.files.status = Status::kFailed;
    report.files.detail = report.verdict.cause;
    return report;
  }
  const std::string roots =
      absl::StrCat(checked.roots.size(), checked.roots.size() == 1 ? " root" : " roots");
  if (checked.chain.empty()) {
    report.files.detail = absl::StrCat("no certificate of our own, ", roots);
    return report;
  }
  const certgen::Certificate& leaf = checked.chain.front();
  report.files.detail = absl::StrCat(
      certgen::Called(leaf), ", issued by ", leaf.issuer(), " (",
      certgen::TimeLeft(leaf.not_before(), leaf.not_after(), absl::Now()), "), ", roots);
  return report;
}

void DiagnoseServer(const ClientOptions& options, const certgen::CheckedCredentials& own,
                    DiagnoseReport* report) {
  const absl::Time until = absl::Now() + options.timeout;
  report->diagnosis = tls::Diagnose(ToRequest(options, own), {until});
  report->verdict = report->diagnosis.verdict;
  const tls::HandshakeSight* sight = SightOf(report->diagnosis);
  if (!report->verdict.good() || sight == nullptr) return;

  ClientOptions rest = options;
  const absl::Time begin = absl::Now();
  rest.timeout = std::max(until - begin, absl::Milliseconds(1));
  rest.single_connection = true;
  EchoClient client(rest, own);
  grpc::health::v1::HealthCheckResponse response;
  const CallOutcome outcome = client.CheckHealth("", &response);
  report->call.time = absl::Now() - begin;
  report->verdict = AboutCall(outcome, report->diagnosis, *sight, own);
  if (!report->verdict.good()) {
    report->call.status = Status::kFailed;
    report->call.detail = report->verdict.cause;
    return;
  }
  report->call.status = Status::kOk;
  report->call.detail = AnswerText(outcome, response);
  report->verdict.cause = absl::StrCat(options.target.uri, " takes us: ", sight->version,
                                       ", HTTP/2, and ", report->call.detail);
}

}  // namespace echo
