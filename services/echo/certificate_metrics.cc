#include "services/echo/certificate_metrics.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/time/clock.h"
#include "certgen/one_line.h"

namespace echo {
namespace {

using Labels = std::vector<prometheus::ClientMetric::Label>;
// The nearest end of each series: a certificate may stand in a file twice, and Prometheus takes no
// page with a series twice.
using Ends = std::map<Labels, absl::Time>;

void Add(const Labels& labels, absl::Time end, Ends* ends) {
  const auto [known, added] = ends->try_emplace(labels, end);
  if (!added) known->second = std::min(known->second, end);
}

void AddCertificate(const char* use, const certgen::Certificate& certificate, Ends* ends) {
  Add({{"certificate", use},
       {"subject", certgen::OneLine(certificate.subject())},
       {"serial", certificate.serial()}},
      certificate.not_after(), ends);
}

}  // namespace

std::vector<prometheus::MetricFamily> CertificateMetrics::Collect() const {
  prometheus::MetricFamily family;
  family.name = "echo_certificate_expiry_seconds";
  family.help = "Seconds until a certificate in use expires; negative once it has.";
  family.type = prometheus::MetricType::Gauge;
  const absl::Time now = absl::Now();
  Ends ends;
  for (size_t i = 0; i < chain_.size(); ++i) {
    AddCertificate(i == 0 ? "server" : "intermediate", chain_[i], &ends);
  }
  for (const certgen::Certificate& root : roots_) {
    if (root.is_ca()) {
      AddCertificate("root", root, &ends);
    } else {
      // A caller's own certificate, trusted by itself: its name would be the caller's.
      Add({{"certificate", "root"}}, root.not_after(), &ends);
    }
  }
  if (callers_ != nullptr) {
    if (const auto nearest = callers_->Nearest(now)) {
      Add({{"certificate", "caller"}}, *nearest, &ends);
    }
  }
  for (const auto& [labels, end] : ends) {
    prometheus::ClientMetric metric;
    metric.label = labels;
    metric.gauge.value = absl::ToDoubleSeconds(end - now);
    family.metric.push_back(std::move(metric));
  }
  return {family};
}

}  // namespace echo
