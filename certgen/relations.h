// Which of the objects found belong together: a key and its certificate, a certificate
// and its issuer's.
#ifndef CERTGEN_RELATIONS_H_
#define CERTGEN_RELATIONS_H_

#include <vector>

#include "certgen/inspected_file.h"

namespace certgen {

// Fills in place, issued_by, counterpart and mismatch of all objects. An issuer is one
// whose name fits and whose key verifies the signature. Looks at the first 300 objects
// only: each is compared with each.
void FindRelations(std::vector<InspectedFile>* files);

}  // namespace certgen

#endif  // CERTGEN_RELATIONS_H_
