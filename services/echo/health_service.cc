#include "services/echo/health_service.h"

#include <optional>
#include <utility>

namespace echo {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

namespace {

grpc::Status ShuttingDown() {
  return {grpc::StatusCode::UNAVAILABLE, "the server is shutting down"};
}

}  // namespace

// One Watch stream: at most one write at a time, of the latest status. gRPC may
// call it from several threads.
class HealthService::Watcher final : public grpc::ServerWriteReactor<HealthCheckResponse> {
 public:
  Watcher(HealthService* service, std::string name) : service_(service), name_(std::move(name)) {}

  // Sends the status of now, unless it was sent already.
  void Update() {
    {
      const std::lock_guard lock(mutex_);
      if (!StartNextLocked()) return;
    }
    StartWrite(&response_);
  }

  void End(const grpc::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      if (end_) return;
      end_ = status;
      if (writing_) return;  // OnWriteDone ends it
    }
    Finish(status);
  }

  void OnWriteDone(bool ok) override {
    std::optional<grpc::Status> end;
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      if (!ok && !end_) end_ = grpc::Status::CANCELLED;
      end = end_;
      if (!end && !StartNextLocked()) return;
    }
    if (end) {
      Finish(*end);
    } else {
      StartWrite(&response_);
    }
  }

  void OnCancel() override { End(grpc::Status::CANCELLED); }

  void OnDone() override { service_->Remove(this); }

 private:
  // Whether there is something to write, and it is this caller's to start.
  bool StartNextLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || end_) return false;
    // Asked under our lock, so the last to ask is the last to send.
    const Status now = service_->StatusOf(name_).value_or(HealthCheckResponse::SERVICE_UNKNOWN);
    if (now == sent_) return false;
    writing_ = true;
    sent_ = now;
    response_.set_status(now);
    return true;
  }

  HealthService* const service_;
  const std::string name_;
  std::mutex mutex_;
  std::optional<Status> sent_ ABSL_GUARDED_BY(mutex_);
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // Belongs to the write under way.
  HealthCheckResponse response_;
};

HealthService::HealthService(const std::vector<std::string>& services) {
  statuses_[""] = HealthCheckResponse::SERVING;
  for (const std::string& service : services) statuses_[service] = HealthCheckResponse::SERVING;
}

void HealthService::SetServing(const std::string& service, bool serves) {
  {
    const std::lock_guard lock(mutex_);
    statuses_[service] =
        serves && !stopped_ ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  }
  for (const auto& watcher : Watchers()) watcher->Update();
}

void HealthService::StopServing() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (auto& [name, status] : statuses_) status = HealthCheckResponse::NOT_SERVING;
  }
  for (const auto& watcher : Watchers()) watcher->Update();
}

void HealthService::EndWatches() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  for (const auto& watcher : Watchers()) watcher->End(ShuttingDown());
}

grpc::ServerUnaryReactor* HealthService::Check(grpc::CallbackServerContext* context,
                                               const HealthCheckRequest* request,
                                               HealthCheckResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::optional<Status> status = StatusOf(request->service());
  if (status) {
    response->set_status(*status);
    reactor->Finish(grpc::Status::OK);
  } else {
    reactor->Finish(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such service here"));
  }
  return reactor;
}

grpc::ServerWriteReactor<HealthCheckResponse>* HealthService::Watch(
    grpc::CallbackServerContext* /*context*/, const HealthCheckRequest* request) {
  auto watcher = std::make_shared<Watcher>(this, request->service());
  bool ended = false;
  {
    const std::lock_guard lock(mutex_);
    watchers_[watcher.get()] = watcher;
    ended = ended_;
  }
  if (ended) {
    watcher->End(ShuttingDown());
  } else {
    watcher->Update();
  }
  return watcher.get();
}

std::optional<HealthService::Status> HealthService::StatusOf(const std::string& service) {
  const std::lock_guard lock(mutex_);
  const auto found = statuses_.find(service);
  if (found == statuses_.end()) return std::nullopt;
  return found->second;
}

void HealthService::Remove(Watcher* watcher) {
  std::shared_ptr<Watcher> last;
  const std::lock_guard lock(mutex_);
  const auto found = watchers_.find(watcher);
  if (found == watchers_.end()) return;
  last = std::move(found->second);
  watchers_.erase(found);
}

std::vector<std::shared_ptr<HealthService::Watcher>> HealthService::Watchers() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Watcher>> result;
  result.reserve(watchers_.size());
  for (const auto& [unused, watcher] : watchers_) result.push_back(watcher);
  return result;
}

}  // namespace echo
