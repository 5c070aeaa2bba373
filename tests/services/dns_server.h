// A name server of our own on 127.0.0.1, whose answers a test changes while clients
// run: what a headless Service of Kubernetes is to them.
#ifndef TESTS_SERVICES_DNS_SERVER_H_
#define TESTS_SERVICES_DNS_SERVER_H_

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace test {

class DnsServer {
 public:
  // Every name has the IPv4 addresses of `addresses`, and nothing else.
  explicit DnsServer(std::vector<std::string> addresses);
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  void Set(std::vector<std::string> addresses);

  // "dns://127.0.0.1:PORT/NAME:PORT_OF_THE_SERVICE", as gRPC takes it.
  std::string Target(const std::string& name, int port) const;

 private:
  void Serve();
  std::string Answer(const std::string& query);

  int fd_;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> addresses_;
  std::thread thread_;
};

}  // namespace test

#endif  // TESTS_SERVICES_DNS_SERVER_H_
