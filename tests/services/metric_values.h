// What metrics would show a scrape, by name and labels.
#ifndef TESTS_SERVICES_METRIC_VALUES_H_
#define TESTS_SERVICES_METRIC_VALUES_H_

#include <prometheus/client_metric.h>
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace test {

// Of the moment when it is made.
class MetricValues {
 public:
  using Labels = std::map<std::string, std::string>;

  explicit MetricValues(const prometheus::Collectable& collectable)
      : families_(collectable.Collect()) {}
  explicit MetricValues(const std::vector<std::shared_ptr<prometheus::Collectable>>& collectables) {
    for (const auto& collectable : collectables) {
      for (prometheus::MetricFamily& family : collectable->Collect()) {
        families_.push_back(std::move(family));
      }
    }
  }

  // nullptr: there is no such series. Lives as long as this.
  const prometheus::ClientMetric* Find(const std::string& name, const Labels& labels) const {
    for (const prometheus::MetricFamily& family : families_) {
      if (family.name != name) continue;
      for (const prometheus::ClientMetric& metric : family.metric) {
        if (LabelsOf(metric) == labels) return &metric;
      }
    }
    return nullptr;
  }

  // Of a counter or a gauge; nullopt: there is no such series.
  std::optional<double> Value(const std::string& name, const Labels& labels = {}) const {
    const prometheus::ClientMetric* const metric = Find(name, labels);
    if (metric == nullptr) return std::nullopt;
    // The other one is 0.
    return metric->counter.value + metric->gauge.value;
  }

  // How many a histogram has counted; 0 too if there is no such series.
  std::uint64_t CountOf(const std::string& name, const Labels& labels) const {
    const prometheus::ClientMetric* const metric = Find(name, labels);
    return metric == nullptr ? 0 : metric->histogram.sample_count;
  }

  // The labels of each series of a metric; of all metrics without a name.
  std::vector<Labels> SeriesOf(const std::string& name = "") const {
    std::vector<Labels> series;
    for (const prometheus::MetricFamily& family : families_) {
      if (!name.empty() && family.name != name) continue;
      std::transform(family.metric.begin(), family.metric.end(), std::back_inserter(series),
                     LabelsOf);
    }
    return series;
  }

 private:
  static Labels LabelsOf(const prometheus::ClientMetric& metric) {
    Labels labels;
    for (const prometheus::ClientMetric::Label& label : metric.label) {
      labels[label.name] = label.value;
    }
    return labels;
  }

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace test

#endif  // TESTS_SERVICES_METRIC_VALUES_H_
