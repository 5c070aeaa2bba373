#include "services/echo/load_report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "certgen/one_line.h"
#include "services/echo/load_picture.h"

namespace echo {
namespace {

using certgen::Json;

double PerSecond(int64_t number, absl::Duration elapsed) {
  const double seconds = absl::ToDoubleSeconds(elapsed);
  return seconds > 0 ? static_cast<double>(number) / seconds : 0;
}

double Rounded(double value, double steps) { return std::round(value * steps) / steps; }

bool IsStream(const LoadResult& result) { return result.options.kind != LoadKind::kUnary; }

// The commonest first.
std::string ErrorNumbers(const LoadTally& tally) {
  std::vector<std::pair<std::string, int64_t>> entries(tally.errors_by_status.begin(),
                                                       tally.errors_by_status.end());
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return absl::StrJoin(entries, ", ", absl::PairFormatter(" "));
}

// Calls that could not be begun are but a consequence of those that failed, if any did.
std::string Commonest(const LoadTally& tally) {
  std::map<std::string, int64_t> causes = tally.errors_by_status;
  if (causes.size() > 1) causes.erase(kNotStarted);
  return std::max_element(causes.begin(), causes.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

// As all codes are written.
std::string CodeOf(const std::string& error) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(error, {{"-", "_"}}));
}

std::string CureOf(const LoadTally& tally) {
  if (tally.errors_by_status.count("UNIMPLEMENTED") > 0) {
    return "call a server that has the service echo.v1.EchoService, all of it";
  }
  if (tally.IsAll(kNotStarted)) {
    return "ask for a lower --rate, or give more --streams or --connections";
  }
  return "";
}

Json ToJson(const LatencyHistogram& histogram) {
  if (histogram.count() == 0) return nullptr;
  return {{"min", histogram.min()},          {"mean", Rounded(histogram.mean(), 10)},
          {"p50", histogram.Percentile(50)}, {"p90", histogram.Percentile(90)},
          {"p99", histogram.Percentile(99)}, {"p999", histogram.Percentile(99.9)},
          {"max", histogram.max()}};
}

const char* NameOf(LoadKind kind) {
  switch (kind) {
    case LoadKind::kServer:
      return "server";
    case LoadKind::kClient:
      return "client";
    case LoadKind::kBidi:
      return "bidi";
    case LoadKind::kUnary:
      break;
  }
  return "unary";
}

void AddRow(const char* name, const std::string& value, std::string* table) {
  absl::StrAppendFormat(table, "%-12s %s\n", name, value);
}

std::string ShortOf(const LatencyHistogram& times) {
  return absl::StrCat(MicrosecondsText(times.min()), " at least, ",
                      MicrosecondsText(times.Percentile(50)), " p50, ",
                      MicrosecondsText(times.max()), " at most");
}

}  // namespace

certgen::ExitCode ExitCodeFor(const LoadTally& tally) {
  if (tally.errors == 0) return certgen::kExitDone;
  const auto all_are = [&tally](const char* one, const char* other) {
    return std::all_of(
        tally.errors_by_status.begin(), tally.errors_by_status.end(),
        [&](const auto& entry) { return entry.first == one || entry.first == other; });
  };
  if (all_are("DEADLINE_EXCEEDED", kNotStarted)) return certgen::kExitDeadline;
  if (all_are("UNAUTHENTICATED", "PERMISSION_DENIED")) return certgen::kExitRefused;
  return certgen::kExitCallFailed;
}

std::optional<certgen::JsonError> ErrorOf(const LoadTally& tally) {
  if (tally.errors == 0) return std::nullopt;
  const std::string words = certgen::OneLine(tally.first_error);
  return certgen::JsonError{
      CodeOf(Commonest(tally)),
      absl::StrCat(tally.errors, " of ", tally.calls(), " calls were lost (", ErrorNumbers(tally),
                   ")", words.empty() ? "" : "; the first: ", words),
      CureOf(tally)};
}

std::string Describe(const LoadResult& result) {
  const LoadTally& tally = result.tally;
  std::string text;
  AddRow("calls",
         absl::StrFormat("%d in %.2f s%s, %s", tally.calls(), absl::ToDoubleSeconds(result.elapsed),
                         result.interrupted ? " until a signal" : "",
                         tally.errors == 0 ? "none lost" : absl::StrCat(tally.errors, " lost")),
         &text);
  AddRow("calls/s",
         absl::StrFormat("%.1f%s", PerSecond(tally.good, result.elapsed),
                         result.options.rate > 0
                             ? absl::StrFormat(" of %.6g asked for", result.options.rate)
                             : ""),
         &text);
  if (IsStream(result)) {
    AddRow("messages/s", absl::StrFormat("%.1f", PerSecond(tally.messages, result.elapsed)), &text);
  }
  AddRow("bytes", absl::StrCat(tally.bytes_sent, " sent, ", tally.bytes_received, " received"),
         &text);
  if (tally.errors > 0) AddRow("lost", ErrorNumbers(tally), &text);
  if (result.connect_times.count() > 0) {
    AddRow("connections",
           absl::StrCat(result.connect_times.count(), "; connecting took ",
                        ShortOf(result.connect_times)),
           &text);
  }
  if (result.options.new_connections) {
    AddRow("handshakes",
           absl::StrCat(tally.handshakes_full, " full, ", tally.handshakes_resumed, " resumed"),
           &text);
  }
  AddRow(
      "client",
      absl::StrFormat("%.2f s of processor time, %.0f %% of what it can use",
                      absl::ToDoubleSeconds(result.client.own), 100 * result.client.utilisation()),
      &text);
  if (tally.latency.count() > 0) absl::StrAppend(&text, "\n", Picture(tally.latency));
  if (const auto reason = ClientBottleneck(result.client)) {
    absl::StrAppend(&text, "\nthis client is the bottleneck: ", *reason,
                    "; the server may well do more\n");
  }
  return text;
}

void AddToDocument(const LoadResult& result, Json* document) {
  const LoadTally& tally = result.tally;
  const LoadOptions& options = result.options;
  const ClientUse& client = result.client;
  const bool unary = !IsStream(result);
  Json& out = *document;
  out["calls"] = tally.calls();
  out["errors"] = tally.errors;
  out["errors_by_status"] = Json::object();
  for (const auto& [status, number] : tally.errors_by_status) {
    out["errors_by_status"][status] = number;
  }
  out["calls_per_second"] = Rounded(PerSecond(tally.good, result.elapsed), 1000);
  out["messages_per_second"] =
      unary ? Json(nullptr) : Json(Rounded(PerSecond(tally.messages, result.elapsed), 1000));
  out["duration_seconds"] = Rounded(absl::ToDoubleSeconds(result.elapsed), 1e6);
  out["interrupted"] = result.interrupted;
  out["bytes_sent"] = tally.bytes_sent;
  out["bytes_received"] = tally.bytes_received;
  out["latency_us"] = ToJson(tally.latency);
  out["connect_us"] = ToJson(result.connect_times);
  out["handshakes"] = nullptr;
  if (options.new_connections) {
    out["handshakes"] = {{"full", tally.handshakes_full}, {"resumed", tally.handshakes_resumed}};
  }
  out["kind"] = NameOf(options.kind);
  out["connections"] = options.connections;
  out["streams"] = options.streams;
  out["payload_size"] = options.payload_size;
  out["target_rate"] = options.rate > 0 ? Json(options.rate) : Json(nullptr);
  out["client"] = {{"cpu_seconds", Rounded(absl::ToDoubleSeconds(client.own), 1e6)},
                   {"cpu_utilisation", Rounded(client.utilisation(), 1e4)},
                   {"processors", client.processors},
                   {"callback_threads", client.callback_threads}};
  const auto reason = ClientBottleneck(client);
  out["bottleneck"] = reason ? Json("client") : Json(nullptr);
  out["client"]["limit"] = reason ? Json(*reason) : Json(nullptr);
}

}  // namespace echo
