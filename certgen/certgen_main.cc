// certgen: command line in, issuance.h, text or JSON out.

#include <grp.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "certgen/command_line.h"
#include "certgen/exit_code.h"
#include "certgen/issuance.h"
#include "certgen/issuance_report.h"

namespace certgen {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 done (or nothing to do), 1 failed and nothing was changed, 64 usage\n"
    "(also a malformed name or value).";

// The values of all flags, as written.
struct Flags {
  std::string dir = "pki";
  bool json = false;
  std::optional<std::string> key;
  std::string root_name = RootOptions().name;
  int root_days = RootOptions().days;
  int leaf_days = LeafOptions().days;
  int path_length = RootOptions().path_length;
  bool force = false;
  int orphans = 0;
  std::string leaf_name;
  std::string issuer = kRootName;
  std::vector<std::string> dns;
  std::vector<std::string> ip;
  std::vector<std::string> uri;
  std::optional<std::string> usage;
  std::optional<std::string> mode;
  std::string group;
};

void AddKeyFlag(Flags* flags, CLI::App* command) {
  command
      ->add_option("--key", flags->key,
                   absl::StrCat("Key type: ", absl::StrJoin(KeyTypeNames(), ", "),
                                ". Default: ", KeyTypeNames().front()))
      ->type_name("TYPE");
}

void AddLeafFlags(Flags* flags, CLI::App* command) {
  AddKeyFlag(flags, command);
  command->add_option("--days", flags->leaf_days, "Days of validity of the leaf. Default: 90")
      ->type_name("N");
  command->add_option("--dns", flags->dns, "A host name that the leaf is for")->type_name("NAME");
  command->add_option("--ip", flags->ip, "An IPv4 or IPv6 address")->type_name("ADDR");
  command->add_option("--uri", flags->uri, "A URI, such as a SPIFFE ID")->type_name("URI");
  command->add_flag("--force", flags->force, "Issue again; what is not given here stays as it is");
  command
      ->add_option("--mode", flags->mode,
                   "Mode of the private key's file, such as 0640. Default: 0600")
      ->type_name("OCTAL");
  command->add_option("--group", flags->group, "Group of the private key's file")
      ->type_name("GROUP");
}

void AddCommands(Flags* flags, CLI::App* program) {
  program->add_option("--dir", flags->dir, "Directory of all credentials. Default: pki")
      ->type_name("DIR");
  program->add_flag("--json", flags->json, "Print one JSON document instead of text");

  CLI::App* init = AddCommand(
      "init",
      "Makes a root (if there is none) and a leaf named 'leaf', for server and client. Without\n"
      "any --dns, --ip or --uri the leaf is for localhost, 127.0.0.1 and ::1.",
      program);
  AddLeafFlags(flags, init);
  init->footer(absl::StrCat("Example:\n  certgen init --dns echo.example.com --ip 10.0.0.7\n\n",
                            "Writes DIR/root/{ca.crt,ca.key} and "
                            "DIR/leaf/{tls.crt,tls.key,ca.crt}.\n\n",
                            kExitCodes));

  CLI::App* root = AddCommand("root", "Makes a root: the CA that leaves are issued by.", program);
  AddKeyFlag(flags, root);
  root->add_option("--name", flags->root_name, "Common name. Default: tls-echo root")
      ->type_name("CN");
  root->add_option("--days", flags->root_days, "Days of validity. Default: 3650")->type_name("N");
  root->add_option("--path-length", flags->path_length,
                   "How many CAs may stand between root and leaf. Default: 1")
      ->type_name("N");
  root->add_flag("--force", flags->force, "Replace the root that is there");
  root->add_option("--orphan", flags->orphans,
                   "With --force: how many leaves of the old root may stop working")
      ->type_name("N");
  root->footer(absl::StrCat("Example:\n  certgen root --name 'Example root' --key ec-p384\n\n",
                            "Writes DIR/root/{ca.crt,ca.key}. The name also gets a serialNumber "
                            "made from the key,\nso that no two roots share one.\n\n",
                            kExitCodes));

  CLI::App* leaf = AddCommand("leaf",
                              "Issues a leaf: a certificate and key for one server or client.\n"
                              "Without any --dns, --ip or --uri it is for the DNS name NAME.",
                              program);
  leaf->add_option("NAME", flags->leaf_name, "Name of its directory: [a-z0-9][a-z0-9._-]*")
      ->required();
  AddLeafFlags(flags, leaf);
  leaf->add_option("--issuer", flags->issuer,
                   "CA that issues it: a directory in DIR. Default: root")
      ->type_name("NAME");
  leaf->add_option("--usage", flags->usage, "What it is for: both, server or client. Default: both")
      ->type_name("USAGE");
  leaf->footer(absl::StrCat("Examples:\n  certgen leaf web --dns web.example.com --usage server\n",
                            "  certgen leaf alice --uri spiffe://example.com/alice\n\n",
                            "Writes DIR/NAME/{tls.crt,tls.key,ca.crt}.\n\n", kExitCodes));

  program->require_subcommand(1);
  program->footer(
      absl::StrCat("Examples:\n"
                   "  certgen init                      a root, and a leaf for localhost\n"
                   "  certgen leaf web --dns web.test   one more leaf\n"
                   "  certgen COMMAND --help            all about a command\n\n",
                   kExitCodes));
}

absl::StatusOr<std::vector<SubjectAltName>> Names(const Flags& flags) {
  std::vector<SubjectAltName> names;
  const auto add = [&names](const std::vector<std::string>& texts, auto parse) -> absl::Status {
    for (const std::string& text : texts) {
      const absl::StatusOr<SubjectAltName> name = parse(text);
      if (!name.ok()) return name.status();
      names.push_back(*name);
    }
    return absl::OkStatus();
  };
  if (absl::Status s = add(flags.dns, DnsName); !s.ok()) return s;
  if (absl::Status s = add(flags.ip, IpName); !s.ok()) return s;
  if (absl::Status s = add(flags.uri, UriName); !s.ok()) return s;
  return names;
}

absl::StatusOr<mode_t> KeyMode(const std::string& text) {
  unsigned int mode = 0;
  char rest = '\0';
  if (std::sscanf(text.c_str(), "%o%c", &mode, &rest) != 1 || text.size() > 4 ||
      (mode & ~0660U) != 0 || (mode & 0400U) == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--mode '", text, "' is no mode for a private key; choose 0400, 0440, 0600, 0640 or 0660"));
  }
  return mode;
}

absl::StatusOr<gid_t> KeyGroup(const std::string& text) {
  if (const struct group* found = getgrnam(text.c_str())) return found->gr_gid;
  unsigned int gid = 0;
  char rest = '\0';
  if (std::sscanf(text.c_str(), "%u%c", &gid, &rest) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("--group '", text, "' is neither a group here nor a number"));
  }
  return gid;
}

