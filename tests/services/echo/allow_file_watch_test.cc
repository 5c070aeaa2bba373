#include "services/echo/allow_file_watch.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/unique_fd.h"
#include "services/echo/log.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace echo {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::SizeIs;
using testing::StartsWith;

constexpr absl::Duration kPatience = absl::Seconds(20);

constexpr char kOld[] = "dns:old.example.com\n";
constexpr char kNew[] = "dns:new.example.com\n";
constexpr char kBad[] = "bad.example.com\n";

// A watch of a file, the rules that it replaces, and what it told.
class Watched {
 public:
  explicit Watched(const std::string& path, std::vector<tls::AllowRule> fixed = {}) {
    tls::AllowFile file;
    // Reading would take what a pipe holds.
    if (std::filesystem::is_regular_file(path)) file = tls::ParseAllowFile(certgen::ReadFile(path));
    std::vector<tls::AllowRule> rules = fixed;
    rules.insert(rules.end(), file.rules.begin(), file.rules.end());
    list_ = std::make_shared<tls::AllowList>(tls::AllowRules(std::move(rules)), false);
    AllowFileWatch::Options options;
    options.path = path;
    options.contents = file.contents;
    options.fixed = std::move(fixed);
    options.list = list_;
    options.on_replaced = [this](size_t count) {
      const absl::MutexLock lock(&mutex_);
      ++told_.replaced;
      told_.count = count;
    };
    options.on_kept = [this] {
      const absl::MutexLock lock(&mutex_);
      ++told_.kept;
    };
    watch_ = std::make_unique<AllowFileWatch>(std::move(options));
  }

  void ReadNow() { watch_->ReadNow(); }

  struct Told {
    int replaced = 0;
    int kept = 0;
    // With the last replacement.
    size_t count = 0;
  };
  Told told() {
    const absl::MutexLock lock(&mutex_);
    return told_;
  }
  // Waits until it was told so many times, and no more.
  bool WaitReplaced(int times) { return Wait(&Told::replaced, times); }
  bool WaitKept(int times) { return Wait(&Told::kept, times); }

  bool LetsIn(const std::string& dns_name) const {
    tls::CallerNames names;
    names.dns = {dns_name};
    return list_->rules()->Find(names, "/echo.v1.EchoService/Echo") != nullptr;
  }
  std::vector<std::string> places() const {
    std::vector<std::string> all;
    const auto rules = list_->rules();
    for (const auto& rule : rules->rules()) all.push_back(rule.place);
    return all;
  }

 private:
  bool Wait(int Told::*count, int times) {
    const absl::MutexLock lock(&mutex_);
    const auto is_done = [&] { return told_.*count >= times; };
    return mutex_.AwaitWithTimeout(absl::Condition(&is_done), kPatience) && told_.*count == times;
  }

  absl::Mutex mutex_;
  Told told_;
  std::shared_ptr<tls::AllowList> list_;
  // The last: it ends first.
  std::unique_ptr<AllowFileWatch> watch_;
};

class AllowFileWatchTest : public testing::Test {
 protected:
  AllowFileWatchTest() { test::WriteFile(path_, kOld); }

  // As editors and kubelets do: no reader finds half of it.
  void Put(const std::string& contents) const {
    test::WriteFile(dir_.File("next"), contents);
    std::filesystem::rename(dir_.File("next"), path_);
  }

  // Returns when every watch has looked at its file again: one of a file of its own, which takes
  // two looks for each change, has seen two.
  void AwaitLooks() const {
    const std::string path = dir_.File("clock");
    test::WriteFile(path, "");
    Watched clock(path);
    test::WriteFile(path, kOld);
    ASSERT_TRUE(clock.WaitReplaced(1));
    test::WriteFile(path, kNew);
    ASSERT_TRUE(clock.WaitReplaced(2));
  }

