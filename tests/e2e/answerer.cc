#include "tests/e2e/answerer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

namespace test {
namespace {

using certgen::UniqueFd;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

}  // namespace

Listener::Listener() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(fd_.get(), raw, size), 0);
  EXPECT_EQ(listen(fd_.get(), 16), 0);
  EXPECT_EQ(getsockname(fd_.get(), raw, &size), 0);
  port_ = ntohs(address.sin_port);
}

Answerer::Answerer(std::string text) : text_(std::move(text)), thread_([this] { Serve(); }) {}

Answerer::~Answerer() {
  shutdown(listener_.fd(), SHUT_RDWR);
  thread_.join();
}

void Answerer::Serve() {
  for (;;) {
    const UniqueFd peer(accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer.ok()) return;
    char heard[4096];
    if (recv(peer.get(), heard, sizeof(heard), 0) <= 0) continue;
    if (text_.empty()) {
      const linger at_once = {1, 0};
      setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
      continue;
    }
    send(peer.get(), text_.data(), text_.size(), MSG_NOSIGNAL);
    // Until the other side has had enough, or what it still sends would reset the connection.
    shutdown(peer.get(), SHUT_WR);
    while (recv(peer.get(), heard, sizeof(heard), 0) > 0) {
    }
  }
}

void SendUntilHungUp(int port, const std::string& text) {
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = Loopback(port);
  ASSERT_EQ(connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_GT(send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL), 0);
  char heard[4096];
  while (recv(fd.get(), heard, sizeof(heard), 0) > 0) {
  }
}

}  // namespace test
