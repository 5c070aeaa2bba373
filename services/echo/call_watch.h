// Follows each call from its first byte to its end, handlers of health, reflection and unknown
// methods too, and names to the caller the rule that let it in.
#ifndef SERVICES_ECHO_CALL_WATCH_H_
#define SERVICES_ECHO_CALL_WATCH_H_

#include <grpcpp/support/server_interceptor.h>

#include <memory>

#include "services/echo/server_observer.h"
#include "services/tls/allow_list.h"

namespace echo {

// In the initial metadata of each reply of a server with rules: which one let the call in, as
// CallRecord::rule has it.
inline constexpr char kRuleMetadata[] = "authorization-rule";

struct CallWatchOptions {
  // May be null.
  std::shared_ptr<ServerObserver> observer;
  // May be null: there are no rules.
  std::shared_ptr<const tls::AllowList> allow_list;
  // See tls::IdentityOf.
  bool callers_are_verified = false;
};

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> WatchCalls(
    CallWatchOptions options);

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_WATCH_H_
