// Who gets through: the table of README.md, held by calls of every kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/refusals_fixture.h"

namespace test {
namespace {

constexpr char kHead[] = "| `--client-cert` |";

std::vector<std::string> Cells(const std::string& row) {
  std::vector<std::string> cells;
  for (const auto& part : absl::StrSplit(row, '|')) {
    cells.emplace_back(absl::StripAsciiWhitespace(part));
  }
  // What stands outside of the first and the last bar.
  return {cells.begin() + 1, cells.end() - 1};
}

struct Table {
  std::vector<std::string> callers;
  // By mode, in the order of the callers.
  std::map<std::string, std::vector<std::string>> outcomes;
};

Table Read(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line) && line.rfind(kHead, 0) != 0) continue;
  Table table;
  if (!in) return table;
  table.callers = Cells(line);
  table.callers.erase(table.callers.begin());
  std::getline(in, line);
  while (std::getline(in, line) && line.rfind('|', 0) == 0) {
    std::vector<std::string> cells = Cells(line);
    const std::string mode = cells.front().substr(1, cells.front().size() - 2);
    table.outcomes[mode] = {cells.begin() + 1, cells.end()};
  }
  return table;
}

// As the head of the table has them, and as the fixture has them; the first has no certificate.
const std::vector<std::pair<std::string, std::string>> kCallers = {
    {"none", ""},
    {"good", "good"},
    {"foreign", "foreign"},
    {"expired", "expired"},
    {"for servers only", "server-only"}};

const std::vector<Arguments> kCalls = {{"echo", "hi"},
                                       {"stream", "--kind", "server", "hi"},
                                       {"stream", "--kind", "client", "hi"},
                                       {"stream", "--kind", "bidi", "hi"}};

class CallTable : public RefusalsTest, public testing::WithParamInterface<const char*> {
 protected:
  CallTable() : RefusalsTest(/*explains=*/false) {}

  Arguments Caller(const std::string& name) const {
    if (name.empty()) return {"--ca", File("server", "ca.crt")};
    return {"--tls-dir", Dir(name), "--present-anyway"};
  }

  Result Call(const LoggingServer& server, const std::string& name, const Arguments& call) const {
    Arguments all = Caller(name);
    all.insert(all.end(), call.begin(), call.end());
    return server.Call(all);
  }

  // What the server takes a caller that it serves for.
  std::string Seen(const LoggingServer& server, const std::string& name) const {
    const Result result = Call(server, name, {"--json", "whoami"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const nlohmann::json caller = nlohmann::json::parse(result.out).at("caller");
    if (caller.at("sha256_fingerprint") == "") return "anonymous";
    return caller.at("verified") == true ? "verified" : "a claim";
  }

  // One more refusal stands in the log.
  static void ExpectRefused(LoggingServer* server, const Result& result) {
    EXPECT_EQ(result.exit_code, 12) << result.out << result.err;
    EXPECT_TRUE(server->Next("refused"));
  }
};

TEST_P(CallTable, OfReadmeHoldsForCallsOfEveryKind) {
  const Table table = Read(README_FILE);
  ASSERT_EQ(table.callers.size(), kCallers.size())
      << "README.md has no table that begins " << kHead;
  const std::string mode = GetParam();
  ASSERT_TRUE(table.outcomes.contains(mode)) << mode << " is not in README.md's table";
  const std::vector<std::string>& outcomes = table.outcomes.at(mode);
  LoggingServer server(Flags({"--client-cert", mode}));
  int refused = 0;
  for (size_t i = 0; i < kCallers.size(); ++i) {
    const auto& [heading, name] = kCallers[i];
    ASSERT_EQ(table.callers[i], heading);
    SCOPED_TRACE(absl::StrCat(mode, ", ", heading, ": ", outcomes[i]));
    for (const Arguments& call : kCalls) {
      SCOPED_TRACE(testing::PrintToString(call));
      const Result result = Call(server, name, call);
      if (outcomes[i] == "refused") {
        ExpectRefused(&server, result);
        ++refused;
      } else {
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_EQ(result.out, "hi\n");
      }
    }
    if (outcomes[i] != "refused") {
      EXPECT_EQ(Seen(server, name), outcomes[i]);
    }
  }
  // No more and no fewer than those above.
  int counted = 0;
  const nlohmann::json counts = server.Stop().back().at("refused");
  for (const auto& [code, count] : counts.items()) {
    counted += count.get<int>();
  }
  EXPECT_EQ(counted, refused);
}

INSTANTIATE_TEST_SUITE_P(Modes, CallTable,
                         testing::Values("none", "request", "verify-if-given", "require-any",
                                         "require"));

}  // namespace
}  // namespace test
