// A command's client, with a diagnosis beside it that says why a call found no connection.
#ifndef SERVICES_ECHO_DIAGNOSED_CLIENT_H_
#define SERVICES_ECHO_DIAGNOSED_CLIENT_H_

#include <optional>

#include "absl/time/time.h"
#include "services/echo/client_session.h"
#include "services/echo/echo_client.h"
#include "services/echo/side_diagnosis.h"

namespace echo {

class DiagnosedClient {
 public:
  // Wipes the session's key: gRPC has it then, and the diagnosis, which wipes its own. No diagnosis
  // is made if the session wants none; of calls that may last, it begins as if they lasted no
  // longer than `longest`.
  explicit DiagnosedClient(const ClientSession& session,
                           absl::Duration longest = absl::InfiniteDuration());

  EchoClient* operator->() { return &client_; }
  EchoClient* get() { return &client_; }

  // Of a call that found no connection, the diagnosis: one for all such calls, which the first
  // waits for. nullopt of any other.
  std::optional<tls::Diagnosis> WhyUnconnected(const CallOutcome& outcome);

 private:
  EchoClient client_;
  std::optional<SideDiagnosis> beside_;
  std::optional<tls::Diagnosis> diagnosis_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_DIAGNOSED_CLIENT_H_
