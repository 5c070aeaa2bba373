#include "services/tls/admission.h"

#include <gmock/gmock.h>
#include <grpc/grpc_security_constants.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "tests/services/connection_properties.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_pki.h"

namespace tls {
namespace {

using test::ConnectionProperties;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Values = std::multimap<std::string, std::string>;

class AdmissionTest : public ::testing::Test {
 protected:
  std::shared_ptr<CallerCheck> Check() const {
    certgen::PeerPolicy policy;
    policy.roots = {root_.root()};
    return std::make_shared<CallerCheck>(certgen::ClientCertificateMode::kRequire, policy);
  }
  static std::shared_ptr<AllowList> Rules(const std::vector<std::string>& texts,
                                          bool dry_run = false) {
    std::vector<AllowRule> rules;
    rules.reserve(texts.size());
    for (const std::string& text : texts) {
      rules.push_back(test::ValueOf(ParseAllowRule(text, "allow:1")));
    }
    return std::make_shared<AllowList>(AllowRules(std::move(rules)), dry_run);
  }
  Admission Make(std::shared_ptr<CallerCheck> check, std::shared_ptr<AllowList> rules) {
    return {std::move(check), std::move(rules),
            [this](const RefusedCall& call) { told_.push_back(call); }};
  }

  // A call of `method`, as gRPC hands it on.
  static grpc::Status Call(Admission* admission, const ConnectionProperties& connection,
                           const std::string& method, const std::string& traceparent = "") {
    ConnectionProperties mutable_connection = connection;
    grpc::AuthMetadataProcessor::InputMetadata metadata;
    metadata.emplace(":path", grpc::string_ref(method.data(), method.size()));
    if (!traceparent.empty()) {
      metadata.emplace("traceparent", grpc::string_ref(traceparent.data(), traceparent.size()));
    }
    return admission->Process(metadata, &mutable_connection, nullptr, nullptr);
  }
  static ConnectionProperties Connection(const std::string& pem, const std::string& dns) {
    return ConnectionProperties({{GRPC_SSL_SESSION_REUSED_PROPERTY, "false"},
                                 {GRPC_X509_PEM_CERT_PROPERTY_NAME, pem},
                                 {GRPC_PEER_DNS_PROPERTY_NAME, dns}});
  }

