// Ports of loopback that speak no TLS, and clients that do not either.
#ifndef TESTS_E2E_ANSWERER_H_
#define TESTS_E2E_ANSWERER_H_

#include <string>
#include <thread>

#include "certgen/unique_fd.h"

namespace test {

// A port where nobody accepts, but the kernel: silence.
class Listener {
 public:
  Listener();
  int fd() const { return fd_.get(); }
  int port() const { return port_; }

 private:
  certgen::UniqueFd fd_;
  int port_ = 0;
};

// Answers the first bytes of each connection with the same text, and hangs up; without a text, by
// a reset.
class Answerer {
 public:
  explicit Answerer(std::string text);
  ~Answerer();
  Answerer(const Answerer&) = delete;
  Answerer& operator=(const Answerer&) = delete;

  int port() const { return listener_.port(); }

 private:
  void Serve();

  const Listener listener_;
  const std::string text_;
  std::thread thread_;
};

// Sends `text` to a server on loopback, and waits until that hangs up.
void SendUntilHungUp(int port, const std::string& text);

}  // namespace test

#endif  // TESTS_E2E_ANSWERER_H_
