#include "services/tls/probe_socket.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/testing/temp_dir.h"

namespace tls {
namespace {

// A Unix socket that listens.
class Listener {
 public:
  explicit Listener(const SocketAddress& address)
      : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size), 0)
        << std::strerror(errno);
    EXPECT_EQ(listen(fd_.get(), 8), 0);
  }
  certgen::UniqueFd Accept() const {
    return certgen::UniqueFd(accept(fd_.get(), nullptr, nullptr));
  }

 private:
  certgen::UniqueFd fd_;
};

Patience Within(absl::Duration time) { return {absl::Now() + time}; }
Patience Plenty() { return Within(absl::Seconds(20)); }

class ProbeSocketTest : public ::testing::Test {
 protected:
  test::TempDir dir_;
  const SocketAddress address_ = *UnixAddress(dir_.File("socket"));
};

TEST_F(ProbeSocketTest, SendsAndReceivesBothOnPathsAndAbstractNames) {
  const std::string abstract =
      std::string(1, '\0') + absl::StrCat("tls-echo-probe-", getpid(), "-", dir_.File(""));
  for (const SocketAddress& address : {address_, *UnixAddress(abstract)}) {
    const Listener listener(address);
    auto socket = ProbeSocket::Connect(address, Plenty());
    ASSERT_TRUE(socket.ok()) << socket.status();
    const certgen::UniqueFd peer = listener.Accept();
    EXPECT_TRUE(socket->Send("ping", Plenty()).ok());
    char bytes[4] = {};
    EXPECT_EQ(read(peer.get(), bytes, 4), 4);
    EXPECT_EQ(write(peer.get(), "pong", 4), 4);
    EXPECT_EQ(*socket->Receive(Plenty()), "pong");
    socket->PutBack("again");
    EXPECT_EQ(*socket->Receive(Plenty()), "again");
  }
}

TEST_F(ProbeSocketTest, ACloseIsNoError) {
  const Listener listener(address_);
  auto socket = ProbeSocket::Connect(address_, Plenty());
  ASSERT_TRUE(socket.ok());
  { const certgen::UniqueFd peer = listener.Accept(); }
  EXPECT_EQ(*socket->Receive(Plenty()), "");
  EXPECT_EQ(socket->Send("to nobody", Plenty()).code(), absl::StatusCode::kUnavailable);
}

TEST_F(ProbeSocketTest, WaitsNoLongerThanItIsToldTo) {
  const Listener listener(address_);
  auto socket = ProbeSocket::Connect(address_, Plenty());
  ASSERT_TRUE(socket.ok());
  EXPECT_EQ(socket->Receive(Within(absl::Milliseconds(30))).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  absl::Notification given_up;
  given_up.Notify();
  const Patience endless = {absl::InfiniteFuture(), &given_up};
  EXPECT_EQ(socket->Receive(endless).status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(ProbeSocketTest, APeerThatNeverStopsIsNotReadForEver) {
  const Listener listener(address_);
  auto socket = ProbeSocket::Connect(address_, Plenty());
  ASSERT_TRUE(socket.ok());
  const certgen::UniqueFd peer = listener.Accept();
  EXPECT_EQ(write(peer.get(), "more", 4), 4);
  EXPECT_EQ(socket->Receive(Within(-absl::Seconds(1))).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(ProbeSocketTest, NobodyThereIsNotFoundOrRefused) {
  EXPECT_EQ(ProbeSocket::Connect(address_, Plenty()).status().code(), absl::StatusCode::kNotFound);
  { const Listener gone(address_); }
  EXPECT_EQ(ProbeSocket::Connect(address_, Plenty()).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(UnixAddress(std::string(200, 'x')).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tls
