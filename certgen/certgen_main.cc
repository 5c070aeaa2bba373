// certgen: command line in, a command, its result out.

#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/time/clock.h"
#include "certgen/bad_command.h"
#include "certgen/certgen_flags.h"
#include "certgen/command_result.h"
#include "certgen/issuance_command.h"

namespace certgen {
namespace {

void Say(const std::string& what) {
  if (isatty(STDERR_FILENO) == 1) std::fprintf(stderr, "certgen: %s\n", what.c_str());
}

int Run(int argc, const char* const* argv) {
  CertgenFlags flags;
  BadFlags bad;
  CLI::App program;
  PrepareProgram("certgen", "Makes a root and leaf certificates that every TLS verifier accepts.",
                 &program);
  AddCommands(&flags, &program);
  AddBadCommand(&bad, &program);
  const ParseOutcome parsed = ParseCommandLine("CERTGEN", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;

  const std::string command = program.get_subcommands().front()->get_name();
  const CommandResult result = command == "bad" ? RunBad(bad, flags.json, absl::Now())
                                                : RunIssuance(command, flags, absl::Now(), Say);
  std::fputs(result.err.c_str(), stderr);
  std::fputs(result.out.c_str(), stdout);
  if (std::fflush(stdout) != 0) {
    std::fputs("certgen: standard output cannot be written to\n", stderr);
    return kExitFailed;
  }
  return result.exit_code;
}

}  // namespace
}  // namespace certgen

int main(int argc, char** argv) { return certgen::Run(argc, argv); }
