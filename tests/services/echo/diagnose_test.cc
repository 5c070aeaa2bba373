#include "services/echo/diagnose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/echo/diagnosis_report.h"
#include "services/echo/side_diagnosis.h"
#include "tests/services/serving.h"

namespace echo {
namespace {

using certgen::ClientCertificateMode;
using test::TestCa;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Code = certgen::FindingCode;
using Status = tls::Stage::Status;

class DiagnoseTest : public testing::Test {
 protected:
  DiagnoseTest() { test::GrpcLog::Get(); }

  static DiagnoseReport Diagnose(const ClientOptions& options,
                                 const certgen::CheckedCredentials& own) {
    DiagnoseReport report = BeginWithFiles(own, absl::Milliseconds(1));
    DiagnoseServer(options, own, &report);
    return report;
  }

  static ClientOptions To(const std::string& target, absl::Duration timeout = absl::Seconds(10)) {
    ClientOptions options;
    options.target = *ParseTarget(target);
    options.timeout = timeout;
    return options;
  }

  TestCa ca_;
};

TEST_F(DiagnoseTest, AGoodServerIsGoodAtEveryStage) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()));
  const DiagnoseReport report = Diagnose(test::OptionsFor(*server), test::Unchecked(ca_.Leaf()));
  EXPECT_TRUE(report.verdict.good()) << report.verdict.cause;
  EXPECT_EQ(report.verdict.exit_code, certgen::kExitDone);
  ASSERT_EQ(report.diagnosis.addresses.size(), 1U);
  const tls::AddressReport& address = report.diagnosis.addresses.front();
  EXPECT_EQ(address.connections, 1);
  for (const tls::Stage& stage : address.stages) EXPECT_EQ(stage.status, Status::kOk) << stage.name;
  EXPECT_EQ(report.call.detail, "health says SERVING");
  EXPECT_EQ(address.sight->version, "TLSv1.3");
  EXPECT_EQ(address.sight->alpn, "h2");
  EXPECT_TRUE(address.sight->presented);
}

TEST_F(DiagnoseTest, AServerThatWeDoNotTrustIsToldNothing) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()), ClientCertificateMode::kNone);
  const DiagnoseReport report = Diagnose(test::OptionsFor(*server), test::OnlyRoots(TestCa()));
  EXPECT_EQ(report.verdict.code, Code::kCertificateAuthorityInvalid);
  EXPECT_EQ(report.verdict.exit_code, certgen::kExitTheirCertificate);
  EXPECT_EQ(report.call.status, Status::kNotReached);
  for (const tls::Stage& stage : report.diagnosis.addresses.front().stages) {
    if (stage.name != "HTTP/2") continue;
    EXPECT_EQ(stage.status, Status::kNotReached);
  }
}

TEST_F(DiagnoseTest, OneVerdictStandsForBothVersionsOfTheText) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()));
  const ClientOptions options = test::OptionsFor(*server);
  const DiagnoseReport report = Diagnose(options, test::OnlyRoots(ca_));
  EXPECT_THAT(Describe(report), StartsWith("CLIENT_CERTIFICATE_MISSING: the server asks for"));
  certgen::Json document = certgen::JsonDocument(ErrorOf(report.verdict), {});
  AddToDocument(report, options, &document);
  EXPECT_EQ(document["error"]["code"], "CLIENT_CERTIFICATE_MISSING");
  EXPECT_EQ(document["verdict"]["code"], "CLIENT_CERTIFICATE_MISSING");
  EXPECT_EQ(document["verdict"]["certificate"], nullptr);
  const certgen::Json& seen = document["addresses"][0]["tls"];
  EXPECT_EQ(seen["asks_for_certificate"], true);
  EXPECT_EQ(seen["ca_names"], certgen::Json::array({ca_.root().subject()}));
  EXPECT_EQ(seen["presented"], false);
  size_t failed = 0;
  for (const certgen::Json& stage : document["stages"]) {
    failed += stage["status"] == "failed" ? 1U : 0U;
  }
  EXPECT_EQ(failed, 1U) << document.dump(1);
}

