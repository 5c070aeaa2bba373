// Faults of files and keys, most of them made by the openssl program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_replace.h"
#include "tests/e2e/corpus.h"

namespace test {
namespace {

namespace fs = std::filesystem;
using ::nlohmann::json;

class CorpusFilesTest : public Corpus {};

TEST_F(CorpusFilesTest, AHealthyLeafHasNoFinding) {
  for (const char* role : {"server", "client", "both"}) {
    EXPECT_EQ(Verify({"--as", role})["findings"], json::array());
  }
  EXPECT_EQ(Verify()["findings"], json::array());
  EXPECT_EQ(Verify({"--host", "localhost"})["findings"], json::array());
  EXPECT_EQ(Verify({"--host", "::1"})["findings"], json::array());
}

TEST_F(CorpusFilesTest, FilesThatAreNotThere) {
  for (const auto& [name, code] : {std::pair{"tls.crt", "FILE_MISSING"},
                                   {"tls.key", "FILE_MISSING"},
                                   {"ca.crt", "CLIENT_ROOTS_MISSING"}}) {
    fs::remove(fs::canonical(Leaf(name)));
    ExpectFault(code, name);
  }
  fs::remove(fs::canonical(Leaf("ca.crt")));
  ExpectFault("ROOTS_MISSING", "ca.crt", "fatal", {"--as", "client"});
}

TEST_F(CorpusFilesTest, FoldersEmptyFilesAndPaths) {
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    Write(name, "\n");
    ExpectFault("FILE_EMPTY", name);
    Write(name, "/etc/ssl/certs/tls.pem\n");
    ExpectFault("FILE_IS_PATH", name);
    Write(name, "neither this nor that\n");
    ExpectFault("NOT_PEM", name);
    Write(name, std::string((8 << 20) + 1, 'x'));
    ExpectFault("FILE_TOO_LARGE", name);
    const fs::path real = fs::canonical(Leaf(name));
    fs::remove(real);
    fs::create_directory(real);
    ExpectFault("FILE_IS_DIRECTORY", name);
  }
}

TEST_F(CorpusFilesTest, WhatOnlyOthersMayRead) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be another user";
  Command command;
  command.line = {CERTGEN_PROGRAM, "verify", "pki/leaf", "--json"};
  command.directory = temp_.path();
  command.uid = 12345;
  const Result result = test::Run(command);
  const json document = json::parse(result.out);
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_EQ(document["findings"].size(), 1U) << result.out;
  EXPECT_EQ(document["findings"][0]["code"], "FILE_UNREADABLE");
  EXPECT_EQ(document["findings"][0]["file"], "pki/leaf/tls.key");
}

TEST_F(CorpusFilesTest, BinaryForms) {
  OpenSslHere({"x509", "-in", "pki/leaf/tls.crt", "-outform", "DER", "-out", "der"});
  Write("tls.crt", ReadFile(File("der")));
  ExpectFault("IS_DER", "tls.crt");
  OpenSslHere({"pkey", "-in", "pki/leaf/tls.key", "-outform", "DER", "-out", "der"});
  Write("tls.key", ReadFile(File("der")));
  ExpectFault("IS_DER", "tls.key");
  OpenSslHere({"x509", "-in", "pki/root/ca.crt", "-outform", "DER", "-out", "der"});
  Write("ca.crt", ReadFile(File("der")));
  ExpectFault("IS_DER", "ca.crt");
  OpenSslHere({"pkcs12", "-export", "-in", "pki/leaf/tls.crt", "-inkey", "pki/leaf/tls.key",
               "-passout", "pass:", "-out", "p12"});
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    Write(name, ReadFile(File("p12")));
    ExpectFault("IS_PKCS12", name);
  }
  for (const char* form : {"DER", "PEM"}) {
    OpenSslHere(
        {"crl2pkcs7", "-nocrl", "-certfile", "pki/leaf/tls.crt", "-outform", form, "-out", "p7"});
    Write("tls.crt", ReadFile(File("p7")));
    ExpectFault("IS_PKCS7", "tls.crt");
  }
}

TEST_F(CorpusFilesTest, CertificateAndKeySwapped) {
  const std::string certificate = Read("tls.crt");
  Write("tls.crt", Read("tls.key"));
  Write("tls.key", certificate);
  ExpectFault("FILES_SWAPPED", "tls.key");
}

