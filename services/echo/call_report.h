// What echo-client tells of a call: its exit code, a line for people when it
// failed, the answer as text or JSON when it did not.
#ifndef SERVICES_ECHO_CALL_REPORT_H_
#define SERVICES_ECHO_CALL_REPORT_H_

#include <optional>
#include <string>

#include "certgen/exit_code.h"
#include "certgen/json_document.h"
#include "services/echo/echo_client.h"
#include "services/tls/diagnosis.h"

namespace echo {

// No gRPC server answered: gRPC's client made the status from one of HTTP, and says so in words of
// its own; there is nothing else to tell it by.
bool IsMadeFromHttp(const grpc::Status& status);

// UNAVAILABLE, or a deadline, without a connection and without any answer.
bool FoundNoConnection(const CallOutcome& outcome);

// UNAVAILABLE, as the connection ended after the answer had begun.
bool LostConnection(const CallOutcome& outcome);

// Of an outcome that is OK, kExitDone. Of a call that found no connection, that of the diagnosis
// made beside it; if there is none, or it found nothing wrong, the network's.
certgen::ExitCode ExitCodeFor(const CallOutcome& outcome,
                              const std::optional<tls::Diagnosis>& diagnosis = std::nullopt);

// nullopt if the call was OK. A diagnosis that found the cause gives it.
std::optional<certgen::JsonError> ErrorOf(
    const CallOutcome& outcome, const ClientOptions& options,
    const std::optional<tls::Diagnosis>& diagnosis = std::nullopt);

// "caller": verified, subject, dns, ip, uri, email, spiffe_id,
// sha256_fingerprint, not_after.
certgen::Json ToJson(const v1::WhoAmIResponse& response);

// "server": the name that was wanted, the name of the certificate that matched
// it, sha256_fingerprint and not_after. null without a connection.
certgen::Json ServerToJson(const CallOutcome& outcome, const ClientOptions& options);

// A table of who the server says we are, and whom it proved to be itself.
std::string Describe(const v1::WhoAmIResponse& response, const CallOutcome& outcome,
                     const ClientOptions& options);

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_REPORT_H_
