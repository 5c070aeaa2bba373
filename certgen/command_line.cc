#include "certgen/command_line.h"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <list>
#include <memory>
#include <sstream>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "certgen/exit_code.h"
#include "certgen/json_document.h"
#include "certgen/version.h"

namespace certgen {
namespace {

constexpr int kFlagColumn = 30;

// Newer CLI11 would fill descriptions and footers like prose: examples would lose
// their lines.
template <typename Formatter>
void KeepLines(Formatter* formatter) {
  if constexpr (requires { formatter->enable_footer_formatting(false); }) {
    formatter->enable_description_formatting(false);
    formatter->enable_footer_formatting(false);
  }
}

// CLI11 would widen the left column by the names of variables.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() {
    column_width(kFlagColumn);
    KeepLines(this);
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0 || option->get_positional()) return "";
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
  return option.get_configurable() && !option.get_lnames().empty() &&
         option.get_lnames().front() != "help" && option.get_lnames().front() != "version";
}

void NameVariables(const std::string& prefix, CLI::App* app) {
  for (CLI::Option* option : app->get_options()) {
    if (!ComesFromEnvironment(*option)) continue;
    const std::string variable = VariableFor(prefix, *option);
    const std::string& text = option->get_description();
    option->description(absl::StrCat(text, text.empty() ? "" : " ", "[$", variable, "]"));
  }
  for (CLI::App* command : app->get_subcommands(nullptr)) NameVariables(prefix, command);
}

// Not CLI11's own binding: it would take a list's variable for one value, and
// read variables for the commands that were not given too, whose flags may share
// a value with those of the one that was.
void TakeVariables(const std::string& prefix, CLI::App* app) {
  for (CLI::Option* option : app->get_options()) {
    if (!ComesFromEnvironment(*option)) continue;
    const char* value = std::getenv(VariableFor(prefix, *option).c_str());
    if (option->count() > 0 || value == nullptr || *value == '\0') continue;
    if (HelpFormatter::IsList(*option)) {
      for (const absl::string_view item : absl::StrSplit(value, ',')) {
        option->add_result(std::string(item));
      }
    } else {
      option->add_result(value);
    }
    option->run_callback();
  }
  for (CLI::App* command : app->get_subcommands()) TakeVariables(prefix, command);
}

// The flag of the program or of any command that `argument` names, if it takes a
// value from the next argument.
bool TakesNextArgument(const CLI::App& program, const std::string& argument) {
  std::vector<const CLI::App*> apps = {&program};
  for (const CLI::App* command : program.get_subcommands(nullptr)) apps.push_back(command);
  for (const CLI::App* app : apps) {
    const CLI::Option* option = app->get_option_no_throw(argument);
    if (option != nullptr) return option->get_type_size() > 0;
  }
  return false;
}

bool IsCommand(const CLI::App& program, const std::string& argument) {
  const auto commands = program.get_subcommands(nullptr);
  return std::any_of(commands.begin(), commands.end(),
                     [&](const CLI::App* c) { return c->get_name() == argument; });
}

// Flags may stand before the command as well as after it, but CLI11 would not
// know those of the command yet: so the command goes first.
std::vector<const char*> CommandFirst(const CLI::App& program, int argc, const char* const* argv) {
  std::vector<const char*> arguments(argv, argv + argc);
  for (size_t i = 1; i < arguments.size(); ++i) {
    const std::string argument = arguments[i];
    if (argument == "--") break;
    if (argument.size() > 1 && argument.front() == '-') {
      if (TakesNextArgument(program, argument)) ++i;
      continue;
    }
    if (IsCommand(program, argument)) {
      const auto found = arguments.begin() + static_cast<std::ptrdiff_t>(i);
      std::rotate(arguments.begin() + 1, found, found + 1);
    }
    break;
  }
  return arguments;
}

// Before an argument that is what it is: CLI11 takes a value such as "[a,b]" of a list apart, and
// knows nothing of "--" once a list has its first value.
constexpr char kLiteral[] = "\x1f";

bool NeedsMark(const absl::string_view argument) {
  return (absl::StartsWith(argument, "[") && absl::EndsWith(argument, "]")) ||
         absl::StartsWith(argument, kLiteral);
}

// The arguments, with the mark where it is needed, in `storage`. Without a command there is nothing
// that "--" could stand before.
void MarkLiterals(bool has_command, std::vector<const char*>* arguments,
                  std::list<std::string>* storage) {
  const auto end = std::find(arguments->begin(), arguments->end(), absl::string_view("--"));
  for (auto i = arguments->begin(); i != arguments->end(); ++i) {
    if (i == end || !(NeedsMark(*i) || (has_command && i > end))) continue;
    *i = storage->emplace_back(absl::StrCat(kLiteral, *i)).c_str();
  }
  if (has_command && end != arguments->end()) arguments->erase(end);
}

std::string TakeOffMark(const std::string& value) {
  return std::string(absl::StripPrefix(value, kLiteral));
}

void TakeOffMarks(CLI::App* app) {
  const std::function<std::string(std::string)> take_off = TakeOffMark;
  for (CLI::Option* option : app->get_options()) option->transform(take_off);
  for (CLI::App* command : app->get_subcommands(nullptr)) TakeOffMarks(command);
}

// Asked of the arguments themselves: where parsing ended, --json may not have
// been reached.
bool AsksForJson(const std::string& prefix, int argc, const char* const* argv) {
  const char* variable = std::getenv(absl::StrCat(prefix, "_JSON").c_str());
  if (variable != nullptr &&
      (absl::string_view(variable) == "1" || absl::EqualsIgnoreCase(variable, "true"))) {
    return true;
  }
  for (int i = 1; i < argc && absl::string_view(argv[i]) != "--"; ++i) {
    if (absl::string_view(argv[i]) == "--json") return true;
  }
  return false;
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
    NameVariables(prefix, program);
    std::vector<const char*> arguments = CommandFirst(*program, argc, argv);
    std::list<std::string> storage;
    const bool has_command = arguments.size() > 1 && IsCommand(*program, arguments[1]);
    MarkLiterals(has_command, &arguments, &storage);
    TakeOffMarks(program);
    program->parse(static_cast<int>(arguments.size()), arguments.data());
    TakeVariables(prefix, program);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
      outcome.exit_code = kExitUsage;
      const std::string words = absl::StrReplaceAll(error.what(), {{kLiteral, ""}});
      if (AsksForJson(prefix, argc, argv)) {
        const JsonError json = {"INVALID_ARGUMENT", words,
                                absl::StrCat("see ", program->get_name(), " --help")};
        outcome.out = ToLine(JsonDocument(json, {}));
      }
      outcome.err =
          absl::StrCat(program->get_name(), ": ", absl::StrReplaceAll(words, {{"\n", "; "}}),
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

std::string RefuseEmpty(const std::string& value) { return value.empty() ? "is empty" : ""; }

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
