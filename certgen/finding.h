// What a check found wrong with credentials: for a person (cause and cure) and
// for a script (the code).
#ifndef CERTGEN_FINDING_H_
#define CERTGEN_FINDING_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/finding_code.h"

namespace certgen {

enum class Severity {
  // TLS cannot work: the program does not start.
  kFatal,
  // It works, but not for everybody or not for long.
  kWarning,
};

struct Finding {
  FindingCode code;
  Severity severity;
  // As the user named it; empty if no single file is at fault.
  std::string file;
  // The certificate at fault, where there is one.
  std::optional<Certificate> certificate;
  // One sentence each, without a full stop; neither repeats the file's name.
  std::string cause;
  std::string cure;
  // The id of the rule that is broken, for kRuleViolated (lint_rule.h); else empty.
  std::string rule = "";
};

// The rule's id for a broken rule, else the name of the code: what scripts match.
std::string CodeOf(const Finding& finding);

bool HasFatal(const std::vector<Finding>& findings);

// "FILE: CAUSE; CURE [CODE]", for one line on a terminal.
std::string ToString(const Finding& finding);

}  // namespace certgen

#endif  // CERTGEN_FINDING_H_
