// A server's credentials and callers of every kind, on disk, and what is to be expected of
// the server's log when they come.
#ifndef TESTS_E2E_REFUSALS_FIXTURE_H_
#define TESTS_E2E_REFUSALS_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/logging_server.h"
#include "tests/e2e/programs.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {

class RefusalsTest : public ::testing::Test {
 protected:
  explicit RefusalsTest(bool explains) : explains_(explains), middle_(root_.Intermediate()) {
    // The server has the intermediate too: only so can it tell a chain that lacks it.
    middle_.Leaf().WriteTo(Dir("server"));
    Write("good", middle_.Leaf());
    Write("expired", middle_.Leaf(Expired()));
    Write("early", middle_.Leaf(NotYetValid()));
    Write("server-only", middle_.Leaf(ForServers()));
    Write("foreign", TestCa().Leaf());
    Credential incomplete = middle_.Leaf();
    incomplete.cert = incomplete.leaf.ToPem();
    Write("incomplete", incomplete);
    MakeSelfSigned();
    MakeTwin();
  }

  bool Explains() const { return explains_; }
  std::string Dir(const std::string& name) const { return temp_.File(name); }
  std::string File(const std::string& name, const std::string& file) const {
    return Dir(name) + "/" + file;
  }

  // Callers trust the server, so that only the server objects.
  void Write(const std::string& name, Credential caller) {
    caller.roots = root_.root().ToPem();
    caller.WriteTo(Dir(name));
  }
  void MakeSelfSigned() {
    Write("self-signed", root_.Leaf());
    OpenSsl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-subj", "/CN=localhost", "-days", "9", "-addext",
             "basicConstraints=critical,CA:FALSE", "-keyout", File("self-signed", "tls.key"),
             "-out", File("self-signed", "tls.crt")});
  }
  // A caller of another root with the name of ours.
  void MakeTwin() {
    Write("twin", root_.Leaf());
    Write("twin-root", root_.Leaf());
    const std::string root = File("twin-root", "tls.crt");
    const std::string key = File("twin-root", "tls.key");
    std::vector<std::string> subject;
    for (const auto& part : absl::StrSplit(root_.root().subject(), ',')) {
      subject.emplace_back(part);
    }
    std::string name;
    for (auto part = subject.rbegin(); part != subject.rend(); ++part) {
      absl::StrAppend(&name, "/", *part);
    }
    OpenSsl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-subj", name, "-days", "9", "-keyout", key, "-out", root});
    OpenSsl({"req",
             "-x509",
             "-newkey",
             "ec",
             "-pkeyopt",
             "ec_paramgen_curve:P-256",
             "-nodes",
             "-subj",
             "/CN=twin",
             "-days",
             "9",
             "-CA",
             root,
             "-CAkey",
             key,
             "-addext",
             "basicConstraints=critical,CA:FALSE",
             "-keyout",
             File("twin", "tls.key"),
             "-out",
             File("twin", "tls.crt")});
  }

  Arguments Flags(Arguments more = {}) const {
    more.insert(more.begin(), {"--tls-dir", Dir("server")});
    if (Explains()) more.emplace_back("--explain-refusals");
    return more;
  }
  Arguments As(const std::string& name, const Arguments& command = {"echo", "hi"}) const {
    Arguments all = {"--tls-dir", Dir(name), "--present-anyway"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
  }
  Arguments OpenSslAs(const std::string& name, const Arguments& more = {}) const {
    Arguments all = {"-cert",       File(name, "tls.crt"), "-key", File(name, "tls.key"),
                     "-cert_chain", File(name, "tls.crt")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  // The server ends; its last line counts `refused` and `abandoned` and nothing else.
  static void ExpectLast(LoggingServer* server, const nlohmann::json& refused,
                         const nlohmann::json& abandoned) {
    const std::vector<nlohmann::json> records = server->Stop();
    ASSERT_THAT(records, Not(::testing::IsEmpty()));
    nlohmann::json last = records.back();
    EXPECT_TRUE(last.contains("time"));
    last.erase("time");
    EXPECT_EQ(last, nlohmann::json({{"level", "info"},
                                    {"event", "stopped"},
                                    {"drained", true},
                                    {"refused", refused},
                                    {"abandoned", abandoned}}));
    for (const nlohmann::json& record : records) {
      EXPECT_NE(record.at("event"), "refused") << record;
      EXPECT_NE(record.at("event"), "abandoned") << record;
    }
  }

  // One record of `event` and `code` came, of the certificate of `name`, if any; and the last line
  // counts it alone.
  void ExpectOne(LoggingServer* server, const std::string& event, const std::string& code,
                 const std::string& name = "") const {
    SCOPED_TRACE(code + " " + name);
    const std::optional<nlohmann::json> record = server->Next(event);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->at("code"), code) << *record;
    EXPECT_EQ(record->at("level"), event == "refused" ? "warning" : "info");
    EXPECT_FALSE(record->at("cause").get<std::string>().empty());
    EXPECT_THAT(record->at("cure").get<std::string>(),
                ::testing::ContainsRegex("certgen |openssl |--[a-z]|cat |send-proxy"));
    EXPECT_EQ(record->contains("certificate"), !name.empty()) << *record;
    if (!name.empty()) {
      EXPECT_EQ(record->at("certificate").at("serial"), Serial(name)) << *record;
    }
    const nlohmann::json counts = {{code, 1}};
    const bool is_refusal = event == "refused";
    ExpectLast(server, is_refusal ? counts : nlohmann::json::object(),
               is_refusal ? nlohmann::json::object() : counts);
  }

  std::string Serial(const std::string& name) const {
    const std::string line = OpenSsl({"x509", "-noout", "-serial", "-in", File(name, "tls.crt")});
    return line.substr(line.find('=') + 1, line.find('\n') - line.find('=') - 1);
  }

  const bool explains_;
  TempDir temp_;
  TestCa root_;
  TestCa middle_;
};

}  // namespace test

#endif  // TESTS_E2E_REFUSALS_FIXTURE_H_
