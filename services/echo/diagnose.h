// Why we do not get through to a server, or that we do: tls::Diagnose, and one health call
// through gRPC itself on top.
#ifndef SERVICES_ECHO_DIAGNOSE_H_
#define SERVICES_ECHO_DIAGNOSE_H_

#include <vector>

#include "absl/time/time.h"
#include "certgen/credential_check.h"
#include "services/echo/echo_client.h"
#include "services/tls/diagnosis.h"

namespace echo {

// The request for tls::Diagnose of these options.
tls::DiagnosisRequest ToRequest(const ClientOptions& options,
                                const certgen::CheckedCredentials& own);

// The verdict where gRPC found no connection: it tries the addresses in turn, in an order of its
// own, and may wait until the end for one that does not answer, though another is good.
tls::Verdict VerdictForGrpc(const tls::Diagnosis& diagnosis);

struct DiagnoseReport {
  tls::Verdict verdict;
  // Our files, then those of the diagnosis, then the call.
  tls::Stage files;
  tls::Diagnosis diagnosis;
  tls::Stage call;
};

// The first stage: `checked`, which took `time`. The verdict is good, or of the first fatal
// finding.
DiagnoseReport BeginWithFiles(const certgen::CheckedCredentials& checked, absl::Duration time);

// All others, within the options' timeout. Any answer to the call is good, UNIMPLEMENTED too,
// but for one that names our certificate as the reason of a refusal (--explain-refusals).
void DiagnoseServer(const ClientOptions& options, const certgen::CheckedCredentials& own,
                    DiagnoseReport* report);

}  // namespace echo

#endif  // SERVICES_ECHO_DIAGNOSE_H_
