#include "services/echo/server_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using ::test::StatusIs;
using ::testing::HasSubstr;

ServerFlags Good() {
  ServerFlags flags;
  flags.credentials.tls_dir = "/etc/tls";
  return flags;
}

TEST(ServerSettingsTest, DefaultsAreMutualTlsOnLoopback) {
  const auto settings = ToSettings(Good());
  ASSERT_THAT(settings, ::test::IsOk());
  ASSERT_EQ(settings->server.listen.size(), 1U);
  EXPECT_EQ(ToString(settings->server.listen[0]), "127.0.0.1:50051");
  EXPECT_EQ(settings->server.client_certificate_mode, certgen::ClientCertificateMode::kRequire);
  EXPECT_EQ(settings->drain_delay, absl::ZeroDuration());
  EXPECT_EQ(settings->drain_timeout, absl::Seconds(25));
  EXPECT_FALSE(settings->server.server_name.empty());
  EXPECT_FALSE(settings->server.health_listen);
  EXPECT_EQ(settings->server.limits.max_age, absl::ZeroDuration());
}

TEST(ServerSettingsTest, TakesAHealthPortAndAnAgeOfConnections) {
  ServerFlags flags = Good();
  flags.health_listen = "0.0.0.0:50052";
  flags.connections.max_age = "1h30m";
  const auto settings = ToSettings(flags);
  ASSERT_THAT(settings, ::test::IsOk());
  EXPECT_EQ(ToString(*settings->server.health_listen), "0.0.0.0:50052");
  EXPECT_EQ(settings->server.limits.max_age, absl::Minutes(90));
}

TEST(ServerSettingsTest, TakesRulesAMetricsPortAWarningAndChannelz) {
  ServerFlags flags = Good();
  flags.authorization.allow = {"dns:a.example", "anyone /grpc.health.v1.Health/*"};
  flags.metrics_listen = "9464";
  flags.expiry_warning = "48h";
  flags.channelz = true;
  const auto settings = ToSettings(flags);
  ASSERT_THAT(settings, ::test::IsOk());
  EXPECT_EQ(settings->authorization.AllRules().size(), 2U);
  ASSERT_TRUE(settings->metrics_listen);
  EXPECT_EQ(ToString(*settings->metrics_listen), "127.0.0.1:9464");
  EXPECT_EQ(settings->server.expiry_warning, absl::Hours(48));
  EXPECT_TRUE(settings->server.channelz);
  const auto defaults = ToSettings(Good());
  ASSERT_THAT(defaults, ::test::IsOk());
  EXPECT_TRUE(defaults->authorization.AllRules().empty());
  EXPECT_FALSE(defaults->metrics_listen);
  EXPECT_EQ(defaults->server.expiry_warning, absl::Hours(7 * 24));
  EXPECT_FALSE(defaults->server.channelz);
}

TEST(ServerSettingsTest, NamesTheFlagWhoseValueIsWrong) {
  const std::vector<std::pair<std::function<void(ServerFlags*)>, const char*>> cases = {
      {[](ServerFlags* f) {
         f->listen = {"127.0.0.1:0", "50051"};
       },
       "--listen '50051'"},
      {[](ServerFlags* f) { f->client_cert = "always"; }, "client-certificate mode"},
      {[](ServerFlags* f) { f->drain_delay = "5"; }, "--drain-delay '5'"},
      {[](ServerFlags* f) { f->drain_timeout = "inf"; }, "--drain-timeout 'inf'"},
      {[](ServerFlags* f) { f->health_listen = "50052"; }, "--health-listen '50052'"},
      {[](ServerFlags* f) { f->health_listen = "127.0.0.1:50051"; }, "is the address of --listen"},
      {[](ServerFlags* f) { f->metrics_listen = "50051"; }, "is the address of --listen"},
      {[](ServerFlags* f) { f->metrics_listen = "x"; }, "--metrics-listen 'x'"},
      {[](ServerFlags* f) { f->expiry_warning = "7d"; }, "--expiry-warning '7d'"},
      {[](ServerFlags* f) { f->authorization.allow = {"a.example"}; }, "--allow: 'a.example'"},
      {[](ServerFlags* f) { f->connections.max_age = "5"; }, "--max-connection-age '5'"},
      {[](ServerFlags* f) { f->connections.max_age = "5ms"; }, "--max-connection-age 5ms"},
      {[](ServerFlags* f) { f->log_format = "xml"; }, "--log-format 'xml'"},
      {[](ServerFlags* f) { f->log_level = "loud"; }, "--log-level 'loud'"},
  };
  for (const auto& [spoil, named] : cases) {
    ServerFlags flags = Good();
    spoil(&flags);
    EXPECT_THAT(ToSettings(flags), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(named)));
  }
}

TEST(ServerSettingsTest, ExplainsRefusalsOnlyWhereCallersAreVerified) {
  ServerFlags flags = Good();
  EXPECT_FALSE(ToSettings(flags)->server.explain_refusals);
  flags.explain_refusals = true;
  for (const std::string& mode : certgen::ClientCertificateModeNames()) {
    flags.client_cert = mode;
    const absl::StatusOr<ServerSettings> settings = ToSettings(flags);
    if (mode == "require" || mode == "verify-if-given") {
      EXPECT_TRUE(settings.ok() && settings->server.explain_refusals) << mode;
    } else {
      EXPECT_THAT(settings,
                  StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--client-cert " + mode)));
    }
  }
}

TEST(ServerSettingsTest, RefusesTheSystemsRootsForClients) {
  ServerFlags flags = Good();
  flags.credentials.ca = "system";
  EXPECT_THAT(ToSettings(flags),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--ca system")));
}

}  // namespace
}  // namespace echo
