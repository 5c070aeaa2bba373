#include "services/echo/unix_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace echo {
namespace {

using test::IsOk;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

class UnixSocket : public testing::Test {
 protected:
  std::string path() const { return temp_.File("socket"); }
  std::string address() const { return absl::StrCat("unix:", path()); }

  absl::StatusOr<std::unique_ptr<EchoServer>> Start(const std::string& address) {
    ServerOptions options;
    options.listen = {{.host = "", .port = 0, .socket = address}};
    return EchoServer::Start(options, test::Unchecked(leaf_));
  }

  test::TempDir temp_;
  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
};

TEST_F(UnixSocket, IsServedOverTlsAndGoneAfterwards) {
  for (const std::string& address :
       {address(), absl::StrCat("unix-abstract:echo-test-", getpid())}) {
    const auto server = test::ValueOf(Start(address));
    EXPECT_EQ(test::AddressOf(*server), address);
    EXPECT_TRUE(test::CallEcho(test::ChannelTo(address, test::Unchecked(leaf_), "localhost")).ok());
    // Not without TLS' other half.
    EXPECT_FALSE(test::CallEcho(test::ChannelTo(address, test::OnlyRoots(ca_), "localhost")).ok());
    EXPECT_TRUE(server->Drain(absl::ZeroDuration(), test::kPatience));
  }
  struct stat found {};
  EXPECT_NE(stat(path().c_str(), &found), 0);
}

TEST_F(UnixSocket, OfARunningServerIsNotTaken) {
  for (const std::string& address :
       {address(), absl::StrCat("unix-abstract:echo-test-", getpid())}) {
    const auto server = test::ValueOf(Start(address));
    EXPECT_THAT(Start(address).status(),
                StatusIs(kUnavailable, AllOf(HasSubstr(address), HasSubstr("listens there"))));
    EXPECT_TRUE(test::CallEcho(test::ChannelTo(address, test::Unchecked(leaf_), "localhost")).ok());
  }
}

TEST_F(UnixSocket, ThatAServerLeftIsTaken) {
  {
    // Bound, and never unlinked.
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un left{};
    left.sun_family = AF_UNIX;
    path().copy(left.sun_path, sizeof(left.sun_path) - 1);
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&left), sizeof(left)), 0);
    close(fd);
  }
  EXPECT_THAT(Start(address()), IsOk());
}

TEST_F(UnixSocket, IsNoFileOfAnotherKindAndInADirectoryThatIsThere) {
  std::ofstream(path()) << "mine";
  EXPECT_THAT(CheckFreeUnixSocket(address()), StatusIs(kUnavailable, HasSubstr("no socket")));
  EXPECT_THAT(CheckFreeUnixSocket("unix:/no/such/socket"),
              StatusIs(kUnavailable, HasSubstr("directory /no/such: No such file")));
}

TEST_F(UnixSocket, HasANameThatTheKernelAndGrpcTake) {
  EXPECT_THAT(CheckUnixSocketName("unix:a"), IsOk());
  EXPECT_THAT(CheckUnixSocketName(absl::StrCat("unix:", std::string(107, 'a'))), IsOk());
  for (const std::string& name :
       {std::string("unix:"), std::string("unix-abstract:"), std::string("unix:/a%20"),
        std::string("unix:///a"), absl::StrCat("unix:", std::string(108, 'a'))}) {
    EXPECT_THAT(CheckUnixSocketName(name), StatusIs(absl::StatusCode::kInvalidArgument)) << name;
  }
}

}  // namespace
}  // namespace echo
