// Rules of authorization in a file: one a line, as ParseAllowRule has them; what follows a `#` at
// the start of a line or after a blank is a comment.
#ifndef SERVICES_TLS_ALLOW_FILE_H_
#define SERVICES_TLS_ALLOW_FILE_H_

#include <string>
#include <vector>

#include "certgen/credential_files.h"
#include "services/tls/allow_rule.h"

namespace tls {

struct AllowFile {
  std::string contents;
  // Their places are "allow-file:LINE", lines counted from 1.
  std::vector<AllowRule> rules;
  // "FILE:LINE: what is wrong" of each line that is; or "FILE: what is wrong" with the whole: it
  // cannot be read, or has no rule, with which nobody could call. Empty: the rules are good.
  std::vector<std::string> errors;
};

AllowFile ParseAllowFile(const std::string& path, const std::string& contents);
// Of what was read of it, or could not be.
AllowFile ParseAllowFile(const certgen::CredentialFile& read);

}  // namespace tls

#endif  // SERVICES_TLS_ALLOW_FILE_H_
