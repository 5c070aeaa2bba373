// The blocks of a PEM text (RFC 7468) as they stand, the broken ones too.
// OpenSSL and gRPC stop silently at the first block that they cannot read; this
// finds all of them, so that the one at fault can be named.
#ifndef CERTGEN_PEM_H_
#define CERTGEN_PEM_H_

#include <string>
#include <vector>

namespace certgen {

struct PemBlock {
  // Between "-----BEGIN " and "-----", such as "CERTIFICATE".
  std::string label;
  // From the BEGIN line to the END line; to the end of the text, or to the next
  // BEGIN, if there is no END. Only the END line if its BEGIN line is damaged.
  std::string text;
  // The line in which `text` begins, counted from 1.
  int line = 0;
  // There are both lines, with the same label.
  bool complete = false;
};

// In the order of the text. CRLF and a byte order mark are no obstacle.
std::vector<PemBlock> SplitPem(const std::string& text);

bool IsCertificateLabel(const std::string& label);
bool IsPrivateKeyLabel(const std::string& label);

}  // namespace certgen

#endif  // CERTGEN_PEM_H_
