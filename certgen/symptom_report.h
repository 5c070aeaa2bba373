// What certgen verify --explain says of words from a log, and the page of all troubles.
#ifndef CERTGEN_SYMPTOM_REPORT_H_
#define CERTGEN_SYMPTOM_REPORT_H_

#include <optional>
#include <string>

#include "certgen/command_result.h"

namespace certgen {

// Where `text` occurs among the symptoms, and every cause and cure they can stand for.
// nullopt if nobody is known to print it.
std::optional<CommandResult> ExplainWords(const std::string& text, bool json);

// TroubleshootingPage(); with `json` a document that has it as `page`.
CommandResult ExplainAll(bool json);

}  // namespace certgen

#endif  // CERTGEN_SYMPTOM_REPORT_H_
