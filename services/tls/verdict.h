// What is the matter with a connection, in one line, and whose it is to mend.
#ifndef SERVICES_TLS_VERDICT_H_
#define SERVICES_TLS_VERDICT_H_

#include <optional>
#include <string>
#include <utility>

#include "certgen/certificate.h"
#include "certgen/exit_code.h"
#include "certgen/finding.h"
#include "certgen/finding_code.h"

namespace tls {

struct Verdict {
  // nullopt: nothing is the matter.
  std::optional<certgen::FindingCode> code;
  // As of a finding; for nothing, the cause says what was found good.
  std::string cause;
  std::string cure;
  // The one at fault.
  std::optional<certgen::Certificate> certificate;
  // kExitOurCredentials to kExitDeadline, or kExitDone.
  certgen::ExitCode exit_code = certgen::kExitDone;

  bool good() const { return !code; }
};

inline Verdict Fault(certgen::FindingCode code, certgen::ExitCode exit_code, std::string cause,
                     std::string cure,
                     std::optional<certgen::Certificate> certificate = std::nullopt) {
  return {code, std::move(cause), std::move(cure), std::move(certificate), exit_code};
}

inline Verdict FromFinding(const certgen::Finding& finding, certgen::ExitCode exit_code) {
  return {finding.code, finding.cause, finding.cure, finding.certificate, exit_code};
}

// "OK", or the name of the code.
inline std::string CodeName(const Verdict& verdict) {
  return verdict.code ? certgen::FindingCodeName(*verdict.code) : "OK";
}

}  // namespace tls

#endif  // SERVICES_TLS_VERDICT_H_
