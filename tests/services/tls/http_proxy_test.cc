#include "services/tls/http_proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace tls {
namespace {

std::optional<HttpProxy> Choose(const std::map<std::string, std::string>& environment,
                                const std::string& host = "server.example.com") {
  return ProxyFor(host, [&environment](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

TEST(HttpProxyTest, TheFirstVariableThatIsSetNamesIt) {
  EXPECT_FALSE(Choose({}));
  const auto proxy = Choose({{"http_proxy", "http://c:3"}, {"https_proxy", "http://b:2"}});
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->variable, "https_proxy");
  EXPECT_EQ(proxy->host, "b");
  EXPECT_EQ(proxy->port, 2);
  EXPECT_EQ(Choose({{"https_proxy", "http://b:2"}, {"grpc_proxy", "http://a:1"}})->host, "a");
}

TEST(HttpProxyTest, AnEmptyVariableHidesThoseAfterIt) {
  EXPECT_FALSE(Choose({{"grpc_proxy", ""}, {"https_proxy", "http://b:2"}}));
}

TEST(HttpProxyTest, ExemptHostsAreEndsOfNamesAndSpacesCount) {
  const std::pair<const char*, bool> cases[] = {{"example.com", false},
                                                {"a,EXAMPLE.COM,b", false},
                                                {"a, example.com", true},
                                                {"other.com", true},
                                                {"", true}};
  for (const auto& [exempt, goes_through] : cases) {
    EXPECT_EQ(Choose({{"http_proxy", "http://p:1"}, {"no_proxy", exempt}}).has_value(),
              goes_through)
        << exempt;
  }
  // gRPC's own variable takes the place of the other.
  EXPECT_TRUE(
      Choose({{"http_proxy", "http://p:1"}, {"no_grpc_proxy", ""}, {"no_proxy", "example.com"}}));
}

TEST(HttpProxyTest, ReadsCredentialsAddressesAndTheDefaultPort) {
  const auto proxy = Choose({{"http_proxy", "http://me:secret@[::1]:8080/path"}});
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->credentials, "me:secret");
  EXPECT_EQ(proxy->host, "::1");
  EXPECT_EQ(proxy->port, 8080);
  EXPECT_EQ(Choose({{"http_proxy", "http://p"}})->port, 443);
}

TEST(HttpProxyTest, SaysWhatGrpcCannotUse) {
  for (const char* value : {"https://p:1", "p:1", "http://", "http://p:x", "http://a%40b@c@p:1"}) {
    const auto proxy = Choose({{"http_proxy", value}});
    ASSERT_TRUE(proxy) << value;
    EXPECT_NE(proxy->fault, "") << value;
  }
}

}  // namespace
}  // namespace tls
