// E-mail addresses as certificates hold them.
#ifndef CERTGEN_MAILBOX_H_
#define CERTGEN_MAILBOX_H_

#include <string>

namespace certgen {

// Why `text` is no Mailbox of RFC 5321 §4.1.2 (a dot-string or quoted string,
// '@', a host name or an address literal), such as "'a@b@c' has more than one
// '@'"; empty if it is one.
std::string WhyNoMailbox(const std::string& text);

}  // namespace certgen

#endif  // CERTGEN_MAILBOX_H_
