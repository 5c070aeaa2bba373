// Keys that the openssl program encrypted, in the real programs: served and called with, and every
// way in which that goes wrong.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "certgen/unique_fd.h"
#include "tests/e2e/corpus.h"
#include "tests/e2e/programs.h"

namespace test {
namespace {

using ::nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecret[] = "open sesame";
constexpr char kPass[] = "pass:open sesame";
constexpr int kOurCredentials = 10;

class EncryptedKeysTest : public Corpus {
 protected:
  EncryptedKeysTest() { WriteFile(File("pass"), std::string(kSecret) + "\n", 0600); }

  // openssl with `arguments`, in the place of the leaf's key.
  void Encrypt(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(),
                     {"-in", "pki/leaf/tls.key", "-passout", kPass, "-out", "key"});
    OpenSslHere(arguments);
    Write("tls.key", ReadFile(File("key")));
    ASSERT_THAT(Read("tls.key"), HasSubstr("ENCRYPTED"));
  }
  void EncryptTheUsualWay() const { Encrypt({"pkcs8", "-topk8", "-v2", "aes-256-cbc"}); }

  std::vector<std::string> WithPassphrase(const std::string& role = "server") const {
    return {"--as", role, "--key-passphrase-file", File("pass")};
  }
  Arguments Credentials() const {
    return {"--tls-dir", File("pki/leaf"), "--key-passphrase-file", File("pass")};
  }
  static Arguments With(Arguments a, const Arguments& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
};

// Nothing of the passphrase, and none of gRPC's words.
void ExpectDiscreet(const Result& result) {
  for (const std::string& text : {result.out, result.err}) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("sesame")), Not(HasSubstr("PRIVATE KEY-----")),
                            Not(HasSubstr("Invalid private key"))));
  }
}

TEST_F(EncryptedKeysTest, BothSidesOfMutualTlsTakeKeysOfEveryForm) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> forms = {
      {"ec-p256", {"pkcs8", "-topk8", "-v2", "aes-256-cbc"}},
      {"ec-p256", {"pkcs8", "-topk8", "-scrypt"}},
      {"ec-p256", {"ec", "-aes256"}},
      {"rsa-2048", {"rsa", "-aes128", "-traditional"}},
  };
  for (const auto& [key, how] : forms) {
    SCOPED_TRACE(how[0] + how[1]);
    ASSERT_EQ(Certgen({"init", "--force", "--key", key}).exit_code, 0);
    Encrypt(how);
    RunningServer server(Credentials());
    const Result call = server.Call(With(Credentials(), {"echo", "hi"}));
    EXPECT_EQ(call.exit_code, 0) << call.err;
    EXPECT_EQ(call.out, "hi\n");
    ExpectDiscreet(call);
    const json caller = json::parse(server.Call(With(Credentials(), {"whoami", "--json"})).out);
    EXPECT_EQ(caller["caller"]["verified"], true) << caller.dump(1);
    const Result diagnosed = server.Call(With(Credentials(), {"diagnose"}));
    EXPECT_EQ(diagnosed.exit_code, 0) << diagnosed.out;
    ExpectDiscreet(diagnosed);
    const Result stopped = server.Stop();
    EXPECT_EQ(stopped.exit_code, 0);
    ExpectDiscreet(stopped);
  }
}

// How often `text` stands in the memory of `process`; nullopt if that cannot be read.
std::optional<int> TimesInMemory(const Process& process, const std::string& text) {
  const std::string proc = absl::StrCat("/proc/", process.pid(), "/");
  const certgen::UniqueFd memory(open((proc + "mem").c_str(), O_RDONLY | O_CLOEXEC));
  if (!memory.ok()) return std::nullopt;
  std::ifstream maps(proc + "maps");
  int times = 0;
  for (std::string line; std::getline(maps, line);) {
    unsigned long begin = 0;
    unsigned long end = 0;
    char writable = '-';
    // Sanitizers reserve terabytes.
    constexpr unsigned long kLargest = 256UL << 20;
    if (std::sscanf(line.c_str(), "%lx-%lx r%c", &begin, &end, &writable) != 3 || writable != 'w' ||
        end - begin > kLargest) {
      continue;
    }
    std::string region(end - begin, '\0');
    const ssize_t size =
        pread(memory.get(), region.data(), region.size(), static_cast<off_t>(begin));
    region.resize(size < 0 ? 0 : static_cast<size_t>(size));
    for (size_t at = region.find(text); at != std::string::npos; at = region.find(text, at + 1)) {
      ++times;
    }
  }
  return times;
}

TEST_F(EncryptedKeysTest, AServerThatServesHasForgottenThePassphrase) {
  // The second is of the length that strings keep inside themselves; the third is not needed, and
  // no key that is decrypted later covers its traces.
  for (const auto& [secret, plain] : {std::pair{"correct horse battery staple", false},
                                      {"fifteen letters", false},
                                      {"fifteen letters", true}}) {
    SCOPED_TRACE(secret);
    MakeGood();
    WriteFile(File("pass"), secret);
    if (!plain) {
      OpenSslHere({"pkcs8", "-topk8", "-in", "pki/leaf/tls.key", "-passout",
                   absl::StrCat("pass:", secret), "-out", "key"});
      Write("tls.key", ReadFile(File("key")));
    }
    RunningServer server(Credentials());
    const std::optional<int> control = TimesInMemory(server.process(), File("pass"));
    ASSERT_TRUE(control) << "the memory of a child cannot be read: see kernel.yama.ptrace_scope";
    EXPECT_GT(*control, 0) << "the path stands in the flags";
    EXPECT_EQ(TimesInMemory(server.process(), secret), 0);
    EXPECT_EQ(server.Stop().exit_code, 0);
  }
}

