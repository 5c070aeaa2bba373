// What a code, a rule or words from a log stand for, as text or as a document of JSON.
#ifndef CERTGEN_EXPLANATION_REPORT_H_
#define CERTGEN_EXPLANATION_REPORT_H_

#include <string>

#include "certgen/command_result.h"

namespace certgen {

// `text` is the name of a code (finding_code.h) or a rule (lint_rule.h), in either case, with
// spaces or dashes for its underscores; "all", for all of them; else it is words that a program
// printed (symptom_report.h). Usage (64) if it is none of these: the message then has the names
// that it is a part of.
CommandResult Explain(const std::string& text, bool json);

}  // namespace certgen

#endif  // CERTGEN_EXPLANATION_REPORT_H_
