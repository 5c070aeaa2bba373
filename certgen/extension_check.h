// Extensions that are not what their kind says: OpenSSL then refuses the whole certificate and
// says no more than "unable to get local issuer certificate".
#ifndef CERTGEN_EXTENSION_CHECK_H_
#define CERTGEN_EXTENSION_CHECK_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/ascent.h"
#include "certgen/chain_finding.h"
#include "certgen/finding.h"

namespace certgen {

// What keeps OpenSSL from using `certificate`: a clause such as "its extension keyUsage does not
// decode"; nullopt: nothing does.
std::optional<std::string> WhyUnusable(const Certificate& certificate);

// Fatal, of each such certificate on the way from the leaf to the root. False if there is one:
// what OpenSSL says of purposes and of the chain then means nothing.
bool CheckExtensions(const ChainFiles& files, const Ascent& ascent, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_EXTENSION_CHECK_H_
