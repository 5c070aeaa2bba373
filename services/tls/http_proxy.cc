#include "services/tls/http_proxy.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/one_line.h"

namespace tls {
namespace {

// gRPC's, for want of another.
constexpr int kDefaultPort = 443;
constexpr size_t kMaxAnswer = 16384;

bool IsSet(const char* value) { return value != nullptr && *value != '\0'; }

bool IsExempt(const std::string& host, const char* exempt) {
  if (!IsSet(exempt)) return false;
  for (const auto& entry : absl::StrSplit(exempt, ',', absl::SkipWhitespace())) {
    if (absl::EndsWithIgnoreCase(host, absl::StripAsciiWhitespace(entry))) return true;
  }
  return false;
}

// "http://USER:PASSWORD@HOST:PORT/".
void Parse(const std::string& value, HttpProxy* proxy) {
  constexpr char kScheme[] = "http://";
  if (!absl::StartsWith(value, kScheme)) {
    proxy->fault = "is no URL that begins with http://, so gRPC goes without it";
    return;
  }
  std::string authority = value.substr(sizeof(kScheme) - 1);
  authority = authority.substr(0, authority.find('/'));
  if (const size_t at = authority.rfind('@'); at != std::string::npos) {
    proxy->credentials = authority.substr(0, at);
    authority = authority.substr(at + 1);
  }
  const size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string::npos && authority.find(']', colon) == std::string::npos;
  proxy->host = authority.substr(0, has_port ? colon : std::string::npos);
  proxy->port = kDefaultPort;
  if (has_port && !absl::SimpleAtoi(authority.substr(colon + 1), &proxy->port)) {
    proxy->fault = "has no port that is a number";
  }
  if (absl::StartsWith(proxy->host, "[") && absl::EndsWith(proxy->host, "]")) {
    proxy->host = proxy->host.substr(1, proxy->host.size() - 2);
  }
  if (proxy->host.empty()) proxy->fault = "names no host";
}

}  // namespace

std::optional<HttpProxy> ProxyFor(const std::string& host,
                                  const std::function<const char*(const char*)>& get) {
  HttpProxy proxy;
  for (const char* variable : {"grpc_proxy", "https_proxy", "http_proxy"}) {
    const char* value = get(variable);
    if (!IsSet(value)) continue;
    const char* exempt = get("no_grpc_proxy");
    if (IsExempt(host, IsSet(exempt) ? exempt : get("no_proxy"))) return std::nullopt;
    proxy.variable = variable;
    Parse(value, &proxy);
    return proxy;
  }
  return std::nullopt;
}

absl::Status ConnectThrough(const HttpProxy& proxy, const std::string& target,
                            const Patience& patience, ProbeSocket* socket) {
  std::string request = absl::StrCat("CONNECT ", target, " HTTP/1.0\r\nHost: ", target, "\r\n");
  if (!proxy.credentials.empty()) {
    absl::StrAppend(&request, "Proxy-Authorization: Basic ", absl::Base64Escape(proxy.credentials),
                    "\r\n");
  }
  if (absl::Status s = socket->Send(request + "\r\n", patience); !s.ok()) return s;
  std::string answer;
  while (!absl::StrContains(answer, "\r\n\r\n")) {
    const absl::StatusOr<std::string> more = socket->Receive(patience);
    if (!more.ok()) return more.status();
    if (more->empty()) return absl::UnavailableError("it hung up without an answer");
    answer += *more;
    if (answer.size() > kMaxAnswer) return absl::PermissionDeniedError("it answers no HTTP");
  }
  const std::string status = answer.substr(0, answer.find("\r\n"));
  const std::vector<std::string> words = absl::StrSplit(status, absl::MaxSplits(' ', 2));
  if (words.size() >= 2 && absl::StartsWith(words[0], "HTTP/1.") &&
      absl::StartsWith(words[1], "2")) {
    // A server that speaks first may have spoken already.
    socket->PutBack(answer.substr(answer.find("\r\n\r\n") + 4));
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(
      absl::StrCat("it answers ", certgen::OneLine(status.substr(0, 100))));
}

}  // namespace tls
