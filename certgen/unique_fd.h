// Owner of a file descriptor.
#ifndef CERTGEN_UNIQUE_FD_H_
#define CERTGEN_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace certgen {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd() {
    if (fd_ >= 0) close(fd_);
  }

  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

}  // namespace certgen

#endif  // CERTGEN_UNIQUE_FD_H_