  // What is logged, in JSON, when the file becomes this; null if it is not one record.
  json RecordOf(const std::string& contents, bool is_good) const {
    testing::internal::CaptureStderr();
    StartLog(LogFormat::kJson, LogLevel::kInfo);
    {
      Watched watched(path_);
      Put(contents);
      EXPECT_TRUE(is_good ? watched.WaitReplaced(1) : watched.WaitKept(1));
    }
    const std::vector<std::string> lines =
        absl::StrSplit(testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty());
    EXPECT_THAT(lines, SizeIs(1));
    return lines.size() == 1 ? json::parse(lines.front()) : json();
  }

  const test::TempDir dir_;
  const std::string path_ = dir_.File("allow");
};

TEST_F(AllowFileWatchTest, AChangedFileIsTaken) {
  Watched watched(path_);
  EXPECT_TRUE(watched.LetsIn("old.example.com"));
  Put(absl::StrCat(kNew, "dns:other.example.com\n"));
  ASSERT_TRUE(watched.WaitReplaced(1));
  EXPECT_EQ(watched.told().count, 2U);
  EXPECT_TRUE(watched.LetsIn("new.example.com"));
  EXPECT_FALSE(watched.LetsIn("old.example.com"));
  // In place.
  test::WriteFile(path_, kOld);
  ASSERT_TRUE(watched.WaitReplaced(2));
  EXPECT_TRUE(watched.LetsIn("old.example.com"));
  EXPECT_EQ(watched.told().kept, 0);
}

TEST_F(AllowFileWatchTest, AFileThatIsWrittenAgainAsItWasChangesNothing) {
  Watched watched(path_);
  Put(kOld);
  AwaitLooks();
  EXPECT_EQ(watched.told().replaced, 0);
  EXPECT_EQ(watched.told().kept, 0);
}

TEST_F(AllowFileWatchTest, ABadFileIsToldOnceAndTheOldRulesStayUntilItIsMended) {
  Watched watched(path_);
  Put(absl::StrCat(kNew, kBad));
  ASSERT_TRUE(watched.WaitKept(1));
  AwaitLooks();
  EXPECT_EQ(watched.told().kept, 1);
  EXPECT_EQ(watched.told().replaced, 0);
  EXPECT_TRUE(watched.LetsIn("old.example.com"));
  EXPECT_FALSE(watched.LetsIn("new.example.com"));
  Put(kNew);
  ASSERT_TRUE(watched.WaitReplaced(1));
  EXPECT_EQ(watched.told().kept, 1);
  EXPECT_TRUE(watched.LetsIn("new.example.com"));
  EXPECT_FALSE(watched.LetsIn("old.example.com"));
}

TEST_F(AllowFileWatchTest, AFileWithoutRulesLocksNobodyOut) {
  Watched watched(path_);
  Put("");
  ASSERT_TRUE(watched.WaitKept(1));
  EXPECT_TRUE(watched.LetsIn("old.example.com"));
}

TEST_F(AllowFileWatchTest, AFileThatIsRemovedLeavesTheRulesAndIsTakenWhenItIsBack) {
  Watched watched(path_);
  std::filesystem::remove(path_);
  ASSERT_TRUE(watched.WaitKept(1));
  EXPECT_TRUE(watched.LetsIn("old.example.com"));
  Put(kNew);
  ASSERT_TRUE(watched.WaitReplaced(1));
  EXPECT_TRUE(watched.LetsIn("new.example.com"));
}

TEST_F(AllowFileWatchTest, IsReadOnRequestThoughNothingHasChanged) {
  Watched watched(path_);
  watched.ReadNow();
  ASSERT_TRUE(watched.WaitReplaced(1));
  EXPECT_EQ(watched.told().count, 1U);
  EXPECT_TRUE(watched.LetsIn("old.example.com"));
  watched.ReadNow();
  EXPECT_TRUE(watched.WaitReplaced(2));
}

TEST_F(AllowFileWatchTest, ABadFileIsToldAgainOnRequest) {
  Watched watched(path_);
  Put(kBad);
  ASSERT_TRUE(watched.WaitKept(1));
  watched.ReadNow();
  ASSERT_TRUE(watched.WaitKept(2));
  EXPECT_TRUE(watched.LetsIn("old.example.com"));
}