TEST_F(DiagnoseTest, FilesThatCannotWorkAreTheVerdict) {
  certgen::CheckedCredentials checked;
  checked.findings = {
      {Code::kPrivateKeyMismatch, certgen::Severity::kFatal, "tls.key", {}, "is wrong", "mend it"}};
  const DiagnoseReport report = BeginWithFiles(checked, absl::Milliseconds(1));
  EXPECT_EQ(report.verdict.code, Code::kPrivateKeyMismatch);
  EXPECT_EQ(report.verdict.exit_code, certgen::kExitOurCredentials);
  EXPECT_EQ(report.verdict.cause, "tls.key: is wrong");
}

TEST_F(DiagnoseTest, APortThatNeverSpeaksIsLeftInTime) {
  const test::RawSocket silent;
  const absl::Time begin = absl::Now();
  const DiagnoseReport report =
      Diagnose(To("127.0.0.1:" + std::to_string(silent.port()), absl::Milliseconds(400)),
               test::OnlyRoots(ca_));
  EXPECT_EQ(report.verdict.code, Code::kHandshakeTimeout);
  EXPECT_EQ(report.verdict.exit_code, certgen::kExitNetwork);
  EXPECT_LE(report.diagnosis.addresses.front().connections, 2);
  EXPECT_LT(absl::Now() - begin, test::kPatience);
}

TEST_F(DiagnoseTest, APortWhereNobodyListensRefuses) {
  const test::RawSocket bound("127.0.0.1", test::RawSocket::kOnlyBound);
  const DiagnoseReport report =
      Diagnose(To("127.0.0.1:" + std::to_string(bound.port())), test::OnlyRoots(ca_));
  EXPECT_EQ(report.verdict.code, Code::kConnectionRefused);
}

TEST_F(DiagnoseTest, OfTwoAddressesOneThatIsGoodIsEnoughUnlessGrpcWaitsForTheOther) {
  tls::Diagnosis diagnosis;
  diagnosis.address = "good";
  tls::AddressReport late;
  late.verdict = tls::Fault(Code::kConnectionTimeout, certgen::kExitNetwork, "late", "wait");
  diagnosis.addresses = {late, {}};
  EXPECT_EQ(VerdictForGrpc(diagnosis).code, Code::kConnectionTimeout);
  EXPECT_THAT(VerdictForGrpc(diagnosis).cause, HasSubstr("good is good"));
  diagnosis.addresses.front().verdict.code = Code::kConnectionRefused;
  EXPECT_TRUE(VerdictForGrpc(diagnosis).good());
}

TEST_F(DiagnoseTest, BesideACallItLooksOnlyIfTheCallFindsNoConnection) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()));
  const ClientOptions options = test::OptionsFor(*server);
  v1::EchoResponse response;
  {
    const certgen::CheckedCredentials own = test::Unchecked(ca_.Leaf());
    EchoClient client(options, own);
    SideDiagnosis beside(options, own, &client);
    EXPECT_TRUE(client.Echo("hi", &response).status.ok());
    EXPECT_FALSE(beside.Take());
  }
  const certgen::CheckedCredentials own = test::OnlyRoots(ca_);
  EchoClient client(options, own);
  SideDiagnosis beside(options, own, &client);
  EXPECT_FALSE(client.Echo("hi", &response).status.ok());
  const auto diagnosis = beside.Take();
  ASSERT_TRUE(diagnosis);
  EXPECT_EQ(diagnosis->verdict.code, Code::kClientCertificateMissing);
}

TEST_F(DiagnoseTest, ASideDiagnosisThatNobodyTakesEndsWithTheCall) {
  const test::RawSocket silent;
  const ClientOptions options =
      To("127.0.0.1:" + std::to_string(silent.port()), absl::Seconds(600));
  const certgen::CheckedCredentials own = test::OnlyRoots(ca_);
  EchoClient client(options, own);
  const absl::Time begin = absl::Now();
  { const SideDiagnosis beside(options, own, &client); }
  EXPECT_LT(absl::Now() - begin, test::kPatience);
}

}  // namespace
}  // namespace echo
