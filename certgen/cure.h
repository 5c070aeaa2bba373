// Commands that mend a credential. Where certgen made it they name its directory, and
// can be run as they stand; elsewhere NAME is left to the reader.
#ifndef CERTGEN_CURE_H_
#define CERTGEN_CURE_H_

#include <string>

#include "certgen/certificate.h"
#include "certgen/credential_files.h"

namespace certgen {

// `text` as one word of a shell.
std::string ShellWord(const std::string& text);

// "certgen leaf NAME --force" and `flags`, such as "--usage both": the leaf that `file`
// belongs to once more, with its key, its names and the roots. What `flags` does not say
// stays as it was.
std::string ReissueCommand(const CredentialFile& file, const std::string& flags = "");

// `cure` with "certgen leaf NAME --force" made the command for the leaf that `file` belongs to,
// where certgen keeps it; whatever flags follow stay.
std::string ForLeaf(const std::string& cure, const CredentialFile& file);

// All certificates of a PEM file once more in FILE.pem, without trust settings and other text.
std::string PlainCopyCommand(const std::string& path);

// "issue it again: " and the command.
std::string Reissue(const CredentialFile& file, const std::string& flags = "");

// `general`, and the command that writes the roots' file again where certgen keeps it.
std::string RestoreRoots(const std::string& general, const CredentialFile& roots_file);

// The same of a root that ends: if certgen still issues by `root` where it keeps `file`, it makes
// a new one first, and then issues the leaf of `file` again. The other leaves below it, which
// `certgen root --force` counts, are to be issued again too.
std::string RenewRoot(const std::string& general, const CredentialFile& file,
                      const Certificate& root, const std::string& flags = "");

}  // namespace certgen

#endif  // CERTGEN_CURE_H_
