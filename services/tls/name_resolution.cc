#include "services/tls/name_resolution.h"

#include <netdb.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace tls {
namespace {

using Addresses = absl::StatusOr<std::vector<SocketAddress>>;

std::string Text(const addrinfo& info) {
  std::array<char, NI_MAXHOST> host = {};
  std::array<char, NI_MAXSERV> port = {};
  if (getnameinfo(info.ai_addr, info.ai_addrlen, host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "?";
  }
  return info.ai_family == AF_INET6 ? absl::StrCat("[", host.data(), "]:", port.data())
                                    : absl::StrCat(host.data(), ":", port.data());
}

struct FreeAddressInfo {
  void operator()(addrinfo* info) const { freeaddrinfo(info); }
};

Addresses Resolve(const std::string& host, int port) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  const std::unique_ptr<addrinfo, FreeAddressInfo> all(found);
  if (error != 0) {
    return absl::NotFoundError(error == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(error));
  }
  std::vector<SocketAddress> addresses;
  for (const addrinfo* info = all.get(); info != nullptr; info = info->ai_next) {
    if (info->ai_family != AF_INET && info->ai_family != AF_INET6) continue;
    SocketAddress address;
    std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
    address.size = info->ai_addrlen;
    address.text = Text(*info);
    const bool known = std::any_of(addresses.begin(), addresses.end(),
                                   [&](const SocketAddress& a) { return a.text == address.text; });
    if (!known) addresses.push_back(std::move(address));
  }
  if (addresses.empty()) return absl::NotFoundError("the name has no address");
  return addresses;
}

// Outlives whoever stopped waiting.
struct Answer {
  absl::Mutex mutex;
  bool there ABSL_GUARDED_BY(mutex) = false;
  Addresses addresses ABSL_GUARDED_BY(mutex) = absl::UnknownError("");
};

}  // namespace

Addresses ResolveName(const std::string& host, int port, const Patience& patience) {
  const auto answer = std::make_shared<Answer>();
  std::thread([answer, host, port] {
    Addresses addresses = Resolve(host, port);
    const absl::MutexLock lock(&answer->mutex);
    answer->addresses = std::move(addresses);
    answer->there = true;
  }).detach();
  const absl::MutexLock lock(&answer->mutex);
  const auto there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(answer->mutex) { return answer->there; };
  while (!patience.spent()) {
    if (answer->mutex.AwaitWithTimeout(absl::Condition(&there),
                                       std::min(patience.left(), absl::Milliseconds(50)))) {
      return answer->addresses;
    }
  }
  return absl::DeadlineExceededError("no answer from the resolver in time");
}

}  // namespace tls
