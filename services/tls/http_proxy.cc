#include "services/tls/http_proxy.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/tls/wire_protocol.h"

namespace tls {
namespace {

// gRPC's, for want of another.
constexpr int kDefaultPort = 443;
constexpr size_t kMaxAnswer = 16384;

// As gRPC splits it: spaces count.
bool IsExempt(const std::string& host, const char* exempt) {
  for (const auto& entry : absl::StrSplit(exempt, ',', absl::SkipEmpty())) {
    if (absl::EndsWithIgnoreCase(host, entry)) return true;
  }
  return false;
}

// gRPC decodes before it splits.
std::string PercentDecoded(const std::string& text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string digits = text[i] == '%' ? text.substr(i + 1, 2) : "";
    int octet = 0;
    if (digits.size() == 2 && absl::SimpleHexAtoi(digits, &octet)) {
      decoded += static_cast<char>(octet);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

// "http://USER:PASSWORD@HOST:PORT/".
void Parse(const std::string& value, HttpProxy* proxy) {
  constexpr char kScheme[] = "http://";
  if (!absl::StartsWith(value, kScheme)) {
    proxy->fault = "is no URL that begins with http://, so gRPC goes without it";
    return;
  }
  std::string authority = value.substr(sizeof(kScheme) - 1);
  authority = PercentDecoded(authority.substr(0, authority.find_first_of("/?#")));
  const std::vector<std::string> parts = absl::StrSplit(authority, '@');
  if (parts.size() > 2) {
    proxy->fault = "has more than one @, so gRPC goes without it";
    return;
  }
  if (parts.size() == 2) proxy->credentials = parts.front();
  authority = parts.back();
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
    if (value == nullptr) continue;
    // An empty one hides those after it.
    if (*value == '\0') return std::nullopt;
    const char* exempt = get("no_grpc_proxy");
    if (exempt == nullptr) exempt = get("no_proxy");
    if (exempt != nullptr && IsExempt(host, exempt)) return std::nullopt;
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
  return absl::PermissionDeniedError(absl::StrCat("it answers ", Quoted(status)));
}

}  // namespace tls
