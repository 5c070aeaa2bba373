// Where the implementations of gRPC differ: what one takes and another refuses, so that a
// certificate works with one client and fails with the next.
#ifndef CERTGEN_TOLERANCE_H_
#define CERTGEN_TOLERANCE_H_

#include <array>
#include <optional>
#include <vector>

#include "certgen/finding_code.h"

namespace certgen {

enum class Verdict { kRefuses, kAccepts, kAcceptsAndFailsLater, kLeavesItOut };

// Such as "takes it".
const char* VerdictName(Verdict verdict);

// The columns of Tolerance::verdicts. Java is twice there: with BoringSSL, with the JDK's TLS.
const std::vector<const char*>& ToleranceColumns();

struct Tolerance {
  const char* fault;
  std::optional<FindingCode> code;
  std::array<Verdict, 6> verdicts;
};

// A client that looks at a server's certificate.
const std::vector<Tolerance>& ToleranceOfServers();
// A client or server that loads its own files.
const std::vector<Tolerance>& ToleranceOfOwnFiles();

}  // namespace certgen

#endif  // CERTGEN_TOLERANCE_H_