TEST_F(CorpusFilesTest, OtherThingsInPlaceOfTheCertificate) {
  Write("tls.crt", Read("tls.key"));
  ExpectFault("CERTIFICATE_IS_KEY", "tls.crt");
  OpenSslHere({"req", "-new", "-key", "pki/leaf/tls.key", "-subj", "/CN=localhost", "-out", "csr"});
  Write("tls.crt", ReadFile(File("csr")));
  ExpectFault("CERTIFICATE_IS_REQUEST", "tls.crt");
  WriteFile(File("ca.cnf"),
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index\ncrlnumber=number\n"
            "default_md=sha256\ndefault_crl_days=9\n");
  WriteFile(File("index"), "");
  WriteFile(File("number"), "01\n");
  OpenSslHere({"ca", "-gencrl", "-config", "ca.cnf", "-cert", "pki/root/ca.crt", "-keyfile",
               "pki/root/ca.key", "-out", "crl"});
  Write("tls.crt", ReadFile(File("crl")));
  ExpectFault("CERTIFICATE_IS_REVOCATION_LIST", "tls.crt");
}

TEST_F(CorpusFilesTest, OtherThingsInPlaceOfTheKey) {
  OpenSslHere({"pkey", "-in", "pki/leaf/tls.key", "-pubout", "-out", "pub"});
  OpenSslHere({"req", "-new", "-key", "pki/leaf/tls.key", "-subj", "/CN=localhost", "-out", "csr"});
  Write("tls.key", ReadFile(File("pub")));
  ExpectFault("PRIVATE_KEY_IS_PUBLIC_KEY", "tls.key");
  Write("tls.key", ReadFile(File("csr")));
  ExpectFault("PRIVATE_KEY_IS_REQUEST", "tls.key");
  Write("tls.key", Read("tls.crt"));
  ExpectFault("PRIVATE_KEY_IS_CERTIFICATE", "tls.key");
  Write("tls.key", "engine:pkcs11:id");
  ExpectFault("PRIVATE_KEY_IS_ENGINE", "tls.key");
}

TEST_F(CorpusFilesTest, KeysWithAPassphraseOfBothForms) {
  for (const auto& [program, form] :
       {std::pair{"pkey", "BEGIN ENCRYPTED PRIVATE KEY"}, {"ec", "Proc-Type: 4,ENCRYPTED"}}) {
    OpenSslHere({program, "-in", "pki/leaf/tls.key", "-aes256", "-passout", "pass:secret", "-out",
                 "encrypted"});
    ASSERT_THAT(ReadFile(File("encrypted")), ::testing::HasSubstr(form));
    Write("tls.key", ReadFile(File("encrypted")));
    // The cure that is named, as it stands, with the passphrase.
    const std::string cure = Verify({"--as", "server"})["findings"][0]["cure"];
    Command decrypt;
    decrypt.line = {"sh", "-c", cure.substr(cure.find("openssl")) + " -passin pass:secret"};
    decrypt.directory = temp_.path();
    ASSERT_EQ(test::Run(decrypt).exit_code, 0) << cure;
    EXPECT_EQ(Verify({"--as", "both", "--key", "pki/leaf/tls.key.plain"})["findings"],
              json::array());
    ExpectFault("PRIVATE_KEY_ENCRYPTED", "tls.key");
  }
}

TEST_F(CorpusFilesTest, KeysAndCertificatesThatAreCutOrDamaged) {
  const auto damage = [](std::string pem) { return pem.replace(pem.find('\n') + 5, 4, "!!!!"); };
  for (const auto& [name, prefix] :
       {std::pair{"tls.key", "PRIVATE_KEY"}, {"tls.crt", "CERTIFICATE"}}) {
    Write(name, Read(name).substr(0, 90));
    ExpectFault(std::string(prefix) + "_TRUNCATED", name);
    Write(name, damage(Read(name)));
    ExpectFault(std::string(prefix) + "_MALFORMED", name);
  }
}

