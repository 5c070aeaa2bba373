#include "services/echo/request_stream.h"

#include "absl/time/clock.h"

namespace echo {

bool RequestStream::BeginRead() {
  const std::lock_guard lock(mutex_);
  reading_ = true;
  reading_since_ = absl::Now();
  return !ended_;
}

bool RequestStream::EndRead() {
  const std::lock_guard lock(mutex_);
  reading_ = false;
  return !ended_;
}

bool RequestStream::End() {
  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  ended_ = true;
  return true;
}

bool RequestStream::EndIfQuiet(absl::Time since) {
  const std::lock_guard lock(mutex_);
  if (ended_ || !reading_ || reading_since_ > since) return false;
  ended_ = true;
  return true;
}

grpc::Status ShuttingDown() {
  return {grpc::StatusCode::UNAVAILABLE, "the server is shutting down"};
}

}  // namespace echo