absl::StatusOr<RootOptions> ToRootOptions(const Flags& flags) {
  RootOptions options;
  if (flags.key) {
    const absl::StatusOr<KeyType> key = ParseKeyType(*flags.key);
    if (!key.ok()) return key.status();
    options.key = *key;
  }
  options.name = flags.root_name;
  options.days = flags.root_days;
  options.path_length = flags.path_length;
  options.force = flags.force;
  options.orphans = flags.orphans;
  return options;
}

absl::Status SetFromFlags(const Flags& flags, LeafOptions* options) {
  if (flags.key) {
    const absl::StatusOr<KeyType> key = ParseKeyType(*flags.key);
    if (!key.ok()) return key.status();
    options->key = *key;
  }
  if (flags.usage) {
    const absl::StatusOr<Usage> usage = ParseUsage(*flags.usage);
    if (!usage.ok()) return usage.status();
    options->usage = *usage;
  }
  if (flags.mode) {
    const absl::StatusOr<mode_t> mode = KeyMode(*flags.mode);
    if (!mode.ok()) return mode.status();
    options->access.mode = *mode;
  }
  if (!flags.group.empty()) {
    const absl::StatusOr<gid_t> group = KeyGroup(flags.group);
    if (!group.ok()) return group.status();
    options->access.group = *group;
  }
  absl::StatusOr<std::vector<SubjectAltName>> names = Names(flags);
  if (!names.ok()) return names.status();
  if (!names->empty()) options->names = *std::move(names);
  options->issuer = flags.issuer;
  options->days = flags.leaf_days;
  options->force = flags.force;
  return absl::OkStatus();
}

