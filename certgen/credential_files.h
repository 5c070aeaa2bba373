// Reads the files of a credential, so that certificate and key always come from one
// moment. Judges nothing: see credential_check.h.
#ifndef CERTGEN_CREDENTIAL_FILES_H_
#define CERTGEN_CREDENTIAL_FILES_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/finding.h"
#include "certgen/secret_text.h"

namespace certgen {

inline constexpr char kCertificateFile[] = "tls.crt";
inline constexpr char kPrivateKeyFile[] = "tls.key";
inline constexpr char kRootsFile[] = "ca.crt";
inline constexpr char kRevocationListFile[] = "crl.pem";

// A directory NAME of a directory that certgen keeps (pki.h).
struct PkiMember {
  std::string pki;
  std::string name;
};

// Empty: not given.
struct CredentialPaths {
  // A directory in the shape of a mounted Secret: tls.crt, tls.key, ca.crt, and maybe crl.pem.
  std::string tls_dir;
  // Each replaces one file of `tls_dir`.
  std::string cert;
  std::string key;
  // "system" stands for the roots that the operating system trusts.
  std::string ca;
  // Revocation lists to check peers by.
  std::string crl = "";
  // File with the passphrase of the private key, if that is encrypted.
  std::string key_passphrase = "";
};

struct CredentialFile {
  // As the user knows it; empty if the file was not asked for.
  std::string path;
  std::string contents;
  // Why it could not be read.
  std::optional<FindingCode> fault;
  // errno's words for it.
  std::string reason;
  // Named by a flag of its own, not by the directory.
  bool explicitly_named = false;
  // The roots of the operating system: not this user's to mend.
  bool from_system = false;
  // It is ours, and everybody on this machine may read it. Never in a volume that
  // Kubernetes mounted, where nobody else is.
  bool readable_by_all = false;
  // Where certgen made it and could make it again.
  std::optional<PkiMember> member;

  bool asked_for() const { return !path.empty(); }
  bool missing() const { return fault == FindingCode::kFileMissing; }
};

// A file with a passphrase on its first line.
struct PassphraseFile {
  // Its contents are wiped.
  CredentialFile file;
  // Without the line's end (LF or CRLF). Empty: there is none, or the file has a fault.
  SecretText passphrase;

  bool asked_for() const { return file.asked_for(); }
};

struct CredentialFiles {
  // path: tls_dir, when it could not be opened or would not hold still.
  CredentialFile directory;
  CredentialFile cert;
  CredentialFile key;
  CredentialFile ca;
  // Revocation lists. A directory that has none was not asked for any.
  CredentialFile crl;
  // Of the private key.
  PassphraseFile key_passphrase;
};

struct WantedFile {
  const char* name;
  CredentialFile* file;
  // A directory is whole without it.
  bool optional = false;
};

// Reads files of one directory, all from one moment. A directory with a link `..data`
// (mounted by Kubernetes, or published by certgen) is entered through it once,
// so all files are of one generation even while it is replaced; one without is
// read until two readings agree. Returns the directory's own fault, if any.
CredentialFile ReadDirectory(const std::string& path, const std::vector<WantedFile>& wanted);

// One file by itself; `fault` says why it could not be read. A pipe is given five
// seconds to speak.
CredentialFile ReadFile(const std::string& path);
// All of standard input, however long that takes; its path is "-".
CredentialFile ReadStandardInput();

// As ReadFile, or ReadStandardInput if `path` is "-". A line of more than 1024 bytes is more than
// OpenSSL takes: kFileTooLarge.
PassphraseFile ReadPassphraseFile(const std::string& path);

// The directory by ReadDirectory, and each file that has a flag of its own.
CredentialFiles ReadCredentialFiles(const CredentialPaths& paths);

}  // namespace certgen

#endif  // CERTGEN_CREDENTIAL_FILES_H_
