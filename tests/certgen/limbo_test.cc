// CheckStrictly against the verdicts of x509-limbo, with `openssl verify
// -x509_strict` beside it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "certgen/strict_check.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/process.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using Json = nlohmann::json;
using Kind = SubjectAltName::Kind;
using ::testing::HasSubstr;
using ::testing::Not;

// Fewer agreements than this are a fault of ours. There are 203 with OpenSSL 3.0;
// another version may judge a case or two otherwise. Two of them are luck: no
// public suffix list is read here, but the leaves whose wildcards span such a
// suffix also have a common name that is none of their names.
constexpr int kWanted = 200;

Json Cases() {
  const test::Result unpacked = test::Run({.line = {"xz", "-dc", LIMBO_FILE}});
  EXPECT_EQ(unpacked.exit_code, 0) << "xz-utils unpacks the cases: " << unpacked.err;
  return Json::parse(unpacked.out).at("testcases");
}

// The part before the first "::".
std::string FamilyOf(const Json& testcase) {
  const auto id = testcase.at("id").get<std::string>();
  return id.substr(0, id.find("::"));
}

// The families webpki (what a browser demands) and online (what it meets) are
// held to the Baseline Requirements too.
std::vector<LintScope> ScopesOf(const std::string& family) {
  if (family == "webpki" || family == "online") return {LintScope::kRfc5280, LintScope::kWebpki};
  return {LintScope::kRfc5280};
}

absl::Time TimeOf(const Json& testcase) {
  absl::Time time = absl::Now();
  if (const Json& text = testcase.at("validation_time"); text.is_string()) {
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text.get<std::string>(), &time, nullptr));
  }
  return time;
}

std::vector<SubjectAltName> NamesOf(const Json& testcase) {
  std::vector<Json> wanted = testcase.at("expected_peer_names");
  if (const Json& name = testcase.at("expected_peer_name"); !name.is_null()) wanted.push_back(name);
  std::vector<SubjectAltName> names;
  for (const Json& name : wanted) {
    const auto kind = name.at("kind").get<std::string>();
    names.push_back({kind == "DNS"  ? Kind::kDns
                     : kind == "IP" ? Kind::kIp
                                    : Kind::kEmail,
                     name.at("value").get<std::string>()});
  }
  return names;
}

bool IsServer(const Json& testcase) { return testcase.at("validation_kind") == "SERVER"; }

// Empty if CheckStrictly accepts the peer; else why it does not.
std::string OurRefusal(const Json& testcase) {
  StrictPolicy policy;
  policy.time = TimeOf(testcase);
  policy.purpose = IsServer(testcase) ? Purpose::kTlsServer : Purpose::kTlsClient;
  policy.scopes = ScopesOf(FamilyOf(testcase));
  policy.names = NamesOf(testcase);
  if (const Json& depth = testcase.at("max_chain_depth"); !depth.is_null()) {
    policy.max_path_length = depth.get<int>();
  }
  for (const Json& pem : testcase.at("crls")) {
    const auto crl = RevocationList::FromPem(pem.get<std::string>());
    if (!crl.ok()) return std::string(crl.status().message());
    policy.crls.push_back(*crl);
  }
  std::vector<Certificate> certificates[3];
  const Json pems[3] = {Json::array({testcase.at("peer_certificate")}),
                        testcase.at("untrusted_intermediates"), testcase.at("trusted_certs")};
  for (int i = 0; i < 3; ++i) {
    for (const Json& pem : pems[i]) {
      const auto certificate = Certificate::FromPem(pem.get<std::string>());
      if (!certificate.ok()) return std::string(certificate.status().message());
      certificates[i].push_back(*certificate);
    }
  }
  const auto verdict =
      CheckStrictly(certificates[0].front(), certificates[1], certificates[2], policy);
  if (!verdict.ok()) return std::string(verdict.status().message());
  if (verdict->accepted()) return "";
  std::vector<std::string> why;
  for (const ChainError& error : verdict->errors) why.push_back("OpenSSL: " + error.reason);
  for (const RuleViolation& violation : verdict->violations) {
    if (violation.rule->severity != Severity::kFatal) continue;
    why.push_back(
        absl::StrCat(violation.rule->id, " at depth ", violation.depth, ": ", violation.detail));
  }
  for (const SubjectAltName& name : verdict->unmatched_names) {
    why.push_back("it does not bear the name " + ToString(name));
  }
  return absl::StrJoin(why, "; ");
}

