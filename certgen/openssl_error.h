// OpenSSL keeps its errors in a queue per thread. Whoever meets a failure takes
// them out here, so that none of them is blamed on a later step.
#ifndef CERTGEN_OPENSSL_ERROR_H_
#define CERTGEN_OPENSSL_ERROR_H_

#include <string>

#include "absl/status/status.h"

namespace certgen {

// kInternal with the message "STEP: REASON; REASON…", the queue's reasons from
// the oldest to the newest. The queue is empty afterwards.
absl::Status OpenSslError(const std::string& step);

// Empties the queue, for failures that are an answer and not an error.
void ClearOpenSslErrors();

}  // namespace certgen

#endif  // CERTGEN_OPENSSL_ERROR_H_
