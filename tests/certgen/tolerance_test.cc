#include "certgen/tolerance.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace certgen {
namespace {

TEST(ToleranceTest, EachRowHasAVerdictForEachColumn) {
  for (const auto* table : {&ToleranceOfServers(), &ToleranceOfOwnFiles()}) {
    for (const Tolerance& row : *table) {
      EXPECT_EQ(row.verdicts.size(), ToleranceColumns().size()) << row.fault;
    }
  }
}

TEST(ToleranceTest, NoFaultIsJudgedTwice) {
  for (const auto* table : {&ToleranceOfServers(), &ToleranceOfOwnFiles()}) {
    std::set<std::string> faults;
    for (const Tolerance& row : *table) EXPECT_TRUE(faults.insert(row.fault).second) << row.fault;
  }
}

}  // namespace
}  // namespace certgen
