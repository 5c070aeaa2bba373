// What a code, a rule or words from a log stand for, as text or as a document of JSON.
#ifndef CERTGEN_EXPLANATION_REPORT_H_
#define CERTGEN_EXPLANATION_REPORT_H_

#include <string>

#include "certgen/command_result.h"

namespace certgen {

// `name` is a code's (finding_code.h) or a rule's (lint_rule.h), in either case; "all", for all of
// them; else it is words that a program printed (symptom_report.h).
CommandResult Explain(const std::string& name, bool json);

}  // namespace certgen

#endif  // CERTGEN_EXPLANATION_REPORT_H_
