// A directory of a test's own, gone at the end of the test; and files in it.
#ifndef TESTS_TESTING_TEMP_DIR_H_
#define TESTS_TESTING_TEMP_DIR_H_

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace test {

// Under $TMPDIR or /tmp. 0755, so that other users can enter it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // "DIR/NAME" as a string, for command lines.
  std::string File(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// Each ends the test program if it fails: a test's own files are taken for
// granted.
std::string ReadFile(const std::filesystem::path& path);
// Without `mode` a file keeps the one it has; a new one gets 0644.
void WriteFile(const std::filesystem::path& path, const std::string& contents,
               std::optional<mode_t> mode = std::nullopt);
// Permission bits of the file itself, or of what a link leads to.
mode_t ModeOf(const std::filesystem::path& path);

// One line for each entry below `path`: name, kind and mode, owner, inode, modification
// time in nanoseconds, and the digest or the link's target. Two equal texts mean
// that nothing was touched.
std::string Snapshot(const std::filesystem::path& path);

}  // namespace test

#endif  // TESTS_TESTING_TEMP_DIR_H_
