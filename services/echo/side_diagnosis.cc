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
        if (client->WaitForConnection(begin + timeout / 2)) return;
        const tls::Patience patience = {begin + timeout, &not_wanted_};
        if (patience.spent()) return;
        diagnosis_ = tls::Diagnose(request, patience);
      });
}

SideDiagnosis::~SideDiagnosis() {
  not_wanted_.Notify();
  if (thread_.joinable()) thread_.join();
}

std::optional<tls::Diagnosis> SideDiagnosis::Take() {
  thread_.join();
  return std::move(diagnosis_);
}

}  // namespace echo
