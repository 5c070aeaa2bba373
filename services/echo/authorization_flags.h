// The flags of echo-server that say who may call.
#ifndef SERVICES_ECHO_AUTHORIZATION_FLAGS_H_
#define SERVICES_ECHO_AUTHORIZATION_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/command_line.h"
#include "services/tls/allow_rule.h"

namespace echo {

// As written.
struct AuthorizationFlags {
  std::vector<std::string> allow;
  std::string allow_file;
  bool dry_run = false;
};

// As understood.
struct Authorization {
  // Of the flags, and then of the file. None: every caller may call everything.
  std::vector<tls::AllowRule> fixed;
  std::vector<tls::AllowRule> of_file;
  // Empty: there is no file.
  std::string file;
  std::string file_contents;
  bool dry_run = false;

  std::vector<tls::AllowRule> AllRules() const;
};

void AddAuthorizationFlags(AuthorizationFlags* flags, CLI::App* program);

// Reads the file. kInvalidArgument, one line for each error: rules with an error; rules where
// `mode` verifies nobody; a dry run of no rules.
absl::StatusOr<Authorization> ToAuthorization(const AuthorizationFlags& flags,
                                              certgen::ClientCertificateMode mode);

// One line for each method that a rule names and `methods` has not: "allow:1: this server has no
// method…". Such a rule is no danger, but not what was meant.
std::vector<std::string> UnknownMethodsIn(const std::vector<tls::AllowRule>& rules,
                                          const std::vector<std::string>& methods);

}  // namespace echo

#endif  // SERVICES_ECHO_AUTHORIZATION_FLAGS_H_
