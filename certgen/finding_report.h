// Findings for people and for scripts: the same words from every program.
#ifndef CERTGEN_FINDING_REPORT_H_
#define CERTGEN_FINDING_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/finding.h"
#include "certgen/json_document.h"

namespace certgen {

// One line each: "PROGRAM: FILE: cause; cure [CODE]", warnings marked as such.
std::string Describe(const std::string& program, const std::vector<Finding>& findings);

// The first fatal finding, as the document's error; nullopt if there is none.
std::optional<JsonError> FirstFatal(const std::vector<Finding>& findings);

}  // namespace certgen

#endif  // CERTGEN_FINDING_REPORT_H_
