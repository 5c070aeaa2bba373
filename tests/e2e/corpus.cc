#include "tests/e2e/corpus.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_split.h"
#include "tests/e2e/programs.h"

namespace test {
namespace {

namespace fs = std::filesystem;
using ::nlohmann::json;

// The words of a command line in the form of a shell: quotes, and nothing else.
std::vector<std::string> Words(const std::string& line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// The command that ends `cure`; empty if it names none, or leaves a NAME to the reader.
std::vector<std::string> CertgenCommand(const std::string& cure) {
  const size_t begin = cure.rfind("certgen ");
  if (begin == std::string::npos) return {};
  std::vector<std::string> words = Words(cure.substr(begin));
  words.erase(words.begin());
  return words;
}

bool HasFault(const json& document, const std::string& code, const std::string& file,
              const std::string& severity) {
  return std::any_of(document["findings"].begin(), document["findings"].end(), [&](const json& f) {
    return f["code"] == code && f["file"].get<std::string>().ends_with(file) &&
           f["severity"] == severity;
  });
}

}  // namespace

Corpus::Corpus() {
  EXPECT_EQ(Certgen({"init"}).exit_code, 0);
  fs::create_directory(File("pki/middle"));
  Sign("pki/middle/ca", {.extensions = "basicConstraints=critical,CA:TRUE\n"
                                       "keyUsage=critical,keyCertSign,cRLSign\n"
                                       "subjectKeyIdentifier=hash\n"
                                       "authorityKeyIdentifier=keyid\n",
                         .subject = "/CN=middle"});
}

Corpus::~Corpus() {
  if (HasFailure()) std::printf("the directory was %s\n", temp_.path().c_str());
}

void Corpus::Write(const std::string& name, const std::string& contents) const {
  WriteFile(Leaf(name), contents);
}

std::string Corpus::Read(const std::string& name) const { return ReadFile(Leaf(name)); }

void Corpus::OpenSslHere(const std::vector<std::string>& arguments) const {
  Command command;
  command.line = {"openssl"};
  command.line.insert(command.line.end(), arguments.begin(), arguments.end());
  command.directory = temp_.path();
  const Result result = test::Run(command);
  ASSERT_EQ(result.exit_code, 0) << result.err;
}

void Corpus::Sign(const std::string& name, const Signing& signing) const {
  const std::string key = name + ".key";
  if (!fs::exists(File(key))) {
    OpenSslHere(
        {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key});
  }
  WriteFile(File("extensions"), signing.extensions);
  OpenSslHere({"req", "-new", "-key", key, "-subj", signing.subject, "-out", "csr"});
  // openssl would unlink what it writes to: the leaf's files are links.
  std::vector<std::string> line = {"x509",     "-req",
                                   "-in",      "csr",
                                   "-CA",      signing.issuer + ".crt",
                                   "-CAkey",   signing.issuer + ".key",
                                   "-out",     "signed.crt",
                                   "-extfile", "extensions"};
  line.insert(line.end(), signing.more.begin(), signing.more.end());
  if (std::find(line.begin(), line.end(), "-days") == line.end()) {
    line.insert(line.end(), {"-days", "30"});
  }
  OpenSslHere(line);
  WriteFile(File(name + ".crt"), ReadFile(File("signed.crt")));
}

void Corpus::SignLeafWith(const std::string& extensions) const {
  Signing signing;
  signing.extensions = extensions;
  SignLeaf(signing);
}

void Corpus::MakeCa(const std::string& name, const std::string& subject,
                    const std::string& extensions, const std::vector<std::string>& more) const {
  WriteFile(File("extensions"), "[req]\ndistinguished_name=dn\n[dn]\n[ca]\n" + extensions);
  std::vector<std::string> line = {
      "req",     "-x509",      "-new",        "-nodes",
      "-newkey", "ec",         "-pkeyopt",    "ec_paramgen_curve:P-256",
      "-config", "extensions", "-extensions", "ca",
      "-subj",   subject,      "-keyout",     name + ".key",
      "-out",    name + ".crt"};
  line.insert(line.end(), more.begin(), more.end());
  if (std::find(line.begin(), line.end(), "-days") == line.end()) {
    line.insert(line.end(), {"-days", "300"});
  }
  OpenSslHere(line);
}

Result Corpus::Certgen(std::vector<std::string> arguments) const {
  Command command;
  command.line = {CERTGEN_PROGRAM};
  command.line.insert(command.line.end(), arguments.begin(), arguments.end());
  command.directory = temp_.path();
  return test::Run(command);
}

void Corpus::ExpectTheSameOfTheProgram(const std::vector<std::string>& flags,
                                       const std::string& verified, bool ok) const {
  const auto given = [&](const char* flag) { return std::find(flags.begin(), flags.end(), flag); };
  if (given("--host") != flags.end() || given("--at") != flags.end()) return;
  Command program;
  if (given("server") != flags.end()) {
    program.line = {ECHO_SERVER_PROGRAM};
  } else if (given("client") != flags.end()) {
    program.line = {ECHO_CLIENT_PROGRAM};
  } else {
    return;
  }
  const std::vector<std::string> check = {"--check-config", "--json", "--tls-dir", "pki/leaf"};
  program.line.insert(program.line.end(), check.begin(), check.end());
  for (const char* flag : {"--client-cert", "--key-passphrase-file"}) {
    const auto at = given(flag);
    if (at != flags.end()) program.line.insert(program.line.end(), at, at + 2);
  }
  program.directory = temp_.path();
  const Result checked = test::Run(program);
  EXPECT_EQ(checked.out, verified);
  EXPECT_EQ(checked.exit_code, ok ? 0 : 10);
}

json Corpus::Verify(const std::vector<std::string>& flags) const {
  std::vector<std::string> line = {"verify", "pki/leaf", "--json"};
  line.insert(line.end(), flags.begin(), flags.end());
  const Result verified = Certgen(line);
  json document = json::parse(verified.out, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << verified.out << verified.err;
  EXPECT_EQ(verified.exit_code, document["ok"].get<bool>() ? 0 : 1);
  // One line on stderr for each finding.
  EXPECT_EQ(static_cast<size_t>(std::count(verified.err.begin(), verified.err.end(), '\n')),
            document["findings"].size());
  ExpectTheSameOfTheProgram(flags, verified.out, document["ok"].get<bool>());
  return document;
}

void Corpus::ExpectFault(const std::string& code, const std::string& file,
                         const std::string& severity, const std::vector<std::string>& flags,
                         bool alone) const {
  SCOPED_TRACE(code);
  std::vector<std::string> with_role = flags;
  if (std::find(flags.begin(), flags.end(), "--as") == flags.end()) {
    with_role.insert(with_role.end(), {"--as", "server"});
  }
  const json document = Verify(with_role);
  ASSERT_TRUE(HasFault(document, code, file, severity)) << document.dump(1);
  std::string cure;
  for (const json& finding : document["findings"]) {
    EXPECT_NE(finding["cause"], "");
    EXPECT_NE(finding["cure"], "");
    if (finding["code"] == code) {
      cure = finding["cure"];
    } else if (alone) {
      EXPECT_NE(finding["severity"], "fatal") << finding.dump(1);
    }
  }
  const std::vector<std::string> command = CertgenCommand(cure);
  if (command.empty()) return MakeGood();
  const Result cured = Certgen(command);
  EXPECT_EQ(cured.exit_code, 0) << cure << "\n" << cured.err;
  const json after = Verify(with_role);
  EXPECT_TRUE(after["ok"].get<bool>()) << cure << "\n" << after.dump(1);
  EXPECT_FALSE(HasFault(after, code, file, severity)) << cure << "\n" << after.dump(1);
  MakeGood();
}

void Corpus::MakeGood() const {
  const Result made =
      Certgen({"leaf", "leaf", "--force", "--usage", "both", "--dns", "localhost", "--ip",
               "127.0.0.1", "--ip", "::1", "--key", "ec-p256", "--days", "90", "--issuer", "root"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
}

}  // namespace test
