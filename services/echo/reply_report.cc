#include "services/echo/reply_report.h"

#include <google/protobuf/duration.pb.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/one_line.h"

namespace echo {
namespace {

double Seconds(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) + static_cast<double>(duration.nanos()) / 1e9;
}

std::string NotAfter(const v1::EchoResponse& response) {
  return certgen::Rfc3339(absl::FromUnixSeconds(response.server_certificate_not_after().seconds()));
}

void AddRow(const std::string& name, const std::string& value, std::string* table) {
  if (!value.empty()) absl::StrAppendFormat(table, "%-12s %s\n", name, certgen::OneLine(value));
}

std::string Text(const v1::MetadataEntry& entry) {
  return absl::StrCat(entry.key(), ": ",
                      entry.has_binary() ? absl::Base64Escape(entry.binary()) : entry.text());
}

void AddRows(const char* name, const MetadataEntries& entries, std::string* table) {
  for (const v1::MetadataEntry& entry : entries) AddRow(name, Text(entry), table);
}

}  // namespace

certgen::Json ToJson(const MetadataEntries& entries) {
  certgen::Json list = certgen::Json::array();
  for (const v1::MetadataEntry& entry : entries) {
    certgen::Json item;
    item["key"] = entry.key();
    if (entry.has_binary()) {
      item["binary"] = absl::Base64Escape(entry.binary());
    } else {
      item["text"] = entry.text();
    }
    list.push_back(std::move(item));
  }
  return list;
}

certgen::Json ToJson(const v1::EchoResponse& response) {
  certgen::Json reply;
  reply["message"] = response.message();
  reply["payload"] = absl::Base64Escape(response.payload());
  reply["server_name"] = response.server_name();
  reply["server_version"] = response.server_version();
  reply["server_certificate_serial"] = response.server_certificate_serial();
  reply["server_certificate_not_after"] = nullptr;
  if (response.has_server_certificate_not_after()) {
    reply["server_certificate_not_after"] = NotAfter(response);
  }
  reply["request_metadata"] = ToJson(response.request_metadata());
  reply["peer"] = response.peer();
  reply["authority"] = response.authority();
  reply["elapsed"] = nullptr;
  if (response.has_elapsed()) reply["elapsed"] = Seconds(response.elapsed());
  reply["request_count"] = response.request_count();
  reply["request_bytes"] = response.request_bytes();
  return reply;
}

std::string Describe(const v1::EchoResponse& response) {
  std::string table;
  AddRow("server", absl::StrCat(response.server_name(), " ", response.server_version()), &table);
  if (response.has_server_certificate_not_after()) {
    AddRow("certificate",
           absl::StrCat("serial ", response.server_certificate_serial(), ", until ",
                        NotAfter(response)),
           &table);
  }
  AddRow("called as", response.authority(), &table);
  AddRow("called from", response.peer(), &table);
  AddRows("it received", response.request_metadata(), &table);
  if (response.has_elapsed()) {
    AddRow("elapsed", absl::StrFormat("%.6f s", Seconds(response.elapsed())), &table);
  }
  if (response.request_count() > 0) {
    AddRow("requests",
           absl::StrCat(response.request_count(), ", of ", response.request_bytes(), " bytes"),
           &table);
  }
  if (!response.payload().empty()) {
    AddRow("payload", absl::StrCat(response.payload().size(), " bytes"), &table);
  }
  return table;
}

std::string Describe(const CallOutcome& outcome) {
  std::string table;
  AddRow("address", outcome.peer, &table);
  AddRows("metadata", outcome.metadata, &table);
  AddRows("trailer", outcome.trailers, &table);
  return table;
}

}  // namespace echo
