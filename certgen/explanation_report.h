// What a code or a rule stands for, as text or as a document of JSON.
#ifndef CERTGEN_EXPLANATION_REPORT_H_
#define CERTGEN_EXPLANATION_REPORT_H_

#include <string>

#include "certgen/command_result.h"

namespace certgen {

// `name` is a code's (finding_code.h) or a rule's (lint_rule.h), in either case; else the
// command line is wrong (64).
CommandResult Explain(const std::string& name, bool json);

}  // namespace certgen

#endif  // CERTGEN_EXPLANATION_REPORT_H_
