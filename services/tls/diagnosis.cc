#include "services/tls/diagnosis.h"

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/tls/http_proxy.h"
#include "services/tls/name_resolution.h"

namespace tls {
namespace {

using Code = certgen::FindingCode;
using Status = Stage::Status;

constexpr size_t kMostAddresses = 16;
constexpr double kPartForResolution = 0.5;

std::string WithPort(const std::string& host, int port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return absl::StrCat(ipv6 ? "[" : "", host, ipv6 ? "]:" : ":", port);
}

Verdict AboutResolution(const absl::Status& status, const std::string& host,
                        const std::optional<HttpProxy>& proxy) {
  if (proxy) {
    return Fault(Code::kProxyFailed, certgen::kExitNetwork,
                 absl::StrCat("the proxy ", proxy->host, ", which ", proxy->variable,
                              " names, has no address: ", status.message()),
                 "mend the variable, or take the server out of the proxy's way: export "
                 "no_proxy=HOST");
  }
  if (status.code() == absl::StatusCode::kDeadlineExceeded) {
    return Fault(
        Code::kNameNotResolved, certgen::kExitNetwork,
        absl::StrCat("whether the name ", host, " has an address is not known: ", status.message()),
        absl::StrCat("ask the resolver (getent hosts ", host,
                     "), or give it more time with --timeout"));
  }
  return Fault(Code::kNameNotResolved, certgen::kExitNetwork,
               absl::StrCat("the name ", host, " has no address: ", status.message()),
               "check the name in --target; one that only the certificate has belongs to "
               "--server-name");
}

class Diagnoser {
 public:
  Diagnoser(const DiagnosisRequest& request, const Patience& patience)
      : request_(request), patience_(patience) {}

  Diagnosis Run() {
    FindProxy();
    const std::vector<SocketAddress> addresses = FindAddresses();
    if (addresses.empty()) return std::move(diagnosis_);
    ProbeAll(addresses);
    Conclude();
    return std::move(diagnosis_);
  }

 private:
  void Add(const std::string& name, bool ok, const std::string& detail,
           std::optional<absl::Duration> time = std::nullopt) {
    diagnosis_.stages.push_back({name, ok ? Status::kOk : Status::kFailed, detail, time});
  }

  void FindProxy() {
    if (!request_.may_use_proxy || request_.host.empty()) return Add("proxy", true, "none");
    proxy_ = ProxyFor(request_.host, [](const char* name) { return std::getenv(name); });
    if (!proxy_) return Add("proxy", true, "none");
    if (!proxy_->fault.empty()) {
      Add("proxy", true, absl::StrCat("none: ", proxy_->variable, " ", proxy_->fault));
      proxy_.reset();
      return;
    }
    Add("proxy", true,
        absl::StrCat(WithPort(proxy_->host, proxy_->port), ", by the variable ", proxy_->variable));
  }

  // None: the diagnosis has its verdict.
  std::vector<SocketAddress> FindAddresses() {
    if (request_.host.empty()) {
      const absl::StatusOr<SocketAddress> address = UnixAddress(request_.socket_path);
      if (address.ok()) return {*address};
      diagnosis_.verdict =
          Fault(Code::kNameNotResolved, certgen::kExitNetwork,
                std::string(address.status().message()), "give a shorter path in --target");
      return {};
    }
    const absl::Time begin = absl::Now();
    absl::StatusOr<std::vector<SocketAddress>> addresses =
        proxy_ ? ResolveName(proxy_->host, proxy_->port, patience_.Part(kPartForResolution))
               : ResolveName(request_.host, request_.port, patience_.Part(kPartForResolution));
    const absl::Duration time = absl::Now() - begin;
    if (!addresses.ok()) {
      diagnosis_.verdict = AboutResolution(addresses.status(), request_.host, proxy_);
      Add("resolution", false, diagnosis_.verdict.cause, time);
      return {};
    }
    std::vector<std::string> texts;
    for (const SocketAddress& address : *addresses) texts.push_back(address.text);
    if (addresses->size() > kMostAddresses) addresses->resize(kMostAddresses);
    Add("resolution", true,
        absl::StrCat(proxy_ ? "of the proxy: " : "", absl::StrJoin(texts, ", "),
                     texts.size() > kMostAddresses ? " (the first 16 are tried)" : ""),
        time);
    return *std::move(addresses);
  }

  void ProbeAll(const std::vector<SocketAddress>& addresses) {
    ProbeRequest probe;
    probe.target = WithPort(request_.host, request_.port);
    probe.server_name = request_.server_name;
    probe.own = request_.own;
    probe.now = request_.now;
    probe.proxy = proxy_;
    diagnosis_.addresses.resize(addresses.size());
    std::vector<std::thread> threads;
    for (size_t i = 0; i < addresses.size(); ++i) {
      threads.emplace_back(
          [&, i] { diagnosis_.addresses[i] = ProbeAddress(addresses[i], probe, patience_); });
    }
    for (std::thread& thread : threads) thread.join();
  }

  void Conclude() {
    const auto best = std::max_element(diagnosis_.addresses.begin(), diagnosis_.addresses.end(),
                                       [](const AddressReport& a, const AddressReport& b) {
                                         return std::pair(a.verdict.good(), a.reached) <
                                                std::pair(b.verdict.good(), b.reached);
                                       });
    diagnosis_.verdict = best->verdict;
    diagnosis_.address = best->address;
  }

  const DiagnosisRequest& request_;
  const Patience& patience_;
  std::optional<HttpProxy> proxy_;
  Diagnosis diagnosis_;
};

}  // namespace

Diagnosis Diagnose(const DiagnosisRequest& request, const Patience& patience) {
  return Diagnoser(request, patience).Run();
}

}  // namespace tls
