// What readers see while files are replaced under their eyes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "certgen/certificate.h"
#include "certgen/credential_files.h"
#include "certgen/private_key.h"
#include "certgen/publish.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::IsOk;

constexpr int kPublishes = 200;

struct Seen {
  int readings = 0;
  int torn = 0;
  int faults = 0;
  int different = 0;
};

// Reads the pair over and over until `done`.
void ReadUntil(const std::atomic<bool>& done, const fs::path& directory, Seen* seen) {
  std::string last;
  bool once_more = true;
  while (once_more) {
    once_more = !done;
    CredentialPaths paths;
    paths.tls_dir = directory;
    const CredentialFiles files = ReadCredentialFiles(paths);
    ++seen->readings;
    if (files.directory.fault || files.cert.fault || files.key.fault || files.ca.fault) {
      ++seen->faults;
      continue;
    }
    const auto certificate = Certificate::FromPem(files.cert.contents);
    const auto key = PrivateKey::FromPem(files.key.contents);
    if (!certificate.ok() || !key.ok() || !key->Matches(*certificate->get())) ++seen->torn;
    if (files.cert.contents != last) ++seen->different;
    last = files.cert.contents;
  }
}

TEST(PublishRaceTest, AReaderNeverSeesATornPair) {
  test::TempDir dir;
  const fs::path leaf = dir.path() / "leaf";
  const test::TestCa ca;
  const auto publish = [&] {
    const test::Credential credential = ca.Leaf();
    Publication publication;
    publication.directory = leaf;
    publication.files = {{kCertificateFile, credential.cert},
                         {kPrivateKeyFile, credential.key, /*secret=*/true},
                         {kRootsFile, credential.roots}};
    publication.now = absl::Now();
    publication.prove = [](const fs::path&) { return absl::OkStatus(); };
    return Publish(publication);
  };
  ASSERT_THAT(publish(), IsOk());

  std::atomic<bool> done = false;
  std::vector<Seen> seen(2);
  std::vector<std::thread> readers;
  readers.reserve(seen.size());
  for (Seen& s : seen) readers.emplace_back([&] { ReadUntil(done, leaf, &s); });
  absl::Status status;
  for (int i = 0; i < kPublishes && status.ok(); ++i) status = publish();
  done = true;
  for (std::thread& reader : readers) reader.join();

  EXPECT_THAT(status, IsOk());
  for (const Seen& s : seen) {
    EXPECT_EQ(s.torn, 0);
    EXPECT_EQ(s.faults, 0);
    // It did read while it was replaced.
    EXPECT_GT(s.different, 2) << s.readings;
  }
}

}  // namespace
}  // namespace certgen
