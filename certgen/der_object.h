// Reads one DER object of a known kind.
#ifndef CERTGEN_DER_OBJECT_H_
#define CERTGEN_DER_OBJECT_H_

#include <cstddef>
#include <optional>
#include <string>

#include "certgen/file_contents.h"
#include "certgen/inspected_file.h"

namespace certgen {

// Of the object that `bytes` begin with; all of them if they begin with none that is
// whole. Never 0 unless there are no bytes.
size_t DerLength(const std::string& bytes);

// nullopt if `der` is not one whole object of this kind, or the kind is none of
// certificate, request, revocation list, public, private or encrypted key.
std::optional<InspectedObject> ReadDerObject(FileContents kind, const std::string& der);

}  // namespace certgen

#endif  // CERTGEN_DER_OBJECT_H_
