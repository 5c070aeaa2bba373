#include "certgen/inspect_command.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "certgen/credential_files.h"
#include "certgen/inspection.h"
#include "certgen/inspection_json_report.h"
#include "certgen/inspection_report.h"
#include "certgen/one_line.h"

namespace certgen {
namespace {

absl::StatusOr<std::optional<std::string>> ReadPassphrase(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const PassphraseFile read = ReadPassphraseFile(path);
  if (read.file.fault) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": cannot be read for the passphrase", read.file.reason.empty() ? "" : ": ",
        read.file.reason, "; give a readable file with --passphrase-file"));
  }
  return read.passphrase.text();
}

}  // namespace

void AddInspectCommand(InspectFlags* flags, CLI::App* program) {
  CLI::App* inspect = AddCommand(
      "inspect",
      "Shows what is in files: certificates, chains, keys, requests, revocation lists, PKCS#12\n"
      "and PKCS#7, in PEM or DER. A directory with tls.crt and tls.key, or ca.crt and ca.key, is\n"
      "shown as a whole; '-' is standard input. Never shows a private part.",
      program);
  inspect->add_option("FILE", flags->files, "File or directory; several are looked at together")
      ->required();
  inspect
      ->add_option("--passphrase-file", flags->passphrase_file,
                   "File with the passphrase of a PKCS#12 file on its first line")
      ->type_name("FILE");
  inspect->footer(
      "Examples:\n"
      "  certgen inspect pki/leaf                     a leaf, its key and its root\n"
      "  certgen inspect web.crt web.key              does the key belong to the certificate?\n"
      "  certgen inspect --passphrase-file pass a.p12\n"
      "  certgen inspect --json pki/leaf/tls.crt      every field, for scripts\n"
      "  kubectl get secret web -o 'jsonpath={.data.tls\\.crt}' | certgen inspect -\n\n"
      "Lines that begin with '!' are what to look at first.\n\n"
      "Exit codes: 0 done, 1 something could not be read (the rest is shown), 64 usage.");
}

CommandResult RunInspect(const InspectFlags& flags, bool json, absl::Time now) {
  absl::StatusOr<std::optional<std::string>> passphrase = ReadPassphrase(flags.passphrase_file);
  if (!passphrase.ok()) return Failure(passphrase.status(), json);
  const Inspection inspection = Inspect(flags.files, *passphrase);
  if (*passphrase) Wipe(&**passphrase);
  CommandResult result;
  if (!inspection.findings.empty()) result.exit_code = kExitFailed;
  for (const Finding& finding : inspection.findings) {
    absl::StrAppend(&result.err, "certgen: ", ToString(finding), "\n");
  }
  result.out = json ? ToLine(ToJson(inspection, now)) : Describe(inspection, now);
  return result;
}

}  // namespace certgen
