// certgen inspect, as the program runs it.
#include "certgen/inspect_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "certgen/fingerprint.h"
#include "certgen/json_document.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::Result;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;

class InspectCommandTest : public ::testing::Test {
 protected:
  InspectCommandTest() { leaf_.WriteTo(dir_.path() / "leaf"); }

  Result Inspect(const Arguments& arguments, const std::string& input = "") const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM, "inspect"};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.directory = dir_.path();
    command.input = input;
    return test::Run(command);
  }
  void Write(const std::string& name, const std::string& contents) const {
    test::WriteFile(dir_.File(name), contents);
  }
  // PKCS#12 of the leaf.
  std::string Pkcs12(const std::string& passphrase) const {
    return OpenSsl({"pkcs12", "-export", "-in", dir_.File("leaf/tls.crt"), "-inkey",
                    dir_.File("leaf/tls.key"), "-passout", "pass:" + passphrase});
  }

  const test::TestCa ca_;
  const test::Credential leaf_ = ca_.Leaf();
  const test::TempDir dir_;
};

TEST_F(InspectCommandTest, ShowsADirectoryAsAWhole) {
  const Result result = Inspect({"leaf"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out,
              AllOf(StartsWith("leaf/tls.crt: leaf for server and client, 29 days left\n"),
                    HasSubstr("(leaf/ca.crt)\n"), HasSubstr("  private key  leaf/tls.key\n"),
                    HasSubstr("\nleaf/tls.key: private key, ec-p256\n  belongs to   leaf/tls.crt"),
                    HasSubstr("\nleaf/ca.crt: root CA, ")));
}

TEST_F(InspectCommandTest, ReadsStandardInputInEveryForm) {
  const std::string der = OpenSsl({"x509", "-outform", "DER"}, leaf_.cert);
  for (const std::string& input : {leaf_.cert, der, absl::Base64Escape(leaf_.cert)}) {
    const Result result = Inspect({"-"}, input);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, StartsWith("-: leaf for server and client"));
  }
}

TEST_F(InspectCommandTest, WhatCannotBeReadFailsAndTheRestIsShown) {
  Write("junk", "junk");
  const Result result = Inspect({"junk", "none", "leaf/tls.crt"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(StartsWith("certgen: junk: "), HasSubstr("\ncertgen: none: ")));
  EXPECT_THAT(result.out, StartsWith("leaf/tls.crt: "));
  const Json json = Json::parse(Inspect({"junk", "leaf/tls.crt", "--json"}).out);
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["error"]["code"], "NOT_PEM");
  EXPECT_EQ(json["files"][1]["objects"][0]["kind"], "certificate");
}

TEST_F(InspectCommandTest, ThePassphraseComesFromAFile) {
  Write("a.p12", Pkcs12("open sesame"));
  Write("right", "open sesame\nsecond line\n");
  Write("wrong", "no\n");
  EXPECT_THAT(Inspect({"a.p12"}).err, HasSubstr("give that with --passphrase-file"));
  const Result wrong = Inspect({"a.p12", "--passphrase-file", "wrong"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("another passphrase"));
  const Result right = Inspect({"--passphrase-file", "right", "a.p12"});
  EXPECT_EQ(right.exit_code, 0) << right.err;
  EXPECT_THAT(right.out,
              AllOf(HasSubstr("a.p12 #1: leaf for server and client"),
                    HasSubstr("a.p12 #2: private key, ec-p256\n  belongs to   a.p12 #1")));
  const Result missing = Inspect({"a.p12", "--passphrase-file", "none"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("none: cannot be read for the passphrase"));
}

TEST_F(InspectCommandTest, NoFormOfAKeyShowsItsPrivatePart) {
  // As `openssl pkey -text` prints it, "priv:\n    0a:0b:…".
  for (const char* algorithm : {"EC", "RSA", "ED25519"}) {
    Arguments line = {"genpkey", "-algorithm", algorithm};
    if (std::string(algorithm) == "EC") line.insert(line.end(), {"-pkeyopt", "group:P-256"});
    const std::string pem = OpenSsl(line);
    std::string text = OpenSsl({"pkey", "-noout", "-text"}, pem);
    const char* field = std::string(algorithm) == "RSA" ? "privateExponent:" : "priv:";
    text = text.substr(text.find(field) + std::string(field).size());
    text = text.substr(0, text.find_first_of("pP"));
    std::string hex = absl::StrReplaceAll(text, {{":", ""}, {" ", ""}, {"\n", ""}});
    ASSERT_GE(hex.size(), 64u);
    hex = hex.substr(0, 64);
    const std::string octets = absl::HexStringToBytes(hex);

    Write("k.key", pem);
    Write("k.der", OpenSsl({"pkey", "-outform", "DER"}, pem));
    Write("k.p12", OpenSsl({"pkcs12", "-export", "-nocerts", "-inkey", dir_.File("k.key"),
                            "-passout", "pass:"}));
    std::string shown;
    for (const Arguments& flags : {Arguments{}, {"--json"}}) {
      Arguments arguments = {"k.key", "k.der", "k.p12"};
      arguments.insert(arguments.end(), flags.begin(), flags.end());
      const Result result = Inspect(arguments);
      EXPECT_EQ(result.exit_code, 0) << result.err;
      shown += result.out + result.err;
    }
    const std::string plain = absl::AsciiStrToLower(absl::StrReplaceAll(shown, {{":", ""}}));
    EXPECT_THAT(plain, HasSubstr("public")) << "something is shown";
    EXPECT_THAT(plain, Not(HasSubstr(hex)));
    EXPECT_THAT(plain, Not(HasSubstr(hex.substr(16, 16))));
    const std::string base64 = absl::Base64Escape(octets.substr(0, 30));
    EXPECT_THAT(shown, Not(HasSubstr(base64.substr(0, 20))));
    // The octets stand at an unknown offset in the PEM text: none of its lines is shown.
    for (size_t i = pem.find('\n') + 1; i + 20 < pem.size(); i += 20) {
      EXPECT_THAT(shown, Not(HasSubstr(pem.substr(i, 20))));
    }
    EXPECT_THAT(shown, Not(HasSubstr(octets)));
    const BignumPtr number(BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()),
                                     static_cast<int>(octets.size()), nullptr));
    const std::unique_ptr<char, OpenSslFree<FreeOpenSslBytes>> decimal(BN_bn2dec(number.get()));
    EXPECT_THAT(shown, Not(HasSubstr(decimal.get())));
  }
}

TEST_F(InspectCommandTest, BadUsageIs64AndHelpTeaches) {
  EXPECT_EQ(Inspect({}).exit_code, 64);
  EXPECT_EQ(Inspect({"--unknown", "x"}).exit_code, 64);
  const Result help = Inspect({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("Examples:\n"), HasSubstr("--passphrase-file"),
                              HasSubstr("Exit codes: 0 done, 1 ")));
}

TEST_F(InspectCommandTest, NoDamageMakesItCrash) {
  const std::string der = OpenSsl({"x509", "-outform", "DER"}, ca_.certificate().ToPem());
  const std::string p12 = Pkcs12("");
  for (const std::string& good : {der, p12}) {
    for (size_t i = 0; i < good.size(); ++i) {
      CommandResult result;
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
      Write("bad", bad);
      InspectFlags flags;
      flags.files = {dir_.File("bad")};
      for (const bool json : {false, true}) {
        result = RunInspect(flags, json, absl::Now());
        EXPECT_TRUE(result.exit_code == 0 || !result.err.empty());
        EXPECT_THAT(result.out, Not(HasSubstr("\x1b")));
      }
    }
  }
}

}  // namespace
}  // namespace certgen
