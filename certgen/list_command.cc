#include "certgen/list_command.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "certgen/listing.h"
#include "certgen/listing_report.h"

namespace certgen {

void AddListCommand(CLI::App* program) {
  CLI::App* list = AddCommand(
      "list",
      "Lists all credentials in DIR: CAs, then leaves; who issued each, its names, what it is\n"
      "for, and the days that it is still valid. What is broken is listed, with the reason.",
      program);
  list->footer(
      "Examples:\n"
      "  certgen list\n"
      "  certgen list --dir /etc/pki-test\n"
      "  certgen list --json | jq '.credentials[] | select(.certificate.days_left < 14)'\n\n"
      "Exit codes: 0 done (also when something is expired), 1 something is broken, or there is\n"
      "no DIR, 64 usage.");
}

CommandResult RunList(const std::string& dir, bool json, absl::Time now) {
  const absl::StatusOr<std::vector<ListedCredential>> listed = List(Pki(dir), now);
  if (!listed.ok()) return Failure(listed.status(), json);
  CommandResult result;
  for (const ListedCredential& one : *listed) {
    for (const Finding& finding : one.findings) {
      result.exit_code = kExitFailed;
      absl::StrAppend(&result.err, "certgen: ", ToString(finding), "\n");
    }
  }
  result.out = json ? ToLine(ToJson(*listed, now)) : Describe(*listed, now);
  return result;
}

}  // namespace certgen
