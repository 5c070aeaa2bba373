// Leaves for Services of Kubernetes, as the program issues them and openssl reads them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing/openssl_program.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::Result;
using test::Snapshot;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;
using Variables = std::vector<std::pair<std::string, std::string>>;

class CertgenServiceTest : public ::testing::Test {
 protected:
  Result Certgen(const Arguments& arguments, const Variables& environment = {}) const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.environment = environment;
    command.directory = dir_.path();
    return test::Run(command);
  }
  void Succeed(const Arguments& arguments, const Variables& environment = {}) const {
    const Result result = Certgen(arguments, environment);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  // As openssl prints them, on a line of their own.
  std::string NamesOf(const std::string& leaf) const {
    const std::string text = test::OpenSsl(
        {"x509", "-in", dir_.File("pki/" + leaf + "/tls.crt"), "-noout", "-ext", "subjectAltName"});
    return text.substr(text.find("DNS:"), text.rfind('\n') - text.find("DNS:"));
  }
  bool Verifies(const std::string& leaf, const std::string& host) const {
    return test::RunOpenSsl({"verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname",
                             host, "-CAfile", dir_.File("pki/root/ca.crt"),
                             dir_.File("pki/" + leaf + "/tls.crt")})
               .exit_code == 0;
  }

  const test::TempDir dir_;
};

TEST_F(CertgenServiceTest, ServicesComeInOrderAndBeforeOtherNames) {
  Succeed({"root"});
  Succeed({"leaf", "--dns", "a.test", "--ip", "10.0.0.7", "--service", "echo", "--service",
           "echo-headless", "echo-tls", "--namespace", "prod"});
  EXPECT_EQ(NamesOf("echo-tls"),
            "DNS:echo, DNS:echo.prod, DNS:echo.prod.svc, DNS:echo.prod.svc.cluster.local, "
            "DNS:*.echo.prod.svc.cluster.local, DNS:echo-headless, DNS:echo-headless.prod, "
            "DNS:echo-headless.prod.svc, DNS:echo-headless.prod.svc.cluster.local, "
            "DNS:*.echo-headless.prod.svc.cluster.local, DNS:a.test, IP Address:10.0.0.7");
  for (const char* host : {"echo", "echo.prod", "echo.prod.svc", "echo.prod.svc.cluster.local",
                           "echo-headless.prod.svc.cluster.local",
                           "echo-7d9f-x2x4z.echo-headless.prod.svc.cluster.local", "a.test"}) {
    EXPECT_TRUE(Verifies("echo-tls", host)) << host;
  }
  for (const char* host : {"echo.default", "localhost", "echo-tls", "prod.svc.cluster.local",
                           "a.b.echo-headless.prod.svc.cluster.local"}) {
    EXPECT_FALSE(Verifies("echo-tls", host)) << host;
  }
}

TEST_F(CertgenServiceTest, InitTakesThemInPlaceOfItsDefaultNames) {
  Succeed({"init", "--service", "echo"});
  EXPECT_EQ(NamesOf("leaf"),
            "DNS:echo, DNS:echo.default, DNS:echo.default.svc, "
            "DNS:echo.default.svc.cluster.local, DNS:*.echo.default.svc.cluster.local");
}

TEST_F(CertgenServiceTest, TheCommonNameFitsWithTheLongestNames) {
  const std::string service(63, 's');
  const std::string name_space(63, 'n');
  Succeed({"root"});
  Succeed({"leaf", "web", "--service", service, "--namespace", name_space});
  EXPECT_EQ(test::OpenSsl({"x509", "-in", dir_.File("pki/web/tls.crt"), "-noout", "-subject"}),
            "subject=CN = " + service + "\n");
  EXPECT_TRUE(Verifies("web", "pod-0." + service + "." + name_space + ".svc.cluster.local"));
}

TEST_F(CertgenServiceTest, ASecondRequestIsNothingToDoAndAnotherNamesTheDifference) {
  Succeed({"root"});
  Succeed({"leaf", "web", "--service", "web", "--namespace", "a"});
  const std::string before = Snapshot(dir_.path() / "pki");
  EXPECT_THAT(Certgen({"leaf", "web", "--service", "web", "--namespace", "a"}).out,
              StartsWith("nothing to do"));
  const Result other = Certgen({"leaf", "web", "--service", "web", "--namespace", "b"});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, AllOf(HasSubstr("names: there DNS:*.web.a.svc.cluster.local, DNS:web, "),
                               HasSubstr("asked for DNS:*.web.b.svc.cluster.local, DNS:web, "),
                               EndsWith("to issue it again, add --force\n")));
  EXPECT_EQ(Snapshot(dir_.path() / "pki"), before);
  Succeed({"leaf", "web", "--force"});
  EXPECT_TRUE(Verifies("web", "web.a.svc"));
  Succeed({"leaf", "web", "--service", "web", "--namespace", "b", "--force"});
  EXPECT_TRUE(Verifies("web", "web.b.svc"));
  EXPECT_FALSE(Verifies("web", "web.a.svc"));
}

TEST_F(CertgenServiceTest, VariablesGiveThemToo) {
  Succeed({"root"});
  Succeed({"leaf", "web"}, {{"CERTGEN_SERVICE", "a,b"}, {"CERTGEN_NAMESPACE", "prod"}});
  EXPECT_THAT(NamesOf("web"), AllOf(StartsWith("DNS:a, DNS:a.prod, "), HasSubstr(" DNS:b.prod,")));
  // Set for other commands; this leaf is for no Service.
  Succeed({"leaf", "alice"}, {{"CERTGEN_NAMESPACE", "prod"}});
  EXPECT_EQ(NamesOf("alice"), "DNS:alice");
  Succeed({"leaf", "api", "--namespace", "test"}, {{"CERTGEN_SERVICE", "api"}});
  EXPECT_TRUE(Verifies("api", "api.test.svc"));
}

TEST_F(CertgenServiceTest, BadNamesAreUsageAndNothingComesToBe) {
  const struct {
    Arguments arguments;
    std::string cause;
  } cases[] = {
      {{"init", "--namespace", "prod"}, "--namespace 'prod' is given without --service; "},
      {{"leaf", "x", "--namespace", "prod", "--dns", "a.test"}, "is given without --service; "},
      {{"init", "--service", ""}, "--service '' is no DNS label: it is empty; "},
      {{"init", "--service", "Echo"}, "--service 'Echo' is no DNS label: it has 'E'; "},
      {{"init", "--service", "a", "--service", "b_c"}, "such as --service b-c"},
      {{"init", "--service", std::string(64, 'a')}, "has 64 characters"},
      {{"init", "--service", "a", "--namespace", "-n"}, "--namespace"},
      {{"init", "--service", "a", "--namespace=-n"}, "--namespace '-n' is no DNS label"},
      {{"init", "--service", "a", "--namespace", ""}, "--namespace: is empty"},
      {{"init", "--service", "12"}, "DNS name '12' ends in a number"},
      {{"init", "--service", "a", "--service", "a"}, "DNS:a is given twice"},
      {{"init", "--service", "a", "--dns", "a.default.svc"}, "DNS:a.default.svc is given twice"},
  };
  for (const auto& c : cases) {
    const Result result = Certgen(c.arguments);
    EXPECT_EQ(result.exit_code, 64) << c.cause;
    EXPECT_THAT(result.err, AllOf(StartsWith("certgen: "), HasSubstr(c.cause)));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_TRUE(fs::is_empty(dir_.path())) << c.cause;
  }
}

}  // namespace
}  // namespace certgen
