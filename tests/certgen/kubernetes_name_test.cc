#include "certgen/kubernetes_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using ::test::IsOk;
using ::test::StatusIs;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(KubernetesNameTest, TakesLabels) {
  for (const std::string& text :
       {std::string("a"), std::string("echo-headless"), std::string("0-9"), std::string(63, 'x')}) {
    EXPECT_THAT(CheckKubernetesLabel("--namespace", text), IsOk()) << text;
  }
}

TEST(KubernetesNameTest, NamesTheFlagTheValueAndWhatIsWrong) {
  const struct {
    std::string text;
    std::string why;
  } cases[] = {
      {"", "'' is no DNS label: it is empty; give "},
      {std::string(64, 'a'), "has 64 characters, more than the 63 of a DNS label; "},
      {"-a", "'-a' is no DNS label: it starts with '-'; "},
      {"a-", "it ends with '-'; "},
      {"a b", "it has a character that is no letter, digit or '-'; "},
      {"b\xC3\xBC", "it has a character that is no letter, digit or '-'; "},
      {"*", "it has '*'; "},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(CheckKubernetesLabel("--service", c.text),
                StatusIs(kInvalid, AllOf(StartsWith("--service '"), HasSubstr(c.why),
                                         EndsWith("a letter or digit at both ends"))));
  }
}

TEST(KubernetesNameTest, SuggestsALegalNameThatIsClose) {
  EXPECT_THAT(
      CheckKubernetesLabel("--service", "My_Echo"),
      StatusIs(kInvalid, AllOf(HasSubstr("it has 'M'"), EndsWith(", such as --service my-echo"))));
  EXPECT_THAT(
      CheckKubernetesLabel("--service", "echo.prod.svc"),
      StatusIs(kInvalid, AllOf(HasSubstr("it has '.'"), EndsWith(", such as --service echo"))));
  EXPECT_THAT(CheckKubernetesObjectName("NAME", "echo_tls", "--name"),
              StatusIs(kInvalid, AllOf(StartsWith("NAME 'echo_tls' is no name for an object of "
                                                  "Kubernetes: it has '_'; name the object with "
                                                  "--name: "),
                                       EndsWith(", such as --name echo-tls"))));
}

TEST(KubernetesNameTest, AnObjectsNameMayHaveDotsAnd253Characters) {
  for (const std::string& text :
       {std::string("a"), std::string("web.example.com"), std::string("1.2"),
        // Kubernetes limits the whole, not its parts.
        std::string(64, 'x'), std::string(253, 'x')}) {
    EXPECT_THAT(CheckKubernetesObjectName("--name", text, "--name"), IsOk()) << text;
  }
  const struct {
    std::string text;
    std::string why;
  } cases[] = {
      {"", "it is empty; "},
      {std::string(254, 'a'), "it has 254 characters, more than the 253 of a DNS name; "},
      {"a..b", "it has a dot at its start or end, or two in a row; "},
      {".a", "it has a dot at its start or end, or two in a row; "},
      {"a.", "it has a dot at its start or end, or two in a row; "},
      {"a.-b", "it has the part '-b', which starts with '-'; "},
      {"a-.b", "it has the part 'a-', which ends with '-'; "},
      {"a/b", "it has '/'; "},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(CheckKubernetesObjectName("--name", c.text, "--name"),
                StatusIs(kInvalid, AllOf(StartsWith("--name '"), HasSubstr(c.why))));
  }
}

}  // namespace
}  // namespace certgen
