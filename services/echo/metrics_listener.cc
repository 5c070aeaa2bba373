#include "services/echo/metrics_listener.h"

#include <algorithm>
#include <exception>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"
#include "services/echo/host_port.h"
#include "services/echo/unix_socket.h"

namespace echo {
namespace {

constexpr char kLoopback[] = "127.0.0.1";

bool IsPort(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

}  // namespace

absl::StatusOr<ListenAddress> ParseMetricsAddress(const std::string& text) {
  const auto refuse = [&](const std::string& why) {
    return absl::InvalidArgumentError(
        absl::StrCat("--metrics-listen '", certgen::OneLine(text), "' ", why,
                     "; give a port of 127.0.0.1, such as 9464, or HOST:PORT, such as "
                     "0.0.0.0:9464 for all of IPv4"));
  };
  if (IsUnixSocket(text)) return refuse("is a socket, and Prometheus knows none");
  const std::string port = absl::StartsWith(text, ":") ? text.substr(1) : text;
  const absl::StatusOr<HostPort> address =
      ParseHostPort(IsPort(port) ? absl::StrCat(kLoopback, ":", port) : text, /*lowest_port=*/0);
  if (!address.ok()) return refuse(std::string(address.status().message()));
  return ListenAddress{.host = address->host, .port = address->port};
}

absl::StatusOr<std::unique_ptr<MetricsListener>> MetricsListener::Start(
    const ListenAddress& address,
    const std::vector<std::shared_ptr<prometheus::Collectable>>& collectables) {
  if (absl::Status s = CheckFree(address); !s.ok()) return s;
  // Not std::make_unique: the constructor is private.
  std::unique_ptr<MetricsListener> listener(new MetricsListener);
  listener->address_ = address;
  listener->collectables_ = collectables;
  try {
    listener->exposer_ = std::make_unique<prometheus::Exposer>(
        std::vector<std::string>{"listening_ports", ToString(address), "num_threads", "32",
                                 "request_timeout_ms", "1000", "enable_directory_listing", "no"});
    for (const auto& collectable : collectables) {
      listener->exposer_->RegisterCollectable(collectable);
    }
    const std::vector<int> ports = listener->exposer_->GetListeningPorts();
    if (!ports.empty()) listener->address_.port = ports.front();
  } catch (const std::exception& /*its words tell nothing*/) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", ToString(address),
                     " for metrics: CivetWeb, the HTTP server inside, does not take this address; "
                     "give an IPv4 address of this machine and a port, such as 127.0.0.1:9464"));
  }
  return listener;
}

}  // namespace echo
