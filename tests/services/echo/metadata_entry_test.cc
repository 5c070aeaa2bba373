#include "services/echo/metadata_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::IsOk;
using test::StatusIs;
using ::testing::HasSubstr;

v1::MetadataEntry Text(const std::string& key, const std::string& value) {
  v1::MetadataEntry entry;
  entry.set_key(key);
  entry.set_text(value);
  return entry;
}

v1::MetadataEntry Binary(const std::string& key, const std::string& value) {
  v1::MetadataEntry entry;
  entry.set_key(key);
  entry.set_binary(value);
  return entry;
}

void ExpectRefused(const v1::MetadataEntry& entry, const std::string& why) {
  EXPECT_THAT(CheckMetadataEntry(entry),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)))
      << entry.ShortDebugString();
}

TEST(MetadataEntry, OfALegalKeyAndValueIsTaken) {
  for (const v1::MetadataEntry& entry :
       {Text("x-tenant", "blue"), Text("a", ""), Text("a.b_c-9", "~ !"),
        Binary("x-bin", std::string("\0\xff", 2)), Binary("x-bin", "")}) {
    EXPECT_THAT(CheckMetadataEntry(entry), IsOk()) << entry.ShortDebugString();
  }
}

TEST(MetadataEntry, OfAKeyThatWouldEndTheProcessIsRefused) {
  ExpectRefused(Text("", "x"), "no key");
  ExpectRefused(Text(":path", "x"), "':path' is HTTP's own");
  ExpectRefused(Text("Upper", "x"), "upper-case");
  for (const char* key : {"a b", "a\nb", "a:b", "a/b", "\xc3\xa4"}) {
    ExpectRefused(Text(key, "x"), "characters other than");
  }
  ExpectRefused(Text(std::string("a\0b", 3), "x"), "characters other than");
}

TEST(MetadataEntry, OfAKeyThatIsGrpcsOrHttpsIsRefused) {
  for (const char* key : {"grpc-status", "grpc-anything", "grpc-trace-bin"}) {
    ExpectRefused(Text(key, "x"), "gRPC's own");
  }
  for (const char* key :
       {"connection", "content-type", "te", "host", "user-agent", "transfer-encoding",
        "lb-cost-bin", "endpoint-load-metrics-bin", "grpclb_client_stats"}) {
    ExpectRefused(Text(key, "x"), "belongs to HTTP or gRPC");
  }
}

TEST(MetadataEntry, OfAValueThatCannotTravelIsRefused) {
  for (const char* value : {"a\nb", "a\tb", "\x7f", "\xc3\xa4"}) {
    ExpectRefused(Text("x", value), "not printable ASCII");
  }
  ExpectRefused(Text("x", " a"), "space at an end");
  ExpectRefused(Text("x", "a "), "space at an end");
  ExpectRefused(Text("x-bin", "a"), "bytes, not text");
  ExpectRefused(Binary("x", "a"), "text, not bytes");
}

TEST(Metadata, HasALimitOfEntriesAndOneOfBytes) {
  MetadataEntries entries;
  for (int i = 0; i < kMaxMetadataEntries; ++i) *entries.Add() = Text("x", "y");
  EXPECT_THAT(CheckMetadata(entries), IsOk());
  *entries.Add() = Text("x", "y");
  EXPECT_THAT(CheckMetadata(entries),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("33 entries")));
  entries.Clear();
  *entries.Add() = Text("x", std::string(kMaxMetadataBytes - 1, 'y'));
  EXPECT_THAT(CheckMetadata(entries), IsOk());
  *entries.Add() = Text("x", "");
  EXPECT_THAT(CheckMetadata(entries),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("4097 bytes")));
}

TEST(ParseMetadataEntry, TakesTextAndForBinaryKeysBase64) {
  EXPECT_EQ(test::ValueOf(ParseMetadataEntry("--metadata", "k=v=w")).text(), "v=w");
  EXPECT_EQ(test::ValueOf(ParseMetadataEntry("--metadata", "k=")).text(), "");
  EXPECT_EQ(test::ValueOf(ParseMetadataEntry("--metadata", "k-bin=AAH/")).binary(),
            std::string("\0\x01\xff", 3));
}

TEST(ParseMetadataEntry, NamesFlagAndFault) {
  for (const char* text : {"", "k", "=v", "K=v", "grpc-x=y", "k=\xff", "k-bin=%"}) {
    EXPECT_THAT(ParseMetadataEntry("--metadata", text),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--metadata")))
        << text;
  }
}

TEST(ToEntries, KeepsEveryValueOfAKeyAndTellsTextFromBytes) {
  const std::multimap<grpc::string_ref, grpc::string_ref> metadata = {
      {"a", "1"}, {"a", "2"}, {"b-bin", "plain"}, {"c", "\xff"}};
  const MetadataEntries entries = ToEntries(metadata);
  ASSERT_EQ(entries.size(), 4);
  EXPECT_EQ(entries[0].text(), "1");
  EXPECT_EQ(entries[1].text(), "2");
  EXPECT_EQ(entries[2].binary(), "plain");
  EXPECT_EQ(entries[3].binary(), "\xff");
}

}  // namespace
}  // namespace echo
