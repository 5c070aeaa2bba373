// Every kind of bad credential there is to be had: what is wrong with it, and what a
// check should say of it. Each has one fault, and as far as the fault allows a server or
// a client can load and present it.
#ifndef CERTGEN_BAD_KINDS_H_
#define CERTGEN_BAD_KINDS_H_

#include <optional>
#include <vector>

#include "certgen/bad_files.h"
#include "certgen/certificate_check.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

struct BadKind {
  // In kebab-case: also the name of its directory.
  const char* name;
  // nullopt: nothing is wrong; for control.
  std::optional<FindingCode> code;
  // The file at fault: kCertificateFile, kPrivateKeyFile or kRootsFile.
  const char* file;
  // One sentence.
  const char* what;
  MakeBadFiles make;
  Severity severity = Severity::kFatal;
  // To be checked as, for and with these.
  Role role = Role::kBoth;
  const char* host = nullptr;
  ClientCertificateMode client_certificate_mode = ClientCertificateMode::kRequire;
  // What else follows from the one fault.
  std::vector<FindingCode> besides = {};
};

// The good ones, then the bad ones by the file that is at fault.
const std::vector<BadKind>& BadKinds();

// By theme; BadKinds() has them all.
std::vector<BadKind> GoodKinds();
std::vector<BadKind> BadFileKinds();
std::vector<BadKind> BadKeyKinds();
std::vector<BadKind> BadCertificateKinds();
std::vector<BadKind> BadNameKinds();
std::vector<BadKind> BadChainKinds();
std::vector<BadKind> BadRootKinds();

}  // namespace certgen

#endif  // CERTGEN_BAD_KINDS_H_
