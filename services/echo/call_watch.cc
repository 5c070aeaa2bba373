#include "services/echo/call_watch.h"

#include <google/protobuf/message_lite.h>
#include <grpc/grpc_security_constants.h>
#include <grpcpp/server_context.h>

#include <atomic>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/echo/trace_parent.h"
#include "services/tls/peer_identity.h"

namespace echo {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;

constexpr size_t kLongestSubject = 300;

// All services here have protobuf's messages; those of unknown methods are never read or written.
std::uint64_t SizeOf(const void* message) {
  return static_cast<const google::protobuf::MessageLite*>(message)->ByteSizeLong();
}

std::string SubjectOf(const grpc::AuthContext& context) {
  const auto subjects = context.FindPropertyValues(GRPC_X509_SUBJECT_PROPERTY_NAME);
  if (subjects.empty()) return "";
  return absl::StrCat(
      "subject:",
      std::string(subjects.front().data(), subjects.front().size()).substr(0, kLongestSubject));
}

class Interceptor final : public grpc::experimental::Interceptor {
 public:
  Interceptor(grpc::experimental::ServerRpcInfo* info, const CallWatchOptions& options)
      : options_(options), context_(info->server_context()), begun_(absl::Now()) {
    record_.method = info->method();
    if (options_.observer != nullptr) options_.observer->CallBegins(record_.method);
  }
  // The only hook that every call comes to, one that broke off in the middle too.
  ~Interceptor() override {
    if (options_.observer == nullptr) return;
    if (cancelled_) record_.status = grpc::StatusCode::CANCELLED;
    record_.duration = absl::Now() - begun_;
    options_.observer->CallEnds(record_);
  }
  Interceptor(const Interceptor&) = delete;
  Interceptor& operator=(const Interceptor&) = delete;

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      OnBegin(methods);
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      // None at the end of a stream.
      if (const void* message = methods->GetRecvMessage()) {
        ++record_.request_messages;
        record_.request_bytes += SizeOf(message);
      }
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      if (const void* message = methods->GetSendMessage()) {
        ++record_.response_messages;
        record_.response_bytes += SizeOf(message);
      }
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      record_.status = methods->GetSendStatus().error_code();
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_CLOSE)) OnClose();
    methods->Proceed();
  }

 private:
  // Whether the status was sent. Reflection and channelz are synchronous, and a context of theirs
  // that is asked in this hook comes back to it for ever.
  void OnClose() {
    const auto* const callback = dynamic_cast<const grpc::CallbackServerContext*>(context_);
    if (callback != nullptr && callback->IsCancelled()) cancelled_ = true;
  }

  void OnBegin(InterceptorBatchMethods* methods) {
    const std::shared_ptr<const grpc::AuthContext> auth = context_->auth_context();
    const tls::CallerNames names = tls::NamesOf(*auth);
    std::string matched;
    if (options_.allow_list != nullptr) {
      matched = NameRule(names);
      context_->AddInitialMetadata(kRuleMetadata, record_.rule);
    }
    if (options_.observer == nullptr) return;
    const std::vector<std::string> forms = tls::RuleForms(names);
    record_.peer_identity = !matched.empty() ? matched
                            : forms.empty()  ? SubjectOf(*auth)
                                             : forms.front();
    record_.peer_verified = options_.callers_are_verified && tls::HasCertificate(*auth);
    record_.peer_address = context_->peer();
    if (const auto* metadata = methods->GetRecvInitialMetadata()) {
      const auto found = metadata->find("traceparent");
      if (found != metadata->end()) {
        record_.trace_id = TraceIdOf({found->second.data(), found->second.size()});
      }
    }
  }

  // It was let in a moment ago, but gRPC takes no word of that along. Returns the name of the
  // caller that the rule is for; empty for `anyone`.
  std::string NameRule(const tls::CallerNames& names) {
    // The rules may have changed since, more than once in the worst case.
    for (const auto& rules : {options_.allow_list->rules(), options_.allow_list->rules_before()}) {
      const tls::AllowRule* const rule = rules->Find(names, record_.method);
      if (rule == nullptr) {
        if (options_.allow_list->dry_run()) break;
        continue;
      }
      record_.rule = rule->place;
      return rule->caller ? rule->caller->Matched(names) : "";
    }
    record_.rule = options_.allow_list->dry_run() ? kNoRule : kReplacedRule;
    return "";
  }

  // The factory's, which outlives the server's calls.
  const CallWatchOptions& options_;
  grpc::ServerContextBase* const context_;
  const absl::Time begun_;
  // Messages come and go on two threads at once, but each kind on one at a time.
  CallRecord record_;
  std::atomic<bool> cancelled_ = false;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Factory(CallWatchOptions options) : options_(std::move(options)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    return new Interceptor(info, options_);
  }

 private:
  const CallWatchOptions options_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> WatchCalls(
    CallWatchOptions options) {
  return std::make_unique<Factory>(std::move(options));
}

}  // namespace echo
