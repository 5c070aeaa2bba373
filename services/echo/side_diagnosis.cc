#include "services/echo/side_diagnosis.h"

#include <utility>

#include "absl/time/clock.h"
#include "services/echo/diagnose.h"

namespace echo {

SideDiagnosis::SideDiagnosis(const ClientOptions& options, const certgen::CheckedCredentials& own,
                             EchoClient* client) {
  const absl::Time begin = absl::Now();
  thread_ = std::thread(
      [this, begin, timeout = options.timeout, client, request = ToRequest(options, own)] {
        const absl::Time half = begin + timeout / 2;
        if (client->WaitForConnection({half, &not_wanted_})) {
          call_ended_.WaitForNotificationWithDeadline(half);
          if (client->IsConnected()) return;
        }
        const tls::Patience patience = {begin + timeout, &not_wanted_};
        if (patience.spent()) return;
        diagnosis_ = tls::Diagnose(request, patience);
        diagnosis_->verdict = VerdictForGrpc(*diagnosis_);
      });
}

SideDiagnosis::~SideDiagnosis() {
  not_wanted_.Notify();
  if (!call_ended_.HasBeenNotified()) call_ended_.Notify();
  if (thread_.joinable()) thread_.join();
}

std::optional<tls::Diagnosis> SideDiagnosis::Take() {
  call_ended_.Notify();
  thread_.join();
  return std::move(diagnosis_);
}

}  // namespace echo