  test::TestCa root_;
  const ConnectionProperties good_ = Connection(root_.Leaf().leaf.ToPem(), "a.example");
  const ConnectionProperties expired_ =
      Connection(root_.Leaf(test::Expired()).leaf.ToPem(), "a.example");
  std::vector<RefusedCall> told_;
};

TEST_F(AdmissionTest, WithoutACheckAndWithoutRulesEverybodyIsLetIn) {
  Admission admission = Make(nullptr, nullptr);
  EXPECT_FALSE(admission.IsBlocking());
  EXPECT_TRUE(Call(&admission, ConnectionProperties(Values{}), "/a.B/C").ok());
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(AdmissionTest, ABadCallerIsToldTheReasonInOneLineAndReported) {
  Admission admission = Make(Check(), nullptr);
  EXPECT_TRUE(Call(&admission, good_, "/a.B/C").ok());
  EXPECT_THAT(told_, IsEmpty());
  const grpc::Status status = Call(&admission, expired_, "/a.B/C", "a trace");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(status.error_message(), StartsWith("CERTIFICATE_EXPIRED: "));
  EXPECT_THAT(status.error_message(), HasSubstr("; issue the client's certificate again"));
  ASSERT_THAT(told_, SizeIs(1));
  EXPECT_EQ(told_[0].refusal.code, certgen::FindingCode::kCertificateExpired);
  EXPECT_EQ(told_[0].status, grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(told_[0].method, "/a.B/C");
  EXPECT_EQ(told_[0].traceparent, "a trace");
  EXPECT_THAT(told_[0].names, ElementsAre("dns:a.example"));
  EXPECT_FALSE(told_[0].verified);
}

TEST_F(AdmissionTest, WhomNoRuleLetsInIsToldWhatItLacks) {
  Admission admission = Make(nullptr, Rules({"dns:a.example /a.B/C"}));
  EXPECT_TRUE(Call(&admission, good_, "/a.B/C").ok());
  EXPECT_THAT(told_, IsEmpty());
  const grpc::Status status = Call(&admission, good_, "/a.B/D");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(
      status.error_message(),
      StartsWith("CALLER_NOT_ALLOWED: no rule of the server lets dns:a.example call /a.B/D; "));
  EXPECT_THAT(status.error_message(), HasSubstr("--allow \"dns:a.example /a.B/D\""));
  ASSERT_THAT(told_, SizeIs(1));
  EXPECT_EQ(told_[0].status, grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_TRUE(told_[0].verified);
  EXPECT_FALSE(told_[0].dry_run);
}

TEST_F(AdmissionTest, OffersNoRuleThatWouldLetInMoreThanThisCall) {
  Admission admission = Make(nullptr, Rules({"dns:b.example"}));
  const std::pair<const char*, const char*> calls[] = {{"a.example", ""},
                                                       {"a.example", "/a.B/C /a.B/*"},
                                                       {"a.example", "/a.B/*"},
                                                       {"*.example.com", "/a.B/C"},
                                                       {"a.example", "/a.B/C?x"},
                                                       {"a.example\" /", "/a.B/C"},
                                                       {"", "/a.B/C"}};
  for (const auto& [dns, method] : calls) {
    const grpc::Status status =
        Call(&admission, Connection(root_.Leaf().leaf.ToPem(), dns), method);
    EXPECT_THAT(status.error_message(), HasSubstr("--allow \"PATTERN METHOD\""))
        << dns << " " << method;
  }
}

TEST_F(AdmissionTest, ACallerWithoutANameIsLetInByNoPattern) {
  Admission admission = Make(nullptr, Rules({"dns:a.example", "anyone /a.B/Open"}));
  const ConnectionProperties nobody(Values{});
  EXPECT_TRUE(Call(&admission, nobody, "/a.B/Open").ok());
  EXPECT_EQ(Call(&admission, nobody, "/a.B/C").error_code(), grpc::StatusCode::PERMISSION_DENIED);
  ASSERT_THAT(told_, SizeIs(1));
  EXPECT_FALSE(told_[0].verified);
}

TEST_F(AdmissionTest, TheCertificateIsCheckedBeforeTheRules) {
  Admission admission = Make(Check(), Rules({"dns:a.example", "anyone /a.B/Open"}));
  EXPECT_TRUE(Call(&admission, good_, "/a.B/C").ok());
  for (const char* method : {"/a.B/C", "/a.B/Open"}) {
    EXPECT_EQ(Call(&admission, expired_, method).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  }
}

TEST_F(AdmissionTest, ADryRunLetsInAndTells) {
  Admission admission = Make(nullptr, Rules({"dns:b.example"}, /*dry_run=*/true));
  EXPECT_TRUE(Call(&admission, good_, "/a.B/C").ok());
  ASSERT_THAT(told_, SizeIs(1));
  EXPECT_TRUE(told_[0].dry_run);
}

TEST_F(AdmissionTest, ADryRunOfRulesLetsNoBadCertificateIn) {
  Admission admission = Make(Check(), Rules({"dns:a.example"}, /*dry_run=*/true));
  EXPECT_EQ(Call(&admission, expired_, "/a.B/C").error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(AdmissionTest, RulesAreReplacedForTheCallsThatFollow) {
  const auto rules = Rules({"dns:b.example"});
  Admission admission = Make(nullptr, rules);
  EXPECT_FALSE(Call(&admission, good_, "/a.B/C").ok());
  rules->Replace(AllowRules({test::ValueOf(ParseAllowRule("dns:a.example", "allow:1"))}));
  EXPECT_TRUE(Call(&admission, good_, "/a.B/C").ok());
}

TEST_F(AdmissionTest, HostileNamesAndMethodsStayOneShortLineOfAscii) {
  Admission check = Make(Check(), nullptr);
  Admission rules = Make(nullptr, Rules({"dns:b.example"}));
  for (const std::string& name :
       {std::string("x\r\ngrpc-status: 0\r\n"), std::string("\x1b[2J"),
        std::string("M\xc3\xbcller"), std::string("\xe2\x80\xae"), std::string(60, 'x')}) {
    test::OddSpec spec = test::OddLeaf();
    spec.common_name = name;
    const ConnectionProperties caller =
        Connection(test::OddCertificate(spec).get().ToPem(), name + std::string(5000, 'y'));
    for (Admission* admission : {&check, &rules}) {
      const grpc::Status status = Call(admission, caller, "/" + name + std::string(5000, 'z'));
      EXPECT_FALSE(status.ok());
      const std::string message = status.error_message();
      EXPECT_LT(message.size(), 1100U);
      EXPECT_TRUE(std::all_of(message.begin(), message.end(), absl::ascii_isprint)) << message;
    }
  }
}

}  // namespace
}  // namespace tls
