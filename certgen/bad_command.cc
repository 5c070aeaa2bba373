#include "certgen/bad_command.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/bad_kinds.h"
#include "certgen/bad_manifest.h"
#include "certgen/bad_tree.h"
#include "certgen/one_line.h"

namespace certgen {
namespace {

absl::Status WriteTree(const std::string& directory, absl::Time now) {
  if (directory.empty()) {
    return absl::InvalidArgumentError("DIR is required; certgen bad --list shows the kinds only");
  }
  if (absl::Status s = CheckBadTreeTarget(directory); !s.ok()) return s;
  absl::StatusOr<BadTree> tree = MakeBadTree(now);
  if (!tree.ok()) return tree.status();
  (*tree)["README.txt"] = {.contents = BadReadmeFile()};
  (*tree)["manifest.json"] = {.contents = BadManifestFile(now)};
  return WriteBadTree(*tree, directory);
}

Json ToJson(const BadFlags& flags, absl::Time now) {
  Json document = JsonDocument(std::nullopt, {});
  if (!flags.list) document["directory"] = flags.directory;
  document.update(BadManifest(now));
  return document;
}

std::string Describe(const std::string& directory) {
  const auto& kinds = BadKinds();
  const auto bad = std::count_if(kinds.begin(), kinds.end(),
                                 [](const BadKind& kind) { return kind.code.has_value(); });
  return absl::StrCat("wrote ", OneLine(directory), ": ", bad,
                      " kinds of bad credentials, which nobody should trust, and ",
                      kinds.size() - static_cast<size_t>(bad),
                      " good ones for control; README.txt and manifest.json say what they are\n");
}

}  // namespace

void AddBadCommand(BadFlags* flags, CLI::App* program) {
  CLI::App* bad = AddCommand(
      "bad",
      "Makes a tree of bad credentials: one folder for each fault that certificates, keys and\n"
      "roots can have, to test what a server, a client or a check makes of it.",
      program);
  bad->add_option("DIR", flags->directory, "Directory of the tree: a new or an empty one");
  bad->add_flag("--list", flags->list, "Show the kinds and write nothing");
  bad->footer(
      "Example: does the server refuse an expired client certificate?\n"
      "  certgen bad /tmp/bad\n"
      "  openssl s_client -connect localhost:8443 -cert /tmp/bad/expired/tls.crt \\\n"
      "      -key /tmp/bad/expired/tls.key -CAfile /tmp/bad/expired/ca.crt\n"
      "(with the server trusting /tmp/bad/good/ca.crt, the root of most kinds, for the test)\n\n"
      "Writes DIR/KIND/{tls.crt,tls.key,ca.crt}, DIR/README.txt and DIR/manifest.json, which has\n"
      "for each kind what is wrong, in which file, as what to check it, and the code that\n"
      "certgen verify finds. DIR/good is without fault. Every subject says DO NOT TRUST.\n\n"
      "Exit codes: 0 done, 1 failed (nothing was written), 64 usage.");
}

CommandResult RunBad(const BadFlags& flags, bool json, absl::Time now) {
  if (!flags.list) {
    if (absl::Status s = WriteTree(flags.directory, now); !s.ok()) return Failure(s, json);
  }
  CommandResult result;
  result.out = json         ? ToLine(ToJson(flags, now))
               : flags.list ? BadList()
                            : Describe(flags.directory);
  return result;
}

}  // namespace certgen
