#include "services/echo/authorization_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace echo {
namespace {

using Mode = certgen::ClientCertificateMode;
using test::IsOk;
using test::StatusIs;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr Mode kAllModes[] = {Mode::kNone, Mode::kRequest, Mode::kVerifyIfGiven, Mode::kRequireAny,
                              Mode::kRequire};

std::vector<std::string> PlacesOf(const std::vector<tls::AllowRule>& rules) {
  std::vector<std::string> places;
  places.reserve(rules.size());
  for (const tls::AllowRule& rule : rules) places.push_back(rule.place);
  return places;
}

// What is wrong, line by line.
std::vector<std::string> ErrorsOf(const AuthorizationFlags& flags) {
  const auto authorization = ToAuthorization(flags, Mode::kRequire);
  EXPECT_THAT(authorization, StatusIs(absl::StatusCode::kInvalidArgument));
  return absl::StrSplit(std::string(authorization.status().message()), '\n');
}

class ToAuthorizationTest : public testing::Test {
 protected:
  // Flags that name a file of these contents.
  AuthorizationFlags OfFile(const std::string& contents) const {
    test::WriteFile(path_, contents);
    AuthorizationFlags flags;
    flags.allow_file = path_;
    return flags;
  }

  const test::TempDir dir_;
  const std::string path_ = dir_.File("allow");
};

TEST(AuthorizationFlags, AreReadFromTheCommandLine) {
  AuthorizationFlags flags;
  CLI::App program;
  AddAuthorizationFlags(&flags, &program);
  const char* const arguments[] = {"echo-server", "--allow",        "dns:a.example.com /a.B/C",
                                   "--allow",     "ip:192.0.2.1",   "--allow-file",
                                   "rules",       "--allow-dry-run"};
  program.parse(static_cast<int>(std::size(arguments)), arguments);
  EXPECT_THAT(flags.allow, ElementsAre("dns:a.example.com /a.B/C", "ip:192.0.2.1"));
  EXPECT_EQ(flags.allow_file, "rules");
  EXPECT_TRUE(flags.dry_run);
}

TEST_F(ToAuthorizationTest, WithoutFlagsThereAreNoRulesInAnyMode) {
  for (const Mode mode : kAllModes) {
    const auto authorization = ToAuthorization(AuthorizationFlags(), mode);
    ASSERT_THAT(authorization, IsOk());
    EXPECT_THAT(authorization->AllRules(), IsEmpty());
    EXPECT_EQ(authorization->file, "");
    EXPECT_FALSE(authorization->dry_run);
  }
}

TEST_F(ToAuthorizationTest, RulesAreNamedByTheirPlaceAndThoseOfFlagsStandFirst) {
  const std::string contents =
      "# who may call\n"
      "\n"
      "ip:192.0.2.1\n"
      "dns:c.example.com /echo.v1.EchoService/Echo  # only this\n";
  AuthorizationFlags flags = OfFile(contents);
  flags.allow = {"dns:a.example.com", "uri:spiffe://example.org/b"};
  const auto authorization = ToAuthorization(flags, Mode::kRequire);
  ASSERT_THAT(authorization, IsOk());
  EXPECT_THAT(PlacesOf(authorization->fixed), ElementsAre("allow:1", "allow:2"));
  EXPECT_THAT(PlacesOf(authorization->of_file), ElementsAre("allow-file:3", "allow-file:4"));
  EXPECT_THAT(PlacesOf(authorization->AllRules()),
              ElementsAre("allow:1", "allow:2", "allow-file:3", "allow-file:4"));
  EXPECT_EQ(authorization->file, path_);
  EXPECT_EQ(authorization->file_contents, contents);
}

TEST_F(ToAuthorizationTest, ErrorsAreToldAllAtOnceEachInALine) {
  AuthorizationFlags flags = OfFile("dns:ok.example.com\n*\n\nanyone\n");
  flags.allow = {"/echo.v1.EchoService/Echo", "dns:ok.example.com", "client.example.com"};
  EXPECT_THAT(ErrorsOf(flags),
              ElementsAre(StartsWith("--allow number 1: '/echo.v1.EchoService/Echo' is a method"),
                          AllOf(StartsWith("--allow number 3: 'client.example.com' "),
                                HasSubstr("write dns:client.example.com")),
                          StartsWith(absl::StrCat(path_, ":2: '*' is no pattern")),
                          StartsWith(absl::StrCat(path_, ":4: 'anyone' lets everybody"))));
}

TEST_F(ToAuthorizationTest, MoreThanTenErrorsAreCut) {
  std::string contents;
  for (int i = 0; i < 25; ++i) contents += "bad.example.com\n";
  const auto errors = ErrorsOf(OfFile(contents));
  ASSERT_THAT(errors, SizeIs(11));
  EXPECT_THAT(errors[9], StartsWith(absl::StrCat(path_, ":10: ")));
  EXPECT_EQ(errors[10], "and 15 more errors in the rules");
}

TEST_F(ToAuthorizationTest, TenErrorsAreAllTold) {
  std::string contents;
  for (int i = 0; i < 10; ++i) contents += "bad.example.com\n";
  const auto errors = ErrorsOf(OfFile(contents));
  ASSERT_THAT(errors, SizeIs(10));
  EXPECT_THAT(errors[9], StartsWith(absl::StrCat(path_, ":10: ")));
}

TEST_F(ToAuthorizationTest, ARuleCannotForgeALine) {
  for (const char* rule : {"bad\n--allow:", "CN=bad\n--allow:", "dns:bad\n--allow:",
                           "dns:ok.example.com /bad\n--allow:", "anyone\n--allow:"}) {
    AuthorizationFlags flags;
    flags.allow = {rule};
    EXPECT_THAT(ErrorsOf(flags), SizeIs(1)) << rule;
  }
}

TEST_F(ToAuthorizationTest, AFileThatIsNotThereIsRefused) {
  AuthorizationFlags flags;
  flags.allow = {"dns:ok.example.com"};
  flags.allow_file = path_;
  EXPECT_THAT(ErrorsOf(flags), ElementsAre(AllOf(StartsWith(path_), HasSubstr("cannot be read"))));
}

TEST_F(ToAuthorizationTest, AFileWithoutARuleIsRefused) {
  for (const char* contents : {"", "\n\n", "# dns:client.example.com\n"}) {
    EXPECT_THAT(ErrorsOf(OfFile(contents)),
                ElementsAre(AllOf(StartsWith(path_), HasSubstr("has no rule"))))
        << contents;
  }
}

TEST_F(ToAuthorizationTest, RulesAreRefusedWhereNobodyIsVerified) {
  AuthorizationFlags by_flag;
  by_flag.allow = {"dns:client.example.com"};
  AuthorizationFlags of_anyone;
  of_anyone.allow = {"anyone /grpc.health.v1.Health/*"};
  for (const auto& flags : {by_flag, of_anyone, OfFile("dns:client.example.com\n")}) {
    for (const Mode mode : {Mode::kNone, Mode::kRequest, Mode::kRequireAny}) {
      const std::string name = certgen::ClientCertificateModeName(mode);
      EXPECT_THAT(ToAuthorization(flags, mode),
                  StatusIs(absl::StatusCode::kInvalidArgument,
                           AllOf(HasSubstr(absl::StrCat("--client-cert ", name, " ")),
                                 HasSubstr("--client-cert require"))))
          << name;
    }
    for (const Mode mode : {Mode::kVerifyIfGiven, Mode::kRequire}) {
      EXPECT_THAT(ToAuthorization(flags, mode), IsOk()) << certgen::ClientCertificateModeName(mode);
    }
  }
}

TEST_F(ToAuthorizationTest, ADryRunNeedsRules) {
  AuthorizationFlags flags;
  flags.dry_run = true;
  for (const Mode mode : kAllModes) {
    EXPECT_THAT(ToAuthorization(flags, mode),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--allow-dry-run")));
  }
  flags.allow = {"dns:client.example.com"};
  const auto authorization = ToAuthorization(flags, Mode::kRequire);
  ASSERT_THAT(authorization, IsOk());
  EXPECT_TRUE(authorization->dry_run);
}

class UnknownMethodsInTest : public testing::Test {
 protected:
  std::vector<std::string> LinesFor(const std::vector<std::string>& rules) const {
    AuthorizationFlags flags;
    flags.allow = rules;
    return UnknownMethodsIn(test::ValueOf(ToAuthorization(flags, Mode::kRequire)).AllRules(),
                            {"/echo.v1.EchoService/Echo", "/grpc.health.v1.Health/Check"});
  }
};

TEST_F(UnknownMethodsInTest, NamesTheRuleAndTheNearestMethod) {
  EXPECT_THAT(LinesFor({"dns:a.example.com", "dns:b.example.com /echo.v1.EchoService/Ehco"}),
              ElementsAre("allow:2: this server has no method /echo.v1.EchoService/Ehco; perhaps "
                          "you mean /echo.v1.EchoService/Echo"));
}

TEST_F(UnknownMethodsInTest, HasALineForEachMethodAndNoGuessWhereNoneIsNear) {
  EXPECT_THAT(LinesFor({"dns:a.example.com /helloworld.Greeter/SayHello "
                        "/echo.v1.EchoService/Echo /no.such.Service/*"}),
              ElementsAre("allow:1: this server has no method /helloworld.Greeter/SayHello",
                          "allow:1: this server has no method /no.such.Service/*"));
}

TEST_F(UnknownMethodsInTest, HasNothingToSayOfWhatThereIs) {
  EXPECT_THAT(LinesFor({"dns:a.example.com", "anyone /grpc.health.v1.Health/*",
                        "dns:b.example.com /echo.v1.EchoService/Echo"}),
              IsEmpty());
}

}  // namespace
}  // namespace echo
