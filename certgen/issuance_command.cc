#include "certgen/issuance_command.h"

#include "absl/strings/str_cat.h"
#include "certgen/issuance.h"
#include "certgen/issuance_report.h"

namespace certgen {
namespace {

using Say = std::function<void(const std::string&)>;

void SayWhatTakesLong(KeyType key, const Say& say) {
  if (KeyTypeName(key).rfind("rsa", 0) != 0) return;
  say(absl::StrCat("looking for the primes of an ", KeyTypeName(key), " key..."));
}

absl::StatusOr<Issuance> RunInit(const CertgenFlags& flags, absl::Time now, const Say& say) {
  const Pki pki(flags.dir);
  absl::StatusOr<LeafOptions> leaf = ToLeafOptions(pki, "leaf", flags);
  if (!leaf.ok()) return leaf.status();
  RootOptions root;
  root.key = leaf->key;
  if (leaf->names.empty()) {
    leaf->names = {*DnsName("localhost"), *IpName("127.0.0.1"), *IpName("::1")};
  }
  SayWhatTakesLong(leaf->key, say);
  return MakeRootAndLeaf(pki, root, *leaf, now);
}

absl::StatusOr<Issuance> RunRoot(const CertgenFlags& flags, absl::Time now, const Say& say) {
  const absl::StatusOr<RootOptions> root = ToRootOptions(flags);
  if (!root.ok()) return root.status();
  SayWhatTakesLong(root->key, say);
  return MakeRoot(Pki(flags.dir), *root, now);
}

absl::StatusOr<Issuance> RunLeaf(const CertgenFlags& flags, absl::Time now, const Say& say) {
  const Pki pki(flags.dir);
  if (absl::Status s = CheckMemberName(flags.leaf_name); !s.ok()) return s;
  absl::StatusOr<LeafOptions> leaf = ToLeafOptions(pki, flags.leaf_name, flags);
  if (!leaf.ok()) return leaf.status();
  if (leaf->names.empty()) {
    const absl::StatusOr<SubjectAltName> name = DnsName(leaf->name);
    if (!name.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          name.status().message(), "; give the leaf's names with --dns, --ip, --uri or --service"));
    }
    leaf->names = {*name};
  }
  SayWhatTakesLong(leaf->key, say);
  return MakeLeaf(pki, *leaf, now);
}

}  // namespace

CommandResult RunIssuance(const std::string& command, const CertgenFlags& flags, absl::Time now,
                          const Say& say) {
  const auto run = command == "init" ? RunInit : command == "root" ? RunRoot : RunLeaf;
  const absl::StatusOr<Issuance> issuance = run(flags, now, say);
  if (!issuance.ok()) return Failure(issuance.status(), flags.json);
  CommandResult result;
  for (const std::string& note : issuance->notes) {
    absl::StrAppend(&result.err, "certgen: ", note, "\n");
  }
  result.out = flags.json ? ToLine(ToJson(*issuance)) : Describe(*issuance);
  return result;
}

}  // namespace certgen
