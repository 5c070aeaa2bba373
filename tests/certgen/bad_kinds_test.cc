// The table itself, and the openssl program's judgement of what it makes: each kind has
// the fault that it is named after, and no other on the way to it.

#include "certgen/bad_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/bad_tree.h"
#include "certgen/pem.h"
#include "certgen/symptom.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::RunOpenSsl;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

using Code = FindingCode;
using Arguments = std::vector<std::string>;

class BadKindsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new test::TempDir();
    ASSERT_THAT(WriteBadTree(test::ValueOf(MakeBadTree(absl::Now())), dir_->path() / "bad"),
                test::IsOk());
  }
  static void TearDownTestSuite() { delete dir_; }

  static std::string File(const std::string& kind, const char* file) {
    return dir_->File(absl::StrCat("bad/", kind, "/", file));
  }

  // All that openssl verify says of a kind: what a peer would say that has ca.crt and is
  // shown tls.crt.
  static std::string Verify(const std::string& kind, const Arguments& options) {
    const std::string cert = File(kind, kCertificateFile);
    Arguments line = {"verify",     "-auth_level", "2", "-CAfile", File(kind, kRootsFile),
                      "-untrusted", cert};
    line.insert(line.end(), options.begin(), options.end());
    line.push_back(cert);
    const test::Result result = RunOpenSsl(line);
    return result.out + result.err;
  }

  static inline test::TempDir* dir_ = nullptr;
};

TEST_F(BadKindsTest, ThereAreManyAndEachHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const BadKind& kind : BadKinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_THAT(kind.name, MatchesRegex("[a-z0-9]+(-[a-z0-9]+)*"));
    EXPECT_THAT(kind.what, MatchesRegex("([A-Z]|tls\\.|ca\\.)[^\n]*\\."));
    EXPECT_EQ(std::string(kind.file).empty(), !kind.code) << kind.name;
  }
  EXPECT_GE(names.size(), 60u);
}

TEST_F(BadKindsTest, EveryCodeThatFilesCanCauseHasAKind) {
  // These are no state of the three files: files that move, flags left out, a handshake
  // that fails for no reason of ours, and rules that have lists of their own.
  std::set<Code> covered = {Code::kFilesChanging, Code::kPrivateKeyMissing,
                            Code::kCertificateMissing, Code::kSelfHandshakeFailed,
                            Code::kRuleViolated};
  // And these are said of files that only inspect reads, and of a passphrase's.
  covered.insert({Code::kObjectMalformed, Code::kObjectUnknown, Code::kPassphraseMissing,
                  Code::kPassphraseWrong, Code::kEncryptionUnsupported, Code::kPassphraseExposed,
                  Code::kPassphraseUnneeded});
  for (const BadKind& kind : BadKinds()) {
    if (kind.code) covered.insert(*kind.code);
  }
  for (const FindingKind& finding : FindingKinds()) {
    // Of lists that stand beside the three files, and of the wire.
    if (finding.code >= Code::kCertificateRevoked) continue;
    EXPECT_TRUE(covered.contains(finding.code)) << finding.name;
  }
}

TEST_F(BadKindsTest, TheGoodOnesAreGoodForOpensslAtItsStrictest) {
  for (const char* kind : {"good", "good-chain"}) {
    for (const char* purpose : {"sslserver", "sslclient"}) {
      EXPECT_THAT(Verify(kind, {"-x509_strict", "-purpose", purpose, "-verify_ip", "127.0.0.1"}),
                  HasSubstr("tls.crt: OK"));
    }
  }
}

// The table of symptoms has the words that openssl prints of this kind.
bool LeadsTo(const std::string& name, const std::string& words) {
  const auto kind = std::find_if(BadKinds().begin(), BadKinds().end(),
                                 [&](const BadKind& k) { return k.name == name; });
  const std::vector<const Symptom*> symptoms = FindSymptoms(words);
  return std::any_of(symptoms.begin(), symptoms.end(), [&](const Symptom* symptom) {
    return symptom->stack == Stack::kOpenSsl &&
           std::find(symptom->codes.begin(), symptom->codes.end(), *kind->code) !=
               symptom->codes.end();
  });
}

