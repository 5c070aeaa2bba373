#include "services/tls/client_handshake_timing.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"

namespace tls {
namespace {

// Only the first ones are ever asked for.
constexpr size_t kMostKept = 64;

// Never destroyed: gRPC's threads may still shake hands while the process ends.
class Finished {
 public:
  static Finished& Get() {
    static auto* const all = new Finished();
    return *all;
  }

  void Add(const ClientHandshakeTimes& times) {
    const std::lock_guard lock(mutex_);
    if (all_.size() == kMostKept) all_.pop_front();
    all_.push_back(times);
  }

  std::optional<ClientHandshakeTimes> FirstSince(absl::Time since) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(all_.begin(), all_.end(),
                                    [since](const auto& times) { return times.begun >= since; });
    if (found == all_.end()) return std::nullopt;
    return *found;
  }

 private:
  std::mutex mutex_;
  // As they were finished.
  std::deque<ClientHandshakeTimes> all_ ABSL_GUARDED_BY(mutex_);
};

#ifndef OPENSSL_IS_BORINGSSL

// Of one that goes on.
struct Progress {
  absl::Time begun;
  int finished_messages = 0;
};

// Of the Progress that belongs to an SSL object.
int progress_index = -1;

Progress* ProgressOf(SSL* ssl) {
  return static_cast<Progress*>(SSL_get_ex_data(ssl, progress_index));
}

void OnMessage(int is_made, int /*version*/, int type, const void* data, size_t size, SSL* ssl,
               void* /*argument*/) {
  if (type != SSL3_RT_HANDSHAKE || size == 0) return;
  const auto message = *static_cast<const unsigned char*>(data);
  Progress* const progress = ProgressOf(ssl);
  // A server may ask for a second one.
  if (is_made != 0 && message == SSL3_MT_CLIENT_HELLO && progress == nullptr) {
    auto first = std::make_unique<Progress>();
    first->begun = absl::Now();
    if (SSL_set_ex_data(ssl, progress_index, first.get()) == 1) (void)first.release();
    return;
  }
  if (progress == nullptr || message != SSL3_MT_FINISHED) return;
  // Which side's is the last depends on the version, and on whether a session is resumed.
  if (++progress->finished_messages == 2) Finished::Get().Add({progress->begun, absl::Now()});
}

void OnNewContext(void* context, void* /*data*/, CRYPTO_EX_DATA* /*all*/, int /*index*/,
                  long /*number*/, void* /*pointer*/) {
  SSL_CTX_set_msg_callback(static_cast<SSL_CTX*>(context), OnMessage);
}

void OnFreed(void* /*ssl*/, void* data, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*number*/,
             void* /*pointer*/) {
  const std::unique_ptr<Progress> owner(static_cast<Progress*>(data));
}

void Hook() {
  static const bool hooked = [] {
    progress_index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, OnFreed);
    return progress_index >= 0 &&
           SSL_CTX_get_ex_new_index(0, nullptr, OnNewContext, nullptr, nullptr) >= 0;
  }();
  (void)hooked;
}

#else

void Hook() {}

#endif

}  // namespace

void TimeClientHandshakes() { Hook(); }

std::optional<ClientHandshakeTimes> FirstClientHandshake(absl::Time since) {
  return Finished::Get().FirstSince(since);
}

}  // namespace tls
