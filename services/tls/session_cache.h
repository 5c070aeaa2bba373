// TLS sessions that the channels of one client share: a later connection to a server of the same
// name resumes one, which spares both sides the certificates.
#ifndef SERVICES_TLS_SESSION_CACHE_H_
#define SERVICES_TLS_SESSION_CACHE_H_

#include <grpcpp/support/channel_arguments.h>

#include <cstddef>

struct grpc_ssl_session_cache;

namespace tls {

class SessionCache {
 public:
  // For so many names of servers; one session of each is kept, the newest.
  explicit SessionCache(size_t capacity = 16);
  ~SessionCache();
  SessionCache(const SessionCache&) = delete;
  SessionCache& operator=(const SessionCache&) = delete;

  // Channels made with these share the cache, and keep it alive. What was resumed is refused as
  // before if it must be: gRPC checks the peer's name again, but no dates and no roots, so share
  // it among channels with the same credentials only.
  void AddTo(grpc::ChannelArguments* arguments) const;

 private:
  grpc_ssl_session_cache* const cache_;
};

}  // namespace tls

#endif  // SERVICES_TLS_SESSION_CACHE_H_
