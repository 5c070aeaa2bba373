// certgen: command line in, a command, its result out.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "absl/time/clock.h"
#include "certgen/bad_command.h"
#include "certgen/certgen_flags.h"
#include "certgen/command_result.h"
#include "certgen/export_command.h"
#include "certgen/inspect_command.h"
#include "certgen/issuance_command.h"
#include "certgen/list_command.h"
#include "certgen/verify_command.h"

namespace certgen {
namespace {

void Say(const std::string& what) {
  if (isatty(STDERR_FILENO) == 1) std::fprintf(stderr, "certgen: %s\n", what.c_str());
}

int Run(int argc, const char* const* argv) {
  // A file that may grow no further is an error like a full disk: nothing half-done stays.
  std::signal(SIGXFSZ, SIG_IGN);
  CertgenFlags flags;
  BadFlags bad;
  ExportFlags exports;
  InspectFlags inspect;
  VerifyFlags verify;
  CLI::App program;
  PrepareProgram(
      "certgen",
      "Makes a root and leaf certificates that every TLS verifier accepts, and reads any.",
      &program);
  AddCommands(&flags, &program);
  AddListCommand(&program);
  AddInspectCommand(&inspect, &program);
  AddVerifyCommand(&verify, &program);
  AddExportCommand(&exports, &program);
  AddBadCommand(&bad, &program);
  const ParseOutcome parsed = ParseCommandLine("CERTGEN", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;

  const std::string command = program.get_subcommands().front()->get_name();
  const absl::Time now = absl::Now();
  const CommandResult result = command == "verify"    ? RunVerify(verify, flags.json, now)
                               : command == "inspect" ? RunInspect(inspect, flags.json, now)
                               : command == "list"    ? RunList(flags.dir, flags.json, now)
                               : command == "export"
                                   ? RunExport(exports, flags.dir, flags.json, now)
                               : command == "bad" ? RunBad(bad, flags.json, now)
                                                  : RunIssuance(command, flags, now, Say);
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
