#include "certgen/command_line.h"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "certgen/exit_code.h"
#include "certgen/version.h"

namespace certgen {
namespace {

constexpr int kFlagColumn = 30;

// CLI11 would widen the left column by the names of variables.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(kFlagColumn); }
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0) return "";
    return absl::StrCat(" ", option->get_type_name(), IsList(*option) ? "..." : "");
  }
  static bool IsList(const CLI::Option& option) { return option.get_expected_max() > 1; }
};

std::string VariableFor(const std::string& prefix, const CLI::Option& option) {
  return absl::StrCat(
      prefix, "_",
      absl::AsciiStrToUpper(absl::StrReplaceAll(option.get_lnames().front(), {{"-", "_"}})));
}

bool ComesFromEnvironment(const CLI::Option& option) {
  return !option.get_lnames().empty() && option.get_lnames().front() != "help" &&
         option.get_lnames().front() != "version";
}

void BindVariables(const std::string& prefix, CLI::App* app) {
  for (CLI::Option* option : app->get_options()) {
    if (!ComesFromEnvironment(*option)) continue;
    const std::string variable = VariableFor(prefix, *option);
    const std::string& text = option->get_description();
    option->description(absl::StrCat(text, text.empty() ? "" : " ", "[$", variable, "]"));
    if (!HelpFormatter::IsList(*option)) option->envname(variable);
  }
  for (CLI::App* command : app->get_subcommands(nullptr)) BindVariables(prefix, command);
}

// A list's variable holds several values, which CLI11 would take for one.
void TakeListsFromVariables(const std::string& prefix, CLI::App* app) {
  for (CLI::Option* option : app->get_options()) {
    if (!ComesFromEnvironment(*option) || !HelpFormatter::IsList(*option)) continue;
    const char* value = std::getenv(VariableFor(prefix, *option).c_str());
    if (option->count() > 0 || value == nullptr || *value == '\0') continue;
    for (const absl::string_view item : absl::StrSplit(value, ',')) {
      option->add_result(std::string(item));
    }
    option->run_callback();
  }
  for (CLI::App* command : app->get_subcommands()) TakeListsFromVariables(prefix, command);
}

}  // namespace

void PrepareProgram(const std::string& name, const std::string& description, CLI::App* program) {
  program->name(name);
  program->description(description);
  program->formatter(std::make_shared<HelpFormatter>());
  program->set_help_flag("-h,--help", "Show this help and end");
  program->set_version_flag("--version", absl::StrCat(name, " ", kVersion),
                            "Show the version and end");
}

CLI::App* AddCommand(const std::string& name, const std::string& description, CLI::App* program) {
  CLI::App* command = program->add_subcommand(name, description);
  command->fallthrough();
  return command;
}

ParseOutcome ParseCommandLine(const std::string& prefix, int argc, const char* const* argv,
                              CLI::App* program) {
  ParseOutcome outcome;
  try {
    BindVariables(prefix, program);
    program->parse(argc, argv);
    TakeListsFromVariables(prefix, program);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
      outcome.exit_code = kExitUsage;
      outcome.err =
          absl::StrCat(program->get_name(), ": ", absl::StrReplaceAll(error.what(), {{"\n", "; "}}),
                       " (see ", program->get_name(), " --help)\n");
      return outcome;
    }
    std::ostringstream out;
    std::ostringstream err;
    outcome.exit_code = program->exit(error, out, err);
    outcome.out = out.str();
    if (!outcome.out.ends_with('\n')) outcome.out += '\n';
    outcome.err = err.str();
  }
  return outcome;
}

absl::StatusOr<absl::Duration> ParseDurationFlag(const std::string& flag, const std::string& text) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) || duration < absl::ZeroDuration() ||
      duration == absl::InfiniteDuration()) {
    return absl::InvalidArgumentError(absl::StrCat(
        flag, " '", text, "' is no duration; give one with a unit, such as 300ms, 5s or 1h30m"));
  }
  return duration;
}

}  // namespace certgen
