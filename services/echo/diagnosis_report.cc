#include "services/echo/diagnosis_report.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "certgen/one_line.h"

namespace echo {
namespace {

using Status = tls::Stage::Status;

const char* StatusWord(Status status) {
  switch (status) {
    case Status::kOk:
      return "ok";
    case Status::kFailed:
      return "failed";
    case Status::kNotReached:
      break;
  }
  return "not reached";
}

// "0.4 ms", "1.2 s"; empty for none.
std::string TimeText(const std::optional<absl::Duration>& time) {
  if (!time) return "";
  const double ms = absl::ToDoubleMilliseconds(*time);
  if (ms >= 1000) return absl::StrFormat("%.1f s", ms / 1000);
  return ms >= 100 ? absl::StrFormat("%.0f ms", ms) : absl::StrFormat("%.1f ms", ms);
}

void AddRow(const tls::Stage& stage, std::string* table) {
  if (stage.status == Status::kNotReached && stage.detail.empty()) return;
  const char* mark = stage.status == Status::kOk       ? "ok"
                     : stage.status == Status::kFailed ? "FAILED"
                                                       : "-";
  absl::StrAppendFormat(table, "  %-7s %-16s %9s  %s\n", mark, stage.name, TimeText(stage.time),
                        certgen::OneLine(stage.detail));
}

certgen::Json StageToJson(const tls::Stage& stage, const std::string& address) {
  return {{"stage", stage.name},
          {"address", address.empty() ? certgen::Json(nullptr) : certgen::Json(address)},
          {"status", StatusWord(stage.status)},
          {"seconds",
           stage.time ? certgen::Json(absl::ToDoubleSeconds(*stage.time)) : certgen::Json(nullptr)},
          {"detail", stage.detail}};
}

certgen::Json AddressToJson(const tls::AddressReport& report) {
  certgen::Json json = {{"address", report.address},
                        {"verdict", echo::ToJson(report.verdict)},
                        {"connections", report.connections},
                        {"tls", nullptr}};
  if (!report.sight) return json;
  const tls::HandshakeSight& sight = *report.sight;
  certgen::Json chain = certgen::Json::array();
  for (const certgen::Certificate& certificate : sight.chain) {
    chain.push_back(certgen::ToJson(certificate));
  }
  certgen::Json errors = certgen::Json::array();
  for (const certgen::ChainError& error :
       sight.verdict ? sight.verdict->errors : std::vector<certgen::ChainError>()) {
    errors.push_back({{"code", error.code},
                      {"reason", error.reason},
                      {"depth", error.depth},
                      {"certificate", certgen::ToJson(error.certificate)}});
  }
  json["tls"] = {{"version", sight.version},
                 {"cipher", sight.cipher},
                 {"group", sight.group},
                 {"alpn", sight.alpn},
                 {"chain", chain},
                 {"verification_errors", errors},
                 {"asks_for_certificate", sight.asks_for_certificate},
                 {"ca_names", sight.ca_names},
                 {"presented", sight.presented},
                 {"alert", sight.alert < 0 ? certgen::Json(nullptr) : certgen::Json(sight.alert)}};
  return json;
}

}  // namespace

std::optional<certgen::JsonError> ErrorOf(const tls::Verdict& verdict) {
  if (verdict.good()) return std::nullopt;
  return certgen::JsonError{tls::CodeName(verdict), verdict.cause, verdict.cure};
}

certgen::Json ToJson(const tls::Verdict& verdict) {
  const std::string result =
      verdict.code ? certgen::HandshakeResultName(certgen::KindOf(*verdict.code).result) : "";
  return {{"code", tls::CodeName(verdict)},
          {"result", result.empty() ? certgen::Json(nullptr) : certgen::Json(result)},
          {"cause", verdict.cause},
          {"cure", verdict.cure},
          {"certificate",
           verdict.certificate ? certgen::ToJson(*verdict.certificate) : certgen::Json(nullptr)}};
}

void AddToDocument(const DiagnoseReport& report, const ClientOptions& options,
                   certgen::Json* document) {
  certgen::Json& json = *document;
  json["verdict"] = ToJson(report.verdict);
  json["target"] = options.target.uri;
  json["server_name"] = ToRequest(options, {}).server_name;
  json["stages"] = certgen::Json::array();
  json["stages"].push_back(StageToJson(report.files, ""));
  for (const tls::Stage& stage : report.diagnosis.stages)
    json["stages"].push_back(StageToJson(stage, ""));
  json["addresses"] = certgen::Json::array();
  for (const tls::AddressReport& address : report.diagnosis.addresses) {
    for (const tls::Stage& stage : address.stages) {
      json["stages"].push_back(StageToJson(stage, address.address));
    }
    json["addresses"].push_back(AddressToJson(address));
  }
  json["stages"].push_back(StageToJson(report.call, ""));
}

std::string Describe(const DiagnoseReport& report) {
  const tls::Verdict& verdict = report.verdict;
  std::string text =
      absl::StrCat(tls::CodeName(verdict), ": ", certgen::OneLine(verdict.cause),
                   verdict.cure.empty() ? "" : "; ", certgen::OneLine(verdict.cure), "\n\n");
  AddRow(report.files, &text);
  for (const tls::Stage& stage : report.diagnosis.stages) AddRow(stage, &text);
  for (const tls::AddressReport& address : report.diagnosis.addresses) {
    absl::StrAppend(&text, "  ", address.address, "\n");
    for (const tls::Stage& stage : address.stages) AddRow(stage, &text);
  }
  if (report.call.status != Status::kNotReached) absl::StrAppend(&text, "  all together\n");
  AddRow(report.call, &text);
  return text;
}

}  // namespace echo
