// The command line of certgen, and what it asks for.
#ifndef CERTGEN_CERTGEN_FLAGS_H_
#define CERTGEN_CERTGEN_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "certgen/issuance.h"

namespace certgen {

// The values of all flags, as written.
struct CertgenFlags {
  std::string dir = "pki";
  bool json = false;
  std::optional<std::string> key;
  std::string root_name = RootOptions().name;
  int root_days = RootOptions().days;
  std::optional<int> leaf_days;
  int path_length = RootOptions().path_length;
  bool force = false;
  int orphans = 0;
  std::string leaf_name;
  std::optional<std::string> issuer;
  std::vector<std::string> dns;
  std::vector<std::string> ip;
  std::vector<std::string> uri;
  std::vector<std::string> services;
  std::optional<std::string> name_space;
  // On the command line, not only in a variable.
  bool name_space_written = false;
  std::optional<std::string> usage;
  std::optional<std::string> mode;
  std::string group;
};

// The commands init, root and leaf.
void AddCommands(CertgenFlags* flags, CLI::App* program);

// Both: kInvalidArgument names the flag and what is wrong with its value.
absl::StatusOr<RootOptions> ToRootOptions(const CertgenFlags& flags);
// With --force, what is not given stays as it is in the leaf `name` of `pki`.
absl::StatusOr<LeafOptions> ToLeafOptions(const Pki& pki, const std::string& name,
                                          const CertgenFlags& flags);

}  // namespace certgen

#endif  // CERTGEN_CERTGEN_FLAGS_H_
