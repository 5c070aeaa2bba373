#include "services/tls/session_cache.h"

#include <grpc/grpc_security.h>

namespace tls {

SessionCache::SessionCache(size_t capacity) : cache_(grpc_ssl_session_cache_create_lru(capacity)) {}

SessionCache::~SessionCache() { grpc_ssl_session_cache_destroy(cache_); }

void SessionCache::AddTo(grpc::ChannelArguments* arguments) const {
  const grpc_arg arg = grpc_ssl_session_cache_create_channel_arg(cache_);
  arguments->SetPointerWithVtable(arg.key, arg.value.pointer.p, arg.value.pointer.vtable);
}

}  // namespace tls
