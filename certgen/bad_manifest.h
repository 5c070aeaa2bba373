// What a tree of bad credentials says of itself, to people and to scripts.
#ifndef CERTGEN_BAD_MANIFEST_H_
#define CERTGEN_BAD_MANIFEST_H_

#include <string>

#include "absl/time/time.h"
#include "certgen/json_document.h"

namespace certgen {

// {"version":1,"warning":…,"made_at":…,"kinds":[…]}; of each kind: kind, directory
// (below the manifest's own), good, what, code (FindingCodeName), severity, file,
// role, host, client_cert, handshake_result (gRFC A118) and can_be_presented. null where
// it does not apply.
Json BadManifest(absl::Time now);

// The same, to be written into the tree.
std::string BadManifestFile(absl::Time now);
std::string BadReadmeFile();

// A line for each kind: name, code, what is wrong.
std::string BadList();

}  // namespace certgen

#endif  // CERTGEN_BAD_MANIFEST_H_