bool OpenSslAccepts(const Json& testcase, const test::TempDir& dir) {
  const auto write = [&dir](const std::string& name, const std::vector<std::string>& pems) {
    test::WriteFile(dir.File(name), absl::StrJoin(pems, "\n"));
    return dir.File(name);
  };
  std::vector<std::string> line = {
      "verify",     "-x509_strict",
      "-no-CApath", "-no-CAstore",
      "-purpose",   IsServer(testcase) ? "sslserver" : "sslclient",
      "-attime",    absl::StrCat(absl::ToUnixSeconds(TimeOf(testcase))),
      "-CAfile",    write("roots", testcase.at("trusted_certs")),
      "-untrusted", write("others", testcase.at("untrusted_intermediates"))};
  if (testcase.at("untrusted_intermediates").empty()) line.resize(line.size() - 2);
  for (const SubjectAltName& name : NamesOf(testcase)) {
    line.push_back(name.kind == Kind::kDns  ? "-verify_hostname"
                   : name.kind == Kind::kIp ? "-verify_ip"
                                            : "-verify_email");
    line.push_back(name.value);
  }
  if (!testcase.at("crls").empty()) {
    line.insert(line.end(), {"-crl_check", "-CRLfile", write("crls", testcase.at("crls"))});
  }
  if (const Json& depth = testcase.at("max_chain_depth"); !depth.is_null()) {
    line.insert(line.end(), {"-verify_depth", absl::StrCat(depth.get<int>())});
  }
  line.push_back(write("peer", {testcase.at("peer_certificate").get<std::string>()}));
  return test::RunOpenSsl(line).exit_code == 0;
}

// Why we and the case differ, in words for who reads the list.
std::string Disagreement(const Json& testcase, const std::string& refusal) {
  const std::vector<std::string> features = testcase.at("features");
  std::string text = absl::StrCat(testcase.at("id").get<std::string>(), ": ");
  if (!refusal.empty()) {
    absl::StrAppend(&text, "it is to be accepted, but ", refusal);
  } else {
    absl::StrAppend(&text,
                    "it is to be refused, but OpenSSL and every rule of its scopes accept it");
  }
  if (!features.empty()) {
    absl::StrAppend(&text, " (the case is for verifiers with ", absl::StrJoin(features, ", "), ")");
  }
  return text;
}

TEST(LimboTest, WeAgreeWithNearlyEveryVerdictAndSayWhereWeDoNot) {
  const Json cases = Cases();
  test::TempDir dir;
  int agreements = 0;
  int openssl_agreements = 0;
  std::vector<std::string> disagreements;
  for (const Json& testcase : cases) {
    const bool accept = testcase.at("expected_result") == "SUCCESS";
    const std::string refusal = OurRefusal(testcase);
    if (refusal.empty() == accept) {
      ++agreements;
    } else {
      disagreements.push_back(Disagreement(testcase, refusal));
    }
    if (OpenSslAccepts(testcase, dir) == accept) ++openssl_agreements;
  }
  std::cout << "agreements " << agreements << " of " << cases.size()
            << " (openssl strict alone: " << openssl_agreements << ")\n";
  for (const std::string& disagreement : disagreements) std::cout << "  " << disagreement << "\n";
  EXPECT_EQ(cases.size(), 207u);
  EXPECT_GE(agreements, kWanted);
  EXPECT_GT(agreements, openssl_agreements);
}

TEST(LimboTest, NoCaseIsKnownByItsId) {
  std::vector<std::filesystem::path> sources = {__FILE__};
  for (const auto& entry : std::filesystem::directory_iterator(CERTGEN_SOURCE_DIR)) {
    sources.push_back(entry.path());
  }
  ASSERT_GT(sources.size(), 50u);
  std::string text;
  for (const auto& source : sources) text += test::ReadFile(source);
  for (const Json& testcase : Cases()) {
    const auto id = testcase.at("id").get<std::string>();
    EXPECT_THAT(text, Not(HasSubstr(id.substr(id.find("::") + 2)))) << id;
  }
}

}  // namespace
}  // namespace certgen
