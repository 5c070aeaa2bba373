// Text from elsewhere (file names, certificates, a peer's words) in a line for a
// person: it cannot begin a line of its own, move the cursor or turn the text
// around.
#ifndef CERTGEN_ONE_LINE_H_
#define CERTGEN_ONE_LINE_H_

#include <string>

namespace certgen {

// `text` in UTF-8 with '?' for every control character (C0, DEL, C1), line or
// paragraph separator and bidirectional control, also for a C1 byte that is no part of
// a character.
std::string OneLine(const std::string& text);

}  // namespace certgen

#endif  // CERTGEN_ONE_LINE_H_
