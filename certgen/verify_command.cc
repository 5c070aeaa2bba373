#include "certgen/verify_command.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "certgen/credential_check.h"
#include "certgen/cure.h"
#include "certgen/explanation_report.h"
#include "certgen/finding_report.h"
#include "certgen/one_line.h"
#include "certgen/pki.h"
#include "certgen/subject_alt_name.h"

namespace certgen {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  certgen verify pki/leaf\n"
    "  certgen verify /etc/tls --as server --host echo.example.com --client-cert none\n"
    "  certgen verify --cert web.crt --key web.key --ca roots.crt --json\n"
    "  certgen verify pki/leaf --crl ca-list.pem\n"
    "  certgen verify pki/leaf --at 2027-01-01T00:00:00Z\n"
    "  certgen verify web --scope webpki --host www.example.com\n"
    "  certgen verify --explain PRIVATE_KEY_MISMATCH\n"
    "  certgen verify --explain 'Hostname Verification Check failed.'\n\n"
    "echo-server and echo-client make the same check before they start, without any --scope.\n\n"
    "Scopes add the rules of others, each with its section and remedy (--explain RULE):\n"
    "  rfc5280   the Internet's profile for certificates\n"
    "  grpc      what one of gRPC's TLS stacks refuses, though OpenSSL does not\n"
    "  spiffe    the X509-SVID standard; with rfc5280\n"
    "  webpki    what public CAs must keep; with rfc5280\n\n"
    "Exit codes: 0 nothing fatal, 1 something fatal was found, 64 usage.";

absl::StatusOr<Role> ParseRole(const std::string& name) {
  if (name == "server") return Role::kServer;
  if (name == "client") return Role::kClient;
  if (name == "both") return Role::kBoth;
  return absl::InvalidArgumentError(
      absl::StrCat("--as '", name, "' is no role; choose server, client or both"));
}

std::string RoleName(Role role) {
  return role == Role::kBoth ? "server and client" : role == Role::kServer ? "server" : "client";
}

absl::StatusOr<CheckRequest> ToRequest(const VerifyFlags& flags, absl::Time now) {
  CheckRequest request;
  request.now = now;
  if (!flags.role.empty()) {
    const absl::StatusOr<Role> role = ParseRole(flags.role);
    if (!role.ok()) return role.status();
    request.role = *role;
  }
  const auto mode = ParseClientCertificateMode(flags.client_cert);
  if (!mode.ok()) return mode.status();
  request.client_certificate_mode = *mode;
  if (!flags.at.empty()) {
    std::string why;
    if (!absl::ParseTime(absl::RFC3339_full, flags.at, &request.now, &why) ||
        request.now >= absl::FromCivil(absl::CivilYear(10000), absl::UTCTimeZone())) {
      return absl::InvalidArgumentError(
          absl::StrCat("--at '", flags.at, "' is no time; give one as 2027-01-01T00:00:00Z"));
    }
  }
  if (!flags.host.empty()) {
    // As resolvers, so do TLS clients take a name with the root's dot for the one without.
    request.host = std::string(absl::StripSuffix(flags.host, "."));
    const SubjectAltName name = {SubjectAltName::Kind::kDns, request.host};
    if (!IsHostName(name) && !IpName(request.host).ok()) {
      const bool ascii = std::all_of(flags.host.begin(), flags.host.end(),
                                     [](unsigned char c) { return absl::ascii_isascii(c); });
      return absl::InvalidArgumentError(
          absl::StrCat("--host '", flags.host, "' is neither a DNS name nor an IP address (",
                       ascii ? "no port, no brackets" : "DNS has it in ASCII, as xn--...", ")"));
    }
    if (request.role == Role::kClient) {
      return absl::InvalidArgumentError(
          "--host is the name that a server is called by; it says nothing of --as client");
    }
  }
  for (const std::string& name : flags.scopes) {
    const absl::StatusOr<LintScope> scope = ParseLintScope(name);
    if (!scope.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--scope ", scope.status().message()));
    }
    request.scopes.push_back(*scope);
  }
  return request;
}

// A directory of certgen that is not a credential's.
absl::Status CheckIsCredential(const std::string& directory) {
  std::error_code ignored;
  const std::filesystem::path path = directory;
  if (std::filesystem::exists(path / kCertificateFile, ignored)) return absl::OkStatus();
  if (Pki(path).IsCa(kRootName)) {
    return absl::NotFoundError(absl::StrCat(
        directory, " holds several credentials; name one of them, such as ",
        (path / "leaf").string(), " (certgen list --dir ", ShellWord(directory), " shows all)"));
  }
  if (std::filesystem::exists(path / kCaKeyFile, ignored)) {
    return absl::NotFoundError(absl::StrCat(
        directory, " is a CA's directory; verify checks what servers and clients ",
        "present: name a leaf's, or look at this with certgen inspect ", ShellWord(directory)));
  }
  return absl::OkStatus();
}

std::string Good(const CheckedCredentials& checked, Role role) {
  const size_t warnings = checked.findings.size();
  const std::string with =
      warnings == 0 ? ""
                    : absl::StrCat(", with ", warnings, warnings == 1 ? " warning" : " warnings");
  if (checked.chain.empty()) return absl::StrCat("good", with, "\n");
  const Certificate& leaf = checked.chain.front();
  return absl::StrCat(
      "good as ", RoleName(role), with, ": ",
      OneLine(leaf.names().empty() ? leaf.subject() : ToString(leaf.names())), ", until ",
      Rfc3339(checked.valid_until),
      checked.valid_until + absl::Hours(1) < leaf.not_after() ? ", when its issuer ends" : "",
      "\n");
}

}  // namespace