// The leaf as it is if it is to be issued again, else a new one; then the flags.
absl::StatusOr<LeafOptions> ToLeafOptions(const Pki& pki, const std::string& name,
                                          const Flags& flags) {
  LeafOptions options;
  options.name = name;
  if (flags.force) options = OptionsOf(pki, name).value_or(options);
  if (absl::Status s = SetFromFlags(flags, &options); !s.ok()) return s;
  return options;
}

absl::StatusOr<Issuance> RunInit(const Flags& flags) {
  const Pki pki(flags.dir);
  absl::StatusOr<LeafOptions> leaf = ToLeafOptions(pki, "leaf", flags);
  if (!leaf.ok()) return leaf.status();
  RootOptions root;
  root.key = leaf->key;
  if (leaf->names.empty()) {
    leaf->names = {*DnsName("localhost"), *IpName("127.0.0.1"), *IpName("::1")};
  }
  return MakeRootAndLeaf(pki, root, *leaf, absl::Now());
}

absl::StatusOr<Issuance> RunRoot(const Flags& flags) {
  const absl::StatusOr<RootOptions> root = ToRootOptions(flags);
  if (!root.ok()) return root.status();
  return MakeRoot(Pki(flags.dir), *root, absl::Now());
}

absl::StatusOr<Issuance> RunLeaf(const Flags& flags) {
  const Pki pki(flags.dir);
  if (absl::Status s = CheckMemberName(flags.leaf_name); !s.ok()) return s;
  absl::StatusOr<LeafOptions> leaf = ToLeafOptions(pki, flags.leaf_name, flags);
  if (!leaf.ok()) return leaf.status();
  if (leaf->names.empty()) {
    const absl::StatusOr<SubjectAltName> name = DnsName(leaf->name);
    if (!name.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          name.status().message(), "; give the leaf's names with --dns, --ip or --uri"));
    }
    leaf->names = {*name};
  }
  return MakeLeaf(pki, *leaf, absl::Now());
}

int Run(int argc, const char* const* argv) {
  Flags flags;
  CLI::App program;
  PrepareProgram("certgen", "Makes a root and leaf certificates that every TLS verifier accepts.",
                 &program);
  AddCommands(&flags, &program);
  const ParseOutcome parsed = ParseCommandLine("CERTGEN", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;

  const std::string command = program.get_subcommands().front()->get_name();
  absl::StatusOr<Issuance> issuance;
  if (command == "init") issuance = RunInit(flags);
  if (command == "root") issuance = RunRoot(flags);
  if (command == "leaf") issuance = RunLeaf(flags);
  if (!issuance.ok()) {
    const std::string message(issuance.status().message());
    if (flags.json) {
      const JsonError error = {absl::StatusCodeToString(issuance.status().code()), message, ""};
      std::fputs(ToLine(JsonDocument(error, {})).c_str(), stdout);
    }
    std::fprintf(stderr, "certgen: %s\n", message.c_str());
    return issuance.status().code() == absl::StatusCode::kInvalidArgument ? kExitUsage
                                                                          : kExitFailed;
  }
  for (const std::string& note : issuance->notes) {
    std::fprintf(stderr, "certgen: %s\n", note.c_str());
  }
  std::fputs(flags.json ? ToLine(ToJson(*issuance)).c_str() : Describe(*issuance).c_str(), stdout);
  return kExitDone;
}

}  // namespace
}  // namespace certgen

int main(int argc, char** argv) { return certgen::Run(argc, argv); }
