// How long the certificates in use are good for, to the second of each scrape.
#ifndef SERVICES_ECHO_CERTIFICATE_METRICS_H_
#define SERVICES_ECHO_CERTIFICATE_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <memory>
#include <utility>
#include <vector>

#include "certgen/certificate.h"
#include "services/echo/caller_expiry.h"

namespace echo {

class CertificateMetrics : public prometheus::Collectable {
 public:
  // The server's own `chain`, the leaf first, and the `roots` that it knows callers by. `callers`
  // may be null.
  CertificateMetrics(std::vector<certgen::Certificate> chain,
                     std::vector<certgen::Certificate> roots, std::shared_ptr<CallerExpiry> callers)
      : chain_(std::move(chain)), roots_(std::move(roots)), callers_(std::move(callers)) {}

  // echo_certificate_expiry_seconds: negative once a certificate is over. Of callers only the
  // nearest, and neither name nor serial.
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const std::vector<certgen::Certificate> chain_;
  const std::vector<certgen::Certificate> roots_;
  const std::shared_ptr<CallerExpiry> callers_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_CERTIFICATE_METRICS_H_
