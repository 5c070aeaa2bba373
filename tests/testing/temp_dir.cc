#include "tests/testing/temp_dir.h"

#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace test {
namespace {

namespace fs = std::filesystem;

void Require(bool ok, const char* step, const fs::path& path) {
  if (ok) return;
  std::fprintf(stderr, "a test cannot %s %s: %s\n", step, path.c_str(), std::strerror(errno));
  std::abort();
}

std::string Sha256(const std::string& contents) {
  unsigned char digest[32];
  Require(EVP_Digest(contents.data(), contents.size(), digest, nullptr, EVP_sha256(), nullptr) == 1,
          "digest", "");
  return absl::BytesToHexString({reinterpret_cast<char*>(digest), sizeof(digest)});
}

}  // namespace

TempDir::TempDir() {
  std::string name = (fs::temp_directory_path() / "tls-echo-test.XXXXXX").string();
  Require(mkdtemp(name.data()) != nullptr, "make the directory", name);
  Require(chmod(name.c_str(), 0755) == 0, "chmod", name);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  Require(in.good(), "read", path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteFile(const fs::path& path, const std::string& contents, std::optional<mode_t> mode) {
  const mode_t kept = fs::exists(path) ? ModeOf(path) : 0644;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << contents;
  out.close();
  Require(out.good(), "write", path);
  Require(chmod(path.c_str(), mode.value_or(kept)) == 0, "chmod", path);
}

mode_t ModeOf(const fs::path& path) {
  struct stat status = {};
  Require(stat(path.c_str(), &status) == 0, "look at", path);
  return status.st_mode & 07777;
}

std::string Snapshot(const fs::path& path) {
  std::vector<std::string> lines;
  const auto describe = [&](const fs::path& entry) {
    struct stat status = {};
    Require(lstat(entry.c_str(), &status) == 0, "look at", entry);
    std::string line = absl::StrCat(entry.lexically_relative(path).string(), " ", status.st_mode,
                                    " ", status.st_uid, ":", status.st_gid, " ", status.st_ino, " ",
                                    status.st_mtim.tv_sec, ".", status.st_mtim.tv_nsec, " ");
    if (S_ISREG(status.st_mode)) absl::StrAppend(&line, Sha256(ReadFile(entry)));
    if (S_ISLNK(status.st_mode)) absl::StrAppend(&line, "-> ", fs::read_symlink(entry).string());
    lines.push_back(line);
  };
  if (fs::symlink_status(path).type() == fs::file_type::not_found) return "(nothing)";
  describe(path);
  for (const auto& entry : fs::recursive_directory_iterator(path)) describe(entry.path());
  std::sort(lines.begin(), lines.end());
  return absl::StrJoin(lines, "\n");
}

}  // namespace test