TEST_F(CorpusFilesTest, KeysOfOtherCertificates) {
  OpenSslHere({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec"});
  OpenSslHere({"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "rsa"});
  OpenSslHere({"genpkey", "-algorithm", "X25519", "-out", "x25519"});
  Write("tls.key", ReadFile(File("ec")));
  ExpectFault("PRIVATE_KEY_MISMATCH", "tls.key");
  Write("tls.key", ReadFile(File("rsa")));
  ExpectFault("PRIVATE_KEY_TYPE_MISMATCH", "tls.key");
  Write("tls.key", ReadFile(File("x25519")));
  ExpectFault("PRIVATE_KEY_UNSUPPORTED", "tls.key");
}

TEST_F(CorpusFilesTest, KeysThatEverybodyMayRead) {
  fs::permissions(Leaf("tls.key"), fs::perms(0644));
  ExpectFault("PRIVATE_KEY_EXPOSED", "tls.key", "warning");
  fs::permissions(Leaf("tls.key"), fs::perms(0640));
  EXPECT_EQ(Verify()["findings"], json::array());
}

TEST_F(CorpusFilesTest, OneOfThePairAlone) {
  const Result key = Certgen({"verify", "--cert", "pki/leaf/tls.crt", "--ca", "pki/leaf/ca.crt"});
  EXPECT_EQ(key.exit_code, 1);
  EXPECT_THAT(key.err, ::testing::HasSubstr("[PRIVATE_KEY_MISSING]"));
  const Result certificate =
      Certgen({"verify", "--key", "pki/leaf/tls.key", "--ca", "pki/leaf/ca.crt"});
  EXPECT_EQ(certificate.exit_code, 1);
  EXPECT_THAT(certificate.err, ::testing::HasSubstr("[CERTIFICATE_MISSING]"));
}

TEST_F(CorpusFilesTest, TwoFaultsGiveTwoFindings) {
  Write("tls.key", "engine:x");
  Write("ca.crt", "\n");
  const json findings = Verify({"--as", "server"})["findings"];
  ASSERT_EQ(findings.size(), 2U) << findings.dump(1);
  EXPECT_EQ(findings[0]["code"], "PRIVATE_KEY_IS_ENGINE");
  EXPECT_EQ(findings[1]["code"], "FILE_EMPTY");
}

TEST_F(CorpusFilesTest, TheHabitsOfEditorsAndToolsAreNoFault) {
  const std::string key = Read("tls.key");
  Write("tls.key", absl::StrReplaceAll(key, {{"\n", "\r\n"}}));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
  Write("tls.key", "\xEF\xBB\xBF" + key);
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
  Write("tls.key", key + Read("tls.crt"));
  EXPECT_EQ(Verify({"--as", "server", "--cert", "pki/leaf/tls.key"})["ok"], true);
  Write("tls.key", key);
  EXPECT_EQ(Certgen({"init", "--force", "--key", "rsa-2048"}).exit_code, 0);
  OpenSslHere({"rsa", "-in", "pki/leaf/tls.key", "-traditional", "-out", "old"});
  Write("tls.key", ReadFile(File("old")));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
}

TEST_F(CorpusFilesTest, AMountedSecretIsNoFault) {
  const fs::path mount = File("mounted");
  fs::create_directories(mount / "..2026_11_23");
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    // What the kubelet writes without and with an fsGroup.
    WriteFile(mount / "..2026_11_23" / name, Read(name),
              std::string(name) == "ca.crt" ? 0644 : 0440);
    fs::create_symlink(fs::path("..data") / name, mount / name);
  }
  fs::create_directory_symlink("..2026_11_23", mount / "..data");
  fs::permissions(mount, fs::perms(01777) | fs::perms::set_gid);
  for (const mode_t mode : {0440, 0444, 0644}) {
    fs::permissions(mount / "..2026_11_23" / "tls.key", fs::perms(mode));
    const Result result = Certgen({"verify", "mounted", "--json"});
    EXPECT_EQ(json::parse(result.out)["findings"], json::array()) << result.out;
    const Result by_flags = Certgen({"verify", "--cert", "mounted/tls.crt", "--key",
                                     "mounted/tls.key", "--ca", "mounted/ca.crt", "--json"});
    EXPECT_EQ(json::parse(by_flags.out)["findings"], json::array()) << by_flags.out;
  }
}

}  // namespace
}  // namespace test
