#include "tests/services/dns_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace test {
namespace {

// RFC 1035 §4.1.1 and §3.2.2.
constexpr size_t kHeaderSize = 12;
constexpr char kResponseNoError[] = {'\x84', '\x00'};  // QR and AA
constexpr int kTypeA = 1;

std::string Uint16(size_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

// Where the one question of `query` ends; 0 if it does not.
size_t EndOfQuestion(const std::string& query) {
  size_t at = kHeaderSize;
  while (at < query.size() && query[at] != '\0') at += static_cast<unsigned char>(query[at]) + 1U;
  at += 5;
  return at <= query.size() ? at : 0;
}

}  // namespace

DnsServer::DnsServer(std::vector<std::string> addresses)
    : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), addresses_(std::move(addresses)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd_, raw, size) == 0 && getsockname(fd_, raw, &size) == 0) {
    port_ = ntohs(address.sin_port);
  }
  thread_ = std::thread([this] { Serve(); });
}

DnsServer::~DnsServer() {
  shutdown(fd_, SHUT_RDWR);
  thread_.join();
  close(fd_);
}

void DnsServer::Set(std::vector<std::string> addresses) {
  const std::lock_guard lock(mutex_);
  addresses_ = std::move(addresses);
}

std::string DnsServer::Target(const std::string& name, int port) const {
  return absl::StrCat("dns://127.0.0.1:", port_, "/", name, ":", port);
}

void DnsServer::Serve() {
  for (;;) {
    std::string query(512, '\0');
    sockaddr_in from{};
    socklen_t size = sizeof(from);
    auto* raw = reinterpret_cast<sockaddr*>(&from);
    const ssize_t received = recvfrom(fd_, query.data(), query.size(), 0, raw, &size);
    // Shut down: nothing comes any more.
    if (received <= 0) return;
    query.resize(static_cast<size_t>(received));
    const std::string answer = Answer(query);
    if (!answer.empty()) sendto(fd_, answer.data(), answer.size(), 0, raw, size);
  }
}

std::string DnsServer::Answer(const std::string& query) {
  const size_t end = EndOfQuestion(query);
  if (end == 0) return "";
  const auto type = static_cast<unsigned char>(query[end - 3]);
  std::string records;
  size_t count = 0;
  const std::lock_guard lock(mutex_);
  for (const std::string& text : addresses_) {
    in_addr ip{};
    if (type != kTypeA || inet_pton(AF_INET, text.c_str(), &ip) != 1) continue;
    // The name of the question, type A, class IN, to be kept for 0 seconds.
    records.append("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04", 12);
    records.append(reinterpret_cast<const char*>(&ip.s_addr), sizeof(ip.s_addr));
    ++count;
  }
  return absl::StrCat(query.substr(0, 2), std::string(kResponseNoError, 2), Uint16(1),
                      Uint16(count), Uint16(0), Uint16(0),
                      query.substr(kHeaderSize, end - kHeaderSize), records);
}

}  // namespace test