TEST_F(BadKindsTest, OpensslRefusesTheChainForTheReasonThatTheKindIsNamedAfter) {
  const struct {
    const char* kind;
    const char* reason;
    Arguments options = {};
  } cases[] = {
      {"expired", "error 10 at 0"},
      {"intermediate-expired", "error 10 at 1"},
      {"not-yet-valid", "error 9 at 0"},
      {"clock-wrong", "error 9 at 1"},
      {"rsa-1024", "error 66 at 0"},
      {"intermediate-rsa-1024", "error 67 at 1"},
      {"sha1", "error 68 at 0"},
      {"intermediate-sha1", "error 68 at 1"},
      {"client-only", "error 26 at 0", {"-purpose", "sslserver"}},
      {"server-only", "error 26 at 0", {"-purpose", "sslclient"}},
      {"code-signing", "error 26 at 0", {"-purpose", "sslserver"}},
      {"any-purpose", "error 26 at 0", {"-purpose", "sslserver"}},
      {"key-usage-unfit", "error 26 at 0", {"-purpose", "sslserver"}},
      {"key-usage-encipherment", "error 26 at 0", {"-purpose", "sslclient"}},
      {"unknown-critical-extension", "error 34 at 0"},
      {"extension-garbled", "error 20 at 0"},
      {"key-usage-empty", "error 20 at 0"},
      {"name-constraint-minimum", "error 49 at 0"},
      {"wrong-host", "error 62 at 0", {"-verify_hostname", "localhost"}},
      {"wrong-address", "error 64 at 0", {"-verify_ip", "127.0.0.1"}},
      {"ip-as-dns-name", "error 64 at 0", {"-verify_ip", "127.0.0.1"}},
      {"uri-only", "error 62 at 0", {"-verify_hostname", "localhost"}},
      {"dns-name-with-port", "error 62 at 0", {"-verify_hostname", "localhost"}},
      {"dns-name-with-space", "error 62 at 0", {"-verify_hostname", "localhost"}},
      {"chain-incomplete", "error 20 at 0"},
      {"another-root", "error 20 at 0"},
      {"self-signed", "error 18 at 0"},
      {"tampered", "error 7 at 0"},
      {"intermediate-tampered", "error 7 at 1"},
      {"authority-key-id-differs", "error 20 at 0"},
      {"named-as-issuer", "error 18 at 0"},
      {"issued-by-leaf", "error 79 at 1"},
      {"issuer-without-cert-sign", "error 32 at 1"},
      {"path-length-exceeded", "error 25 at 2"},
      {"name-not-permitted", "error 47 at 0"},
      {"name-excluded", "error 48 at 0"},
      {"issuer-for-clients-only", "error (26|79) at 1", {"-purpose", "sslserver"}},
      {"issuer-for-servers-only", "error (26|79) at 1", {"-purpose", "sslclient"}},
      {"root-expired", "error 10 at 1"},
      {"root-not-yet-valid", "error 9 at 1"},
      {"root-not-a-ca", "error 79 at 1"},
      {"root-is-leaf", "error (2|20) at 0"},
      {"root-rsa-1024", "error 67 at 1"},
      {"root-made-again", "error 20 at 0"},
  };
  for (const auto& c : cases) {
    const std::string words = Verify(c.kind, c.options);
    EXPECT_THAT(words, ContainsRegex(absl::StrCat(c.reason, " depth"))) << c.kind;
    EXPECT_TRUE(LeadsTo(c.kind, words)) << c.kind << " is not found by:\n" << words;
  }
}

TEST_F(BadKindsTest, WhatOnlySomePeersRefuseOpensslTakes) {
  const struct {
    const char* kind;
    Arguments options = {};
  } cases[] = {
      {"expires-soon"},
      {"ed25519"},
      {"ed448"},
      {"p521"},
      {"sha224"},
      {"old-type-critical", {"-purpose", "sslserver"}},
      {"policies-garbled"},
      {"leaf-is-ca"},
      {"ip-of-five-octets"},
      {"key-usage-encipherment", {"-purpose", "sslserver"}},
      {"common-name-only", {"-verify_hostname", "localhost"}},
      {"chain-out-of-order"},
      {"chain-with-unrelated-certificate"},
      {"chain-completed-by-roots"},
      {"root-is-leaf", {"-partial_chain"}},
      {"root-with-extended-key-usage", {"-purpose", "sslserver"}},
      {"root-with-extended-key-usage", {"-purpose", "sslclient"}},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Verify(c.kind, c.options), HasSubstr("tls.crt: OK")) << c.kind;
  }
}

