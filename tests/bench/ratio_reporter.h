// Prints what Google Benchmark prints, and at the end each of our figures as a
// multiple of its peer's, which ran in the same process in turns.
#ifndef TESTS_BENCH_RATIO_REPORTER_H_
#define TESTS_BENCH_RATIO_REPORTER_H_

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace bench {

// Benchmarks are named WHAT/WHO/CASE, where WHO is "ours" or the name of a peer. Ratios are
// of medians, so there have to be repetitions.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  // Colour only on a terminal.
  RatioReporter();

  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  // In seconds, by the benchmark's name.
  std::map<std::string, double> medians_;
};

}  // namespace bench

#endif  // TESTS_BENCH_RATIO_REPORTER_H_
