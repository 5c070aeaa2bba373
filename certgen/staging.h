// A file or directory on its way to its place.
#ifndef CERTGEN_STAGING_H_
#define CERTGEN_STAGING_H_

#include <filesystem>
#include <system_error>
#include <utility>

namespace certgen {

// Removes what it names unless it was kept: nothing half-made stays behind.
class Staging {
 public:
  explicit Staging(std::filesystem::path path) : path_(std::move(path)) {}
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  void Keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

}  // namespace certgen

#endif  // CERTGEN_STAGING_H_