TEST_F(BadKindsTest, WhatHidesUnderMutualTlsComesOutWithoutTheClientRoots) {
  const std::string kind = "chain-completed-by-roots";
  const test::Result result =
      RunOpenSsl({"verify", "-CAfile", File("good", kRootsFile), "-untrusted",
                  File(kind, kCertificateFile), File(kind, kCertificateFile)});
  EXPECT_THAT(result.err, HasSubstr("error 20 at 0 depth"));
}

TEST_F(BadKindsTest, WhatCanBePresentedIsAKeyAndItsOwnCertificate) {
  for (const BadKind& kind : BadKinds()) {
    if (kind.code && !KindOf(*kind.code).can_be_presented) continue;
    const test::Result certificate =
        RunOpenSsl({"x509", "-noout", "-pubkey", "-in", File(kind.name, kCertificateFile)});
    const test::Result key =
        RunOpenSsl({"pkey", "-pubout", "-in", File(kind.name, kPrivateKeyFile)});
    EXPECT_THAT(certificate.out, HasSubstr("PUBLIC KEY")) << kind.name;
    EXPECT_EQ(certificate.out, key.out) << kind.name;
  }
}

TEST_F(BadKindsTest, ABrokenFileIsBrokenForOpensslToo) {
  for (const char* kind :
       {"certificate-garbled", "certificate-truncated", "certificate-key", "certificate-request",
        "certificate-revocation-list", "certificate-missing", "certificate-folder",
        "certificate-empty", "certificate-path", "certificate-not-pem"}) {
    EXPECT_NE(RunOpenSsl({"x509", "-noout", "-in", File(kind, kCertificateFile)}).exit_code, 0)
        << kind;
  }
  for (const char* kind :
       {"key-garbled", "key-truncated", "key-encrypted", "key-encrypted-traditional", "key-public",
        "key-certificate", "key-request", "key-missing", "key-dangling-link", "key-unreadable",
        "key-folder", "key-empty", "key-path", "key-not-pem"}) {
    const Arguments line = {"pkey",  "-noout", "-passin",
                            "pass:", "-in",    File(kind, kPrivateKeyFile)};
    EXPECT_NE(RunOpenSsl(line).exit_code, 0) << kind;
  }
}

// The whole point of the names: nobody may take one of these for real.
TEST_F(BadKindsTest, EveryCertificateInTheTreeSaysNotToTrustIt) {
  std::set<std::string> certificates;
  for (const BadKind& kind : BadKinds()) {
    for (const char* name : {kCertificateFile, kPrivateKeyFile, kRootsFile}) {
      const std::string path = File(kind.name, name);
      if (fs::symlink_status(path).type() != fs::file_type::regular) continue;
      for (const PemBlock& block : SplitPem(test::ReadFile(path))) {
        if (block.label != "CERTIFICATE" || !certificates.insert(block.text).second) continue;
        const test::Result read = RunOpenSsl({"x509", "-noout", "-subject"}, block.text);
        if (read.exit_code != 0) continue;  // garbled or cut: nobody can take it for anything
        EXPECT_THAT(read.out, HasSubstr("O = BAD CERTIFICATE FOR TESTS, OU = DO NOT TRUST, CN = "))
            << kind.name;
      }
    }
  }
  EXPECT_GT(certificates.size(), 100u);
}

TEST_F(BadKindsTest, OneRootIsSharedByAllWhoseFaultIsNotInTheRoots) {
  const std::string root = test::ReadFile(File("good", kRootsFile));
  for (const BadKind& kind : BadKinds()) {
    if (kind.file == std::string(kRootsFile) || kind.code == Code::kClockProbablyWrong ||
        kind.code == Code::kNamedAsIssuer) {
      continue;
    }
    EXPECT_THAT(test::ReadFile(File(kind.name, kRootsFile)), testing::StartsWith(root))
        << kind.name;
  }
}

}  // namespace
}  // namespace certgen
