// A diagnosis for people, the verdict first, and for scripts.
#ifndef SERVICES_ECHO_DIAGNOSIS_REPORT_H_
#define SERVICES_ECHO_DIAGNOSIS_REPORT_H_

#include <optional>
#include <string>

#include "certgen/json_document.h"
#include "services/echo/diagnose.h"

namespace echo {

// nullopt of a good one.
std::optional<certgen::JsonError> ErrorOf(const tls::Verdict& verdict);

// code ("OK" if nothing is the matter), result (gRFC A118; null if it has no word), cause, cure,
// certificate (null if none is at fault).
certgen::Json ToJson(const tls::Verdict& verdict);

// What the document of `diagnose` has beyond error and findings: verdict, target, server_name,
// stages (each: address or null, stage, status, seconds or null, detail) and addresses (each:
// what was seen of TLS there).
void AddToDocument(const DiagnoseReport& report, const ClientOptions& options,
                   certgen::Json* document);

// "CODE: CAUSE; CURE", and the table of stages.
std::string Describe(const DiagnoseReport& report);

}  // namespace echo

#endif  // SERVICES_ECHO_DIAGNOSIS_REPORT_H_