TEST_F(EncryptedKeysTest, AWrongPassphraseEndsBothProgramsWithTheCode) {
  EncryptTheUsualWay();
  WriteFile(File("pass"), "close sesame\n");
  for (const Result& result :
       {RunServer(With({"--listen", "127.0.0.1:0"}, Credentials())),
        RunServer(With({"--check-config"}, Credentials())),
        RunClient(With({"--target", "localhost:1"}, With(Credentials(), {"echo", "hi"}))),
        RunClient(With({"--present-anyway", "--check-config"}, Credentials()))}) {
    EXPECT_EQ(result.exit_code, kOurCredentials) << result.err;
    EXPECT_THAT(result.err,
                AllOf(HasSubstr(Leaf("tls.key") + ": "), HasSubstr("[PASSPHRASE_WRONG]\n")));
    EXPECT_EQ(result.out, "");
    ExpectDiscreet(result);
  }
  const Result diagnosed =
      RunClient(With({"--target", "localhost:1"}, With(Credentials(), {"diagnose"})));
  EXPECT_EQ(diagnosed.exit_code, kOurCredentials);
  EXPECT_THAT(diagnosed.out, HasSubstr("PASSPHRASE_WRONG"));
  ExpectDiscreet(diagnosed);
}

TEST_F(EncryptedKeysTest, TheFileMayBeNamedByAVariable) {
  EncryptTheUsualWay();
  const Environment variable = {{"ECHO_KEY_PASSPHRASE_FILE", File("pass")}};
  const Arguments check = {"--tls-dir", File("pki/leaf"), "--check-config"};
  for (const auto& run : {RunServer, RunClient}) {
    EXPECT_EQ(run(check, variable).exit_code, 0);
    EXPECT_EQ(run(check, {}).exit_code, kOurCredentials);
  }
}

TEST_F(EncryptedKeysTest, APipeGivesThePassphraseToo) {
  EncryptTheUsualWay();
  Command command;
  command.line = {"bash", "-c",
                  std::string("exec \"$0\" --check-config --tls-dir pki/leaf "
                              "--key-passphrase-file <(echo '") +
                      kSecret + "')",
                  ECHO_SERVER_PROGRAM};
  command.directory = temp_.path();
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
}

TEST_F(EncryptedKeysTest, WithItsPassphraseAKeyHasNoFinding) {
  EncryptTheUsualWay();
  for (const char* role : {"server", "client"}) {
    EXPECT_EQ(Verify(WithPassphrase(role))["findings"], json::array());
  }
  ExpectFault("PRIVATE_KEY_ENCRYPTED", "tls.key");
}

TEST_F(EncryptedKeysTest, FaultsOfThePassphraseAndItsFile) {
  const std::string right = ReadFile(File("pass"));
  for (const auto& [contents, code, file] :
       {std::tuple{"close sesame\n", "PASSPHRASE_WRONG", "tls.key"},
        {"\n", "FILE_EMPTY", "pass"},
        {"", "FILE_EMPTY", "pass"}}) {
    EncryptTheUsualWay();
    WriteFile(File("pass"), contents);
    ExpectFault(code, file, "fatal", WithPassphrase());
  }
  EncryptTheUsualWay();
  WriteFile(File("pass"), std::string(size_t{1} << 20, 'x'));
  ExpectFault("FILE_TOO_LARGE", "pass", "fatal", WithPassphrase());
  EncryptTheUsualWay();
  std::filesystem::remove(File("pass"));
  ExpectFault("FILE_MISSING", "pass", "fatal", WithPassphrase());
  EncryptTheUsualWay();
  std::filesystem::create_directory(File("pass"));
  ExpectFault("FILE_IS_DIRECTORY", "pass", "fatal", WithPassphrase());
  std::filesystem::remove(File("pass"));
  EncryptTheUsualWay();
  WriteFile(File("pass"), right, 0644);
  ExpectFault("PASSPHRASE_EXPOSED", "pass", "warning", WithPassphrase());
  WriteFile(File("pass"), right, 0600);
  // The key is plain again.
  ExpectFault("PASSPHRASE_UNNEEDED", "pass", "warning", WithPassphrase());
}

TEST_F(EncryptedKeysTest, EncryptionThatIsOldOrTakesForEver) {
  Encrypt(
      {"pkcs8", "-topk8", "-v1", "PBE-SHA1-RC2-40", "-provider", "legacy", "-provider", "default"});
  ExpectFault("ENCRYPTION_UNSUPPORTED", "tls.key", "fatal", WithPassphrase());
  Encrypt({"pkcs8", "-topk8", "-v2", "aes-256-cbc", "-iter", "5000001"});
  ExpectFault("ENCRYPTION_UNSUPPORTED", "tls.key", "fatal", WithPassphrase());
}

}  // namespace
}  // namespace test
