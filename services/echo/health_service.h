// grpc.health.v1.Health for this server. gRPC brings one of its own, but its Watch
// streams stay open while the server shuts down (measured on 1.51.1), so that one
// watching load balancer makes every drain run into its timeout. This one ends
// them.
#ifndef SERVICES_ECHO_HEALTH_SERVICE_H_
#define SERVICES_ECHO_HEALTH_SERVICE_H_

#include <grpc/health/v1/health.grpc.pb.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"

namespace echo {

class HealthService final : public grpc::health::v1::Health::CallbackService {
 public:
  // All of `services` are SERVING, and so is "", the server as a whole.
  explicit HealthService(const std::vector<std::string>& services);

  // Of one more service, or of one there is; watchers are told. After StopServing it stays
  // NOT_SERVING.
  void SetServing(const std::string& service, bool serves);
  // Everything turns NOT_SERVING; watchers are told. There is no way back.
  void StopServing();
  // Ends every Watch with UNAVAILABLE, and new ones at once.
  void EndWatches();

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const grpc::health::v1::HealthCheckRequest* request,
                                  grpc::health::v1::HealthCheckResponse* response) override;
  grpc::ServerWriteReactor<grpc::health::v1::HealthCheckResponse>* Watch(
      grpc::CallbackServerContext* context,
      const grpc::health::v1::HealthCheckRequest* request) override;

 private:
  class Watcher;
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  // nullopt: no such service.
  std::optional<Status> StatusOf(const std::string& service);
  void Remove(Watcher* watcher);
  // Copies, so that watchers are told without the lock: gRPC may call them back
  // on the spot.
  std::vector<std::shared_ptr<Watcher>> Watchers();

  // Not absl::Mutex: locking it by pointer is deprecated in newer Abseil, by reference
  // unknown to older.
  std::mutex mutex_;
  std::map<std::string, Status> statuses_ ABSL_GUARDED_BY(mutex_);
  std::map<Watcher*, std::shared_ptr<Watcher>> watchers_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace echo

#endif  // SERVICES_ECHO_HEALTH_SERVICE_H_
