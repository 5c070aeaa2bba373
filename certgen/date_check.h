// Whether certificates are valid now, and will be for a while.
#ifndef CERTGEN_DATE_CHECK_H_
#define CERTGEN_DATE_CHECK_H_

#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

// With less left than this a certificate expires soon.
inline constexpr absl::Duration kSoon = absl::Hours(7 * 24);

// So short a life that a leaf issued again for as long would soon expire once more.
bool IsShort(const Certificate& leaf);

// Of the chain that peers are shown, `path`: what is over, not yet begun (fatal) or over
// soon (a warning).
void CheckDates(const std::vector<Certificate>& path, const CredentialFile& file, absl::Time now,
                std::vector<Finding>* findings);

// Of one root: a warning.
void CheckRootDates(const Certificate& root, const CredentialFile& file, absl::Time now,
                    std::vector<Finding>* findings);

// A warning if it must be the clock here: nothing of chain and roots is valid yet, or
// the leaf will be within hours, as time zones and lost clocks make it look.
void CheckClock(const std::vector<Certificate>& path, const std::vector<Certificate>& roots,
                const CredentialFile& file, absl::Time now, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_DATE_CHECK_H_
