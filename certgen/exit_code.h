// How the programs end: one table for all three, so that scripts can tell what
// to mend without reading words.
#ifndef CERTGEN_EXIT_CODE_H_
#define CERTGEN_EXIT_CODE_H_

namespace certgen {

enum ExitCode : int {
  kExitDone = 0,
  kExitFailed = 1,
  // The command line: also a malformed name or value (EX_USAGE).
  kExitUsage = 64,
  // Our certificate, key or roots cannot work.
  kExitOurCredentials = 10,
  // The peer's certificate is not good for us.
  kExitTheirCertificate = 11,
  // No connection: nobody listens, a port is taken, or the handshake failed.
  kExitNetwork = 12,
  // The peer refused us: in TLS, or the call by UNAUTHENTICATED or PERMISSION_DENIED.
  kExitRefused = 13,
  // The deadline passed on a connection that worked.
  kExitDeadline = 14,
  // The call ended with another status than OK.
  kExitCallFailed = 15,
  // The health service answered, but not SERVING.
  kExitNotServing = 16,
};

}  // namespace certgen

#endif  // CERTGEN_EXIT_CODE_H_
