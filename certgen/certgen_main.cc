// certgen: command line in, issuance.h, text or JSON out.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/certgen_flags.h"
#include "certgen/exit_code.h"
#include "certgen/issuance.h"
#include "certgen/issuance_report.h"
#include "certgen/one_line.h"

namespace certgen {
namespace {

// RSA takes seconds, in which nothing else is to be seen.
void SayWhatTakesLong(KeyType key) {
  if (KeyTypeName(key).rfind("rsa", 0) != 0 || isatty(STDERR_FILENO) != 1) return;
  std::fprintf(stderr, "certgen: looking for the primes of an %s key...\n",
               KeyTypeName(key).c_str());
}

absl::StatusOr<Issuance> RunInit(const CertgenFlags& flags) {
  const Pki pki(flags.dir);
  absl::StatusOr<LeafOptions> leaf = ToLeafOptions(pki, "leaf", flags);
  if (!leaf.ok()) return leaf.status();
  RootOptions root;
  root.key = leaf->key;
  if (leaf->names.empty()) {
    leaf->names = {*DnsName("localhost"), *IpName("127.0.0.1"), *IpName("::1")};
  }
  SayWhatTakesLong(leaf->key);
  return MakeRootAndLeaf(pki, root, *leaf, absl::Now());
}

absl::StatusOr<Issuance> RunRoot(const CertgenFlags& flags) {
  const absl::StatusOr<RootOptions> root = ToRootOptions(flags);
  if (!root.ok()) return root.status();
  SayWhatTakesLong(root->key);
  return MakeRoot(Pki(flags.dir), *root, absl::Now());
}

absl::StatusOr<Issuance> RunLeaf(const CertgenFlags& flags) {
  const Pki pki(flags.dir);
  if (absl::Status s = CheckMemberName(flags.leaf_name); !s.ok()) return s;
  absl::StatusOr<LeafOptions> leaf = ToLeafOptions(pki, flags.leaf_name, flags);
  if (!leaf.ok()) return leaf.status();
  if (leaf->names.empty()) {
    const absl::StatusOr<SubjectAltName> name = DnsName(leaf->name);
    if (!name.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          name.status().message(), "; give the leaf's names with --dns, --ip or --uri"));
    }
    leaf->names = {*name};
  }
  SayWhatTakesLong(leaf->key);
  return MakeLeaf(pki, *leaf, absl::Now());
}

int Run(int argc, const char* const* argv) {
  CertgenFlags flags;
  CLI::App program;
  PrepareProgram("certgen", "Makes a root and leaf certificates that every TLS verifier accepts.",
                 &program);
  AddCommands(&flags, &program);
  const ParseOutcome parsed = ParseCommandLine("CERTGEN", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;

  const std::string command = program.get_subcommands().front()->get_name();
  absl::StatusOr<Issuance> issuance;
  if (command == "init") issuance = RunInit(flags);
  if (command == "root") issuance = RunRoot(flags);
  if (command == "leaf") issuance = RunLeaf(flags);
  if (!issuance.ok()) {
    const std::string message(issuance.status().message());
    if (flags.json) {
      // Messages are "CAUSE; CURE".
      const size_t end = std::min(message.find("; "), message.size());
      const JsonError error = {absl::StatusCodeToString(issuance.status().code()),
                               message.substr(0, end),
                               message.substr(std::min(end + 2, message.size()))};
      std::fputs(ToLine(JsonDocument(error, {})).c_str(), stdout);
    }
    std::fprintf(stderr, "certgen: %s\n", OneLine(message).c_str());
    return issuance.status().code() == absl::StatusCode::kInvalidArgument ? kExitUsage
                                                                          : kExitFailed;
  }
  for (const std::string& note : issuance->notes) {
    std::fprintf(stderr, "certgen: %s\n", note.c_str());
  }
  std::fputs(flags.json ? ToLine(ToJson(*issuance)).c_str() : Describe(*issuance).c_str(), stdout);
  if (std::fflush(stdout) != 0) {
    std::fputs("certgen: standard output cannot be written to\n", stderr);
    return kExitFailed;
  }
  return kExitDone;
}

}  // namespace
}  // namespace certgen

int main(int argc, char** argv) { return certgen::Run(argc, argv); }
