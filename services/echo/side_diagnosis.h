// A diagnosis beside a call, for the case that the call finds no connection.
#ifndef SERVICES_ECHO_SIDE_DIAGNOSIS_H_
#define SERVICES_ECHO_SIDE_DIAGNOSIS_H_

#include <optional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "certgen/credential_check.h"
#include "services/echo/echo_client.h"
#include "services/tls/diagnosis.h"

namespace echo {

class SideDiagnosis {
 public:
  // Begins to look at the server as soon as an attempt of `client` to connect has failed, or if
  // there is no connection, or none any more, when the call ends or half of the options' timeout is
  // over: a silent server takes all of it. `client` must live longer.
  SideDiagnosis(const ClientOptions& options, const certgen::CheckedCredentials& own,
                EchoClient* client);
  ~SideDiagnosis();
  SideDiagnosis(const SideDiagnosis&) = delete;
  SideDiagnosis& operator=(const SideDiagnosis&) = delete;

  // Of a call that has ended: waits for it, no longer than the call itself could have taken;
  // nullopt if there is a connection. Call it once.
  std::optional<tls::Diagnosis> Take();

 private:
  absl::Notification call_ended_;
  absl::Notification not_wanted_;
  std::optional<tls::Diagnosis> diagnosis_;
  std::thread thread_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_SIDE_DIAGNOSIS_H_
