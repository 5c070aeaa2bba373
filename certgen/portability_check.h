// What OpenSSL takes, and with it gRPC C++ on Linux distributions, and other TLS stacks
// refuse: a pair that works here and fails with the first client in Python or Go.
// `--scope grpc` (grpc_rules.cc) goes further, and says so of less common cases too.
#ifndef CERTGEN_PORTABILITY_CHECK_H_
#define CERTGEN_PORTABILITY_CHECK_H_

#include <vector>

#include "certgen/ascent.h"
#include "certgen/chain_finding.h"
#include "certgen/finding.h"

namespace certgen {

// Warnings of keys, signatures and forms on the way from the leaf to the root, each with the
// stacks that refuse it. A root's own signature is not looked at, since peers do not either.
// What OpenSSL cannot use is not said here.
void CheckPortability(const ChainFiles& files, const Ascent& ascent,
                      std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_PORTABILITY_CHECK_H_
