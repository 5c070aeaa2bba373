#include "certgen/certgen_flags.h"

#include <grp.h>

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/service_names.h"

namespace certgen {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 done (or nothing to do), 1 failed (what was there is as it was), 64 usage\n"
    "(also a malformed name or value).";

void AddKeyFlag(CertgenFlags* flags, CLI::App* command) {
  command
      ->add_option("--key", flags->key,
                   absl::StrCat("Key type: ", absl::StrJoin(KeyTypeNames(), ", "),
                                ". Default: ", KeyTypeNames().front()))
      ->type_name("TYPE");
}

void AddLeafFlags(CertgenFlags* flags, CLI::App* command) {
  AddKeyFlag(flags, command);
  command->add_option("--days", flags->leaf_days, "Days of validity of the leaf. Default: 90")
      ->type_name("N");
  // One value each time, or a list would swallow the NAME that follows it.
  const auto add_names = [command](const char* flag, std::vector<std::string>* names,
                                   const char* what, const char* type) {
    command->add_option(flag, *names, what)->type_name(type)->allow_extra_args(false);
  };
  add_names("--dns", &flags->dns, "A host name that the leaf is for", "NAME");
  add_names("--ip", &flags->ip, "An IPv4 or IPv6 address", "ADDR");
  add_names("--uri", &flags->uri, "A URI, such as a SPIFFE ID", "URI");
  add_names("--service", &flags->services,
            "A Kubernetes Service: all names that the cluster's DNS has for it and its pods", "S");
  CLI::Option* name_space = command
                                ->add_option("--namespace", flags->name_space,
                                             "Namespace of every --service. Default: default")
                                ->type_name("N")
                                ->check(RefuseEmpty, "");
  // A variable may be set for other commands; what is written here is meant here.
  command->callback([flags, name_space] { flags->name_space_written = name_space->count() > 0; });
  command->add_flag("--force", flags->force, "Issue again; what is not given here stays as it is");
  command
      ->add_option("--mode", flags->mode,
                   "Mode of the private key's file, such as 0640. Default: 0600")
      ->type_name("OCTAL");
  command->add_option("--group", flags->group, "Group of the private key's file")
      ->type_name("GROUP");
}

absl::StatusOr<std::vector<SubjectAltName>> Names(const CertgenFlags& flags) {
  if (flags.name_space_written && flags.services.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--namespace '", *flags.name_space,
                     "' is given without --service; name the Service that is in it with --service, "
                     "or leave it off"));
  }
  std::vector<SubjectAltName> names;
  for (const std::string& service : flags.services) {
    const absl::StatusOr<std::vector<SubjectAltName>> of_service =
        ServiceNames(service, flags.name_space.value_or(kDefaultNamespace));
    if (!of_service.ok()) return of_service.status();
    names.insert(names.end(), of_service->begin(), of_service->end());
  }
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
  const bool octal = text.find_first_not_of("01234567") == std::string::npos;
  const mode_t mode =
      octal && text.size() <= 4 ? static_cast<mode_t>(std::strtoul(text.c_str(), nullptr, 8)) : 0;
  if ((mode & ~0660U) != 0 || (mode & 0400U) == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--mode '", text, "' is no mode for a private key; choose 0400, 0440, 0600, 0640 or 0660"));
  }
  return mode;
}

absl::StatusOr<gid_t> KeyGroup(const std::string& text) {
  if (const struct group* found = getgrnam(text.c_str())) return found->gr_gid;
  unsigned int gid = 0;
  // The last number stands for "leave it as it is".
  if (!absl::ascii_isdigit(static_cast<unsigned char>(text.front())) ||
      !absl::SimpleAtoi(text, &gid) || gid == ~0U) {
    return absl::InvalidArgumentError(
        absl::StrCat("--group '", text, "' is neither a group here nor a number"));
  }
  return gid;
}

absl::Status SetFromFlags(const CertgenFlags& flags, LeafOptions* options) {
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
  if (flags.issuer) options->issuer = *flags.issuer;
  if (flags.leaf_days) options->days = *flags.leaf_days;
  options->force = flags.force;
  return absl::OkStatus();
}

}  // namespace

void AddCommands(CertgenFlags* flags, CLI::App* program) {
  program->add_option("--dir", flags->dir, "Directory of all credentials. Default: pki")
      ->type_name("DIR");
  program->add_flag("--json", flags->json, "Print one JSON document instead of text");

  CLI::App* init = AddCommand(
      "init",
      "Makes a root (if there is none) and a leaf named 'leaf', for server and client. Without\n"
      "any --dns, --ip, --uri or --service the leaf is for localhost, 127.0.0.1 and ::1.",
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

  CLI::App* leaf =
      AddCommand("leaf",
                 "Issues a leaf: a certificate and key for one server or client.\n"
                 "Without any --dns, --ip, --uri or --service it is for the DNS name NAME.",
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
                            "  certgen leaf alice --uri spiffe://example.com/alice\n",
                            "  certgen leaf echo-tls --service echo --service echo-headless "
                            "--namespace prod\n\n",
                            "--service S --namespace N stands for the DNS names S, S.N, S.N.svc,\n"
                            "S.N.svc.cluster.local and *.S.N.svc.cluster.local (the pods of a "
                            "headless Service).\n\n",
                            "Writes DIR/NAME/{tls.crt,tls.key,ca.crt}.\n\n", kExitCodes));

  program->require_subcommand(1);
  program->footer(
      absl::StrCat("Examples:\n"
                   "  certgen init                      a root, and a leaf for localhost\n"
                   "  certgen leaf web --dns web.test   one more leaf\n"
                   "  certgen list                      all there is, and the days left\n"
                   "  certgen inspect FILE              what is in a file of certificates or keys\n"
                   "  certgen export web --format k8s-secret   a leaf as a Secret for kubectl\n"
                   "  certgen COMMAND --help            all about a command\n\n",
                   kExitCodes));
}

absl::StatusOr<RootOptions> ToRootOptions(const CertgenFlags& flags) {
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

absl::StatusOr<LeafOptions> ToLeafOptions(const Pki& pki, const std::string& name,
                                          const CertgenFlags& flags) {
  LeafOptions options;
  options.name = name;
  if (flags.force) options = OptionsOf(pki, name).value_or(options);
  if (absl::Status s = SetFromFlags(flags, &options); !s.ok()) return s;
  return options;
}

}  // namespace certgen
