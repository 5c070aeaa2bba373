// The command export: a credential in, an object for Kubernetes out.
#ifndef CERTGEN_EXPORT_COMMAND_H_
#define CERTGEN_EXPORT_COMMAND_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "certgen/command_line.h"
#include "certgen/command_result.h"

namespace certgen {

// As written.
struct ExportFlags {
  std::string name;
  std::string format;
  // "" and "-": standard output.
  std::string out;
  std::optional<std::string> name_space;
  // Of the object; `name` unless given.
  std::optional<std::string> object_name;
};

void AddExportCommand(ExportFlags* flags, CLI::App* program);

// Of the directory `dir`. Exits 1, with the findings and without the object, if the credential
// could not work. With --out the object is in the file alone: no key is printed then.
CommandResult RunExport(const ExportFlags& flags, const std::string& dir, bool json,
                        absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_EXPORT_COMMAND_H_
