#include "certgen/tolerance.h"

namespace certgen {
namespace {

using Code = FindingCode;
constexpr Verdict kNo = Verdict::kRefuses;
constexpr Verdict kYes = Verdict::kAccepts;
constexpr Verdict kLater = Verdict::kAcceptsAndFailsLater;
constexpr Verdict kOut = Verdict::kLeavesItOut;

}  // namespace

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kRefuses:
      return "refuses";
    case Verdict::kAccepts:
      return "**takes it**";
    case Verdict::kAcceptsAndFailsLater:
      return "starts, fails later";
    case Verdict::kLeavesItOut:
      return "leaves the certificate out";
  }
  return "";
}

const std::vector<const char*>& ToleranceColumns() {
  static const auto& columns = *new std::vector<const char*>{
      "C++", "Go, grpcurl", "Python", "Node", "Java (netty-shaded)", "Java (netty, JDK)"};
  return columns;
}

// clang-format off
const std::vector<Tolerance>& ToleranceOfServers() {
  static const auto& rows = *new std::vector<Tolerance>{
    {"no extended key usage at all", std::nullopt, {kYes, kYes, kYes, kYes, kYes, kYes}},
    {"key usage without a bit that TLS uses", Code::kCertificateKeyUsageUnfit,
     {kNo, kYes, kNo, kNo, kNo, kNo}},
    {"key usage keyEncipherment alone", Code::kCertificateKeyUsageNotPortable,
     {kYes, kYes, kNo, kYes, kNo, kNo}},
    {"the IP address as a DNS name", Code::kCertificateIpAsDnsName,
     {kYes, kNo, kYes, kNo, kNo, kNo}},
    {"a host name in the common name alone", Code::kCertificateCommonNameOnly,
     {kYes, kNo, kYes, kYes, kYes, kYes}},
    {"an IP address in the common name alone", Code::kCertificateCommonNameOnly,
     {kNo, kNo, kNo, kNo, kNo, kNo}},
    {"a key of Ed25519 or P-521", Code::kCertificateKeyNotPortable,
     {kYes, kYes, kNo, kYes, kNo, kYes}},
    {"RSA of 1024 bits", Code::kCertificateKeyTooWeak, {kNo, kYes, kYes, kYes, kYes, kYes}},
    {"signed with SHA-1", Code::kCertificateSignatureTooWeak, {kNo, kNo, kYes, kNo, kYes, kYes}},
  };
  return rows;
}

const std::vector<Tolerance>& ToleranceOfOwnFiles() {
  static const auto& rows = *new std::vector<Tolerance>{
    {"certificate expired", Code::kCertificateExpired,
     {kLater, kLater, kLater, kLater, kLater, kLater}},
    {"key of another certificate, same type", Code::kPrivateKeyMismatch,
     {kNo, kNo, kNo, kNo, kLater, kLater}},
    {"key of another type (server)", Code::kPrivateKeyTypeMismatch,
     {kNo, kNo, kNo, kLater, kLater, kLater}},
    {"key of another type (client)", Code::kPrivateKeyTypeMismatch,
     {kNo, kNo, kNo, kOut, kLater, kOut}},
    {"empty key (client)", Code::kFileEmpty, {kOut, kNo, kNo, kNo, kNo, kNo}},
    {"BEGIN RSA PRIVATE KEY, BEGIN EC PRIVATE KEY", std::nullopt,
     {kYes, kYes, kYes, kYes, kNo, kNo}},
    {"a key of Ed25519", Code::kCertificateKeyNotPortable, {kYes, kYes, kYes, kYes, kNo, kNo}},
    {"RSA of 1024 bits", Code::kCertificateKeyTooWeak, {kNo, kYes, kYes, kYes, kYes, kYes}},
    {"signed with SHA-1", Code::kCertificateSignatureTooWeak,
     {kNo, kLater, kLater, kNo, kLater, kLater}},
    {"roots empty (client)", Code::kFileEmpty, {kLater, kNo, kLater, kLater, kLater, kLater}},
    {"roots empty (server)", Code::kFileEmpty, {kLater, kLater, kLater, kLater, kNo, kNo}},
    {"roots are no PEM (server)", Code::kNotPem, {kNo, kLater, kNo, kLater, kNo, kNo}},
  };
  return rows;
}
// clang-format on

}  // namespace certgen
