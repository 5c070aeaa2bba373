// What a piece of code writes to the server's log.
#ifndef TESTS_SERVICES_LOG_RECORDS_H_
#define TESTS_SERVICES_LOG_RECORDS_H_

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_split.h"
#include "services/echo/log.h"

namespace test {

// The records that `act` makes of level `info` and graver, each as an object.
template <typename Act>
std::vector<nlohmann::json> LogRecords(Act act) {
  testing::internal::CaptureStderr();
  echo::StartLog(echo::LogFormat::kJson, echo::LogLevel::kInfo);
  act();
  std::vector<nlohmann::json> records;
  for (const auto& line :
       absl::StrSplit(testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty())) {
    records.push_back(nlohmann::json::parse(line));
  }
  return records;
}

}  // namespace test

#endif  // TESTS_SERVICES_LOG_RECORDS_H_
