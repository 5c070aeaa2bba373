#include "services/echo/authorization_flags.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/credential_files.h"
#include "services/echo/served_methods.h"
#include "services/tls/allow_file.h"

namespace echo {
namespace {

constexpr char kGroup[] = "Authorization";
constexpr size_t kMostErrors = 10;

absl::Status Refuse(std::vector<std::string> errors) {
  if (errors.size() > kMostErrors) {
    const size_t more = errors.size() - kMostErrors;
    errors.resize(kMostErrors);
    errors.push_back(absl::StrCat("and ", more, " more errors in the rules"));
  }
  return absl::InvalidArgumentError(absl::StrJoin(errors, "\n"));
}

// And "/package.Service/*" of each.
std::vector<std::string> WithServices(std::vector<std::string> methods) {
  const size_t count = methods.size();
  for (size_t i = 0; i < count; ++i) {
    methods.push_back(absl::StrCat(methods[i].substr(0, methods[i].rfind('/')), "/*"));
  }
  return methods;
}

}  // namespace

std::vector<tls::AllowRule> Authorization::AllRules() const {
  std::vector<tls::AllowRule> rules = fixed;
  rules.insert(rules.end(), of_file.begin(), of_file.end());
  return rules;
}

void AddAuthorizationFlags(AuthorizationFlags* flags, CLI::App* program) {
  program
      ->add_option(
          "--allow", flags->allow,
          "Who may call what: PATTERN [METHOD...], see below. May be given more than once. "
          "With one rule or more, all else is refused (PERMISSION_DENIED). Default: none, "
          "and every caller that --client-cert lets in may call everything")
      ->type_name("RULE")
      ->allow_extra_args(false)
      ->group(kGroup);
  program
      ->add_option("--allow-file", flags->allow_file,
                   "File with such rules, one a line; # begins a comment. Read again when it "
                   "changes and on SIGHUP; one with an error changes nothing")
      ->type_name("FILE")
      ->check(certgen::RefuseEmpty)
      ->group(kGroup);
  program
      ->add_flag("--allow-dry-run", flags->dry_run,
                 "Let in what the rules would refuse, and log it (would-refuse). Default: off")
      ->group(kGroup);
}

absl::StatusOr<Authorization> ToAuthorization(const AuthorizationFlags& flags,
                                              certgen::ClientCertificateMode mode) {
  Authorization authorization;
  std::vector<std::string> errors;
  for (size_t i = 0; i < flags.allow.size(); ++i) {
    absl::StatusOr<tls::AllowRule> rule =
        tls::ParseAllowRule(flags.allow[i], absl::StrCat("allow:", i + 1));
    if (rule.ok()) {
      authorization.fixed.push_back(*std::move(rule));
    } else {
      const std::string which = flags.allow.size() > 1 ? absl::StrCat(" number ", i + 1) : "";
      errors.push_back(absl::StrCat("--allow", which, ": ", std::string(rule.status().message())));
    }
  }
  if (!flags.allow_file.empty()) {
    tls::AllowFile file = tls::ParseAllowFile(certgen::ReadFile(flags.allow_file));
    for (std::string& error : file.errors) errors.push_back(std::move(error));
    authorization.of_file = std::move(file.rules);
    authorization.file = flags.allow_file;
    authorization.file_contents = std::move(file.contents);
  }
  if (!errors.empty()) return Refuse(std::move(errors));
  const bool has_rules = !authorization.fixed.empty() || !authorization.of_file.empty();
  if (has_rules && !certgen::VerifiesClients(mode)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--allow goes by names that TLS has verified, and --client-cert ",
        certgen::ClientCertificateModeName(mode),
        " verifies none: anybody could claim any; verify callers: --client-cert require"));
  }
  if (flags.dry_run && !has_rules) {
    return absl::InvalidArgumentError(
        "--allow-dry-run has no rules to try; give --allow RULE or --allow-file FILE");
  }
  authorization.dry_run = flags.dry_run;
  return authorization;
}

std::vector<std::string> UnknownMethodsIn(const std::vector<tls::AllowRule>& rules,
                                          const std::vector<std::string>& methods) {
  std::vector<std::string> lines;
  for (const tls::AllowRule& rule : rules) {
    for (const tls::MethodPattern& pattern : rule.methods) {
      // Tools try its newer version first, and take the older only if that is not there: rules for
      // both are what is meant.
      if (absl::StartsWith(pattern.text(), "/grpc.reflection.")) continue;
      if (std::any_of(methods.begin(), methods.end(),
                      [&](const std::string& method) { return pattern.Matches(method); })) {
        continue;
      }
      const std::string nearest = NearestMethod(pattern.text(), WithServices(methods));
      lines.push_back(
          absl::StrCat(rule.place, ": this server has no method ", pattern.text(),
                       nearest.empty() ? "" : absl::StrCat("; perhaps you mean ", nearest)));
    }
  }
  return lines;
}

}  // namespace echo