// A ConfigMap: the link of the file stays, and the one that it goes by is led elsewhere.
TEST_F(AllowFileWatchTest, NoticesThatKubernetesLedALinkElsewhere) {
  const std::filesystem::path volume = dir_.path() / "volume";
  const auto generation = [&](const char* name, const char* contents) {
    std::filesystem::create_directories(volume / name);
    test::WriteFile(volume / name / "allow", contents);
    std::filesystem::create_symlink(name, volume / "..data_tmp");
    std::filesystem::rename(volume / "..data_tmp", volume / "..data");
  };
  generation("..2030_01_01", kOld);
  std::filesystem::create_symlink("..data/allow", volume / "allow");
  Watched watched(volume / "allow");
  ASSERT_TRUE(watched.LetsIn("old.example.com"));
  generation("..2030_01_02", kNew);
  std::filesystem::remove_all(volume / "..2030_01_01");
  ASSERT_TRUE(watched.WaitReplaced(1));
  EXPECT_TRUE(watched.LetsIn("new.example.com"));
  EXPECT_FALSE(watched.LetsIn("old.example.com"));
  EXPECT_EQ(watched.told().kept, 0);
}

TEST_F(AllowFileWatchTest, FixedRulesStayAndStandFirst) {
  Watched watched(path_, {test::ValueOf(tls::ParseAllowRule("dns:fixed.example.com", "allow:1"))});
  Put(absl::StrCat("# new\n", kNew));
  ASSERT_TRUE(watched.WaitReplaced(1));
  EXPECT_EQ(watched.told().count, 2U);
  EXPECT_THAT(watched.places(), ElementsAre("allow:1", "allow-file:2"));
  EXPECT_TRUE(watched.LetsIn("fixed.example.com"));
  EXPECT_TRUE(watched.LetsIn("new.example.com"));
}

TEST_F(AllowFileWatchTest, APipeIsReadOnlyOnRequest) {
  const std::string pipe = dir_.File("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Watched watched(pipe);
  AwaitLooks();
  // Nobody has it open to read.
  EXPECT_FALSE(certgen::UniqueFd(open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)).ok());
  watched.ReadNow();
  std::thread writer([&] { std::ofstream(pipe) << kNew; });
  EXPECT_TRUE(watched.WaitReplaced(1));
  writer.join();
  EXPECT_TRUE(watched.LetsIn("new.example.com"));
}

TEST_F(AllowFileWatchTest, ARecordTellsOfNewRulesAndTheirNumber) {
  json record = RecordOf(absl::StrCat(kNew, "dns:other.example.com\n"), /*is_good=*/true);
  record.erase("time");
  EXPECT_EQ(record,
            json({{"level", "info"}, {"event", "rules-replaced"}, {"file", path_}, {"rules", 2}}));
}

TEST_F(AllowFileWatchTest, ARecordTellsWhyTheOldRulesAreKept) {
  const json record = RecordOf(absl::StrCat(kNew, kBad, "*\n"), /*is_good=*/false);
  ASSERT_TRUE(record.is_object());
  EXPECT_EQ(record.at("event"), "rules-kept");
  EXPECT_EQ(record.at("level"), "error");
  EXPECT_EQ(record.at("file"), path_);
  EXPECT_FALSE(record.contains("rules"));
  EXPECT_FALSE(record.at("cure").get<std::string>().empty());
  EXPECT_THAT(record.at("errors").get<std::vector<std::string>>(),
              ElementsAre(StartsWith(absl::StrCat(path_, ":2: 'bad.example.com' ")),
                          StartsWith(absl::StrCat(path_, ":3: '*' "))));
}

TEST_F(AllowFileWatchTest, ARecordDoesNotTellMoreThanTenErrors) {
  std::string contents;
  for (int i = 0; i < 12; ++i) contents += kBad;
  const json record = RecordOf(contents, /*is_good=*/false);
  ASSERT_TRUE(record.is_object());
  const auto errors = record.at("errors").get<std::vector<std::string>>();
  ASSERT_THAT(errors, SizeIs(11));
  EXPECT_EQ(errors.back(), "and 2 more");
}

}  // namespace
}  // namespace echo