void AddVerifyCommand(VerifyFlags* flags, CLI::App* program) {
  CLI::App* verify = AddCommand(
      "verify",
      "Says all that is wrong with a certificate, its key and the roots beside them: what TLS\n"
      "would refuse, and what works only here or only today.",
      program);
  verify->add_option("DIR", flags->paths.tls_dir,
                     "Directory with tls.crt, tls.key and ca.crt, as certgen makes or Kubernetes "
                     "mounts them; and crl.pem, if it is there");
  // Not from variables: CERTGEN_KEY is a type of key.
  const auto add_file = [&](const char* flag, std::string* path, const char* what) {
    verify->add_option(flag, *path, what)
        ->type_name("FILE")
        ->configurable(false)
        ->check(RefuseEmpty, "");
  };
  add_file("--cert", &flags->paths.cert, "Certificate, leaf first; in place of DIR/tls.crt");
  add_file("--key", &flags->paths.key, "Its private key; in place of DIR/tls.key");
  add_file("--ca", &flags->paths.ca, "Roots to check the other side by; in place of DIR/ca.crt");
  verify
      ->add_option("--key-passphrase-file", flags->paths.key_passphrase,
                   "File with the private key's passphrase on its first line, if the key is "
                   "encrypted")
      ->type_name("FILE")
      ->check(RefuseEmpty, "");
  verify
      ->add_option("--crl", flags->paths.crl,
                   "Revocation lists (PEM) to check the other side by; in place of DIR/crl.pem. "
                   "Each root needs a current list here")
      ->type_name("FILE")
      ->check(RefuseEmpty, "");
  verify
      ->add_option("--as", flags->role,
                   "What it is to serve as: server, client or both. Default: what its extended key "
                   "usage says")
      ->type_name("ROLE");
  verify
      ->add_option("--host", flags->host,
                   "The DNS name or IP address that clients call the server by")
      ->type_name("NAME")
      ->check(RefuseEmpty, "");
  verify
      ->add_option(
          "--client-cert", flags->client_cert,
          absl::StrCat("What the server will ask of clients: ",
                       absl::StrJoin(ClientCertificateModeNames(), ", "), ". Default: require"))
      ->type_name("MODE");
  verify->add_option("--at", flags->at, "Judge as of this time (RFC 3339). Default: now")
      ->type_name("TIME")
      ->check(RefuseEmpty, "");
  verify
      ->add_option("--scope", flags->scopes,
                   absl::StrCat("Hold it to these rules too: ",
                                absl::StrJoin(LintScopeNames(), ", "), ". Default: none"))
      ->type_name("SCOPE")
      // One value each time, or a list would swallow the DIR that follows it.
      ->allow_extra_args(false);
  verify
      ->add_option(
          "--explain", flags->explain,
          "Say what a code, a rule or words from a log stand for, and check nothing; 'all' "
          "prints TROUBLESHOOTING.md")
      ->type_name("CODE|RULE|WORDS|all");
  verify->footer(kFooter);
}

CommandResult RunVerify(const VerifyFlags& flags, bool json, absl::Time now) {
  if (!flags.explain.empty()) return Explain(flags.explain, json);
  absl::StatusOr<CheckRequest> request = ToRequest(flags, now);
  if (!request.ok()) return Failure(request.status(), json);
  const CredentialPaths& paths = flags.paths;
  if (paths.tls_dir.empty() && paths.cert.empty() && paths.key.empty() && paths.ca.empty()) {
    return Failure(absl::InvalidArgumentError(
                       "nothing to verify is named; give a directory, such as pki/leaf, or --cert, "
                       "--key and --ca"),
                   json);
  }
  if (!paths.tls_dir.empty() && paths.cert.empty()) {
    if (absl::Status s = CheckIsCredential(paths.tls_dir); !s.ok()) return Failure(s, json);
  }
  const CredentialFiles files = ReadCredentialFiles(paths);
  if (flags.role.empty()) {
    std::vector<Finding> ignored;
    const std::vector<Certificate> chain = ParseChain(files.cert, &ignored);
    if (!chain.empty()) request->role = RoleOf(chain.front());
  }
  const CheckedCredentials checked = CheckCredentials(files, *request);
  CommandResult result;
  result.err = Describe("certgen", checked.findings);
  const std::optional<JsonError> error = FirstFatal(checked.findings);
  result.exit_code = error ? kExitFailed : kExitDone;
  if (json) {
    result.out = ToLine(JsonDocument(error, checked.findings));
  } else if (!error) {
    result.out = Good(checked, request->role);
  }
  return result;
}

}  // namespace certgen
