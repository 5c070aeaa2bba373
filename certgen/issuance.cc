#include "certgen/issuance.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/credential_files.h"
#include "certgen/difference.h"
#include "certgen/issuer.h"
#include "certgen/proof.h"
#include "certgen/write_rules.h"

namespace certgen {
namespace {

// Apple's limit for TLS servers under roots that users added; the one others
// follow.
constexpr int kManyDays = 825;

CaRequest ToRequest(const RootOptions& options, absl::Time now) {
  return {options.name, options.path_length, ValidFor(options.days, now)};
}

LeafRequest ToRequest(const LeafOptions& options, absl::Time now) {
  return {options.names, options.usage, ValidFor(options.days, now)};
}

// What can be said of a request before there is a key: everything.
absl::Status CheckRequestOf(const LeafOptions& options, absl::Time now) {
  if (absl::Status s = CheckMemberName(options.name); !s.ok()) return s;
  if (options.issuer != kRootName) {
    if (absl::Status s = CheckMemberName(options.issuer); !s.ok()) return s;
  }
  if (options.days < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.days, " days make no validity; give at least 1"));
  }
  return CheckLeafRequest(ToRequest(options, now));
}

absl::StatusOr<Issued> PublishRoot(const Pki& pki, const RootOptions& options, absl::Time now,
                                   std::vector<std::string>* notes) {
  const absl::StatusOr<PrivateKey> key = PrivateKey::Generate(options.key);
  if (!key.ok()) return key.status();
  const absl::StatusOr<Certificate> root = IssueRoot(ToRequest(options, now), *key);
  if (!root.ok()) return root.status();
  const absl::StatusOr<std::string> key_pem = key->ToPem();
  if (!key_pem.ok()) return key_pem.status();
  Publication publication;
  publication.directory = pki.member(kRootName);
  publication.files = {{kRootsFile, root->ToPem()}, {kCaKeyFile, *key_pem, /*secret=*/true}};
  publication.now = now;
  publication.prove = [now](const std::filesystem::path& staged) { return ProveRoot(staged, now); };
  if (absl::Status s = Publish(publication, notes); !s.ok()) return s;
  return Issued{kRootName, publication.directory, *root, /*written=*/true};
}

absl::StatusOr<Issued> PublishLeaf(const Pki& pki, const Issuer& issuer, const LeafOptions& options,
                                   absl::Time now, std::vector<std::string>* notes) {
  const absl::StatusOr<PrivateKey> key = PrivateKey::Generate(options.key);
  if (!key.ok()) return key.status();
  const absl::StatusOr<Certificate> leaf = issuer.IssueLeaf(ToRequest(options, now), *key);
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<std::string> key_pem = key->ToPem();
  if (!key_pem.ok()) return key_pem.status();
  std::string chain = leaf->ToPem();
  for (const Certificate& intermediate : issuer.intermediates()) chain += intermediate.ToPem();
  Publication publication;
  publication.directory = pki.member(options.name);
  publication.files = {{kCertificateFile, chain},
                       {kPrivateKeyFile, *key_pem, /*secret=*/true},
                       {kRootsFile, issuer.root().ToPem()}};
  publication.access = options.access;
  publication.now = now;
  publication.prove = [&options, now](const std::filesystem::path& staged) {
    return ProveLeaf(staged, options.names, options.usage, now);
  };
  if (absl::Status s = Publish(publication, notes); !s.ok()) return s;
  return Issued{options.name, publication.directory, *leaf, /*written=*/true};
}

// Before keys are made: something of ours or nothing stands there, and nobody
// else can replace what will.
absl::Status CheckPlace(const std::filesystem::path& directory) {
  if (absl::Status s = CheckPublishable(directory); !s.ok()) return s;
  return CheckSafeToWrite(directory);
}

void NoteValidity(const LeafOptions& options, const Certificate& leaf, absl::Time now,
                  std::vector<std::string>* notes) {
  if (options.days > kManyDays) {
    notes->push_back(absl::StrCat("warning: --days ", options.days, " is more than ", kManyDays,
                                  ", the most that some TLS clients accept of a server"));
  }
  if (leaf.not_after() < ValidFor(options.days, now).not_after) {
    notes->push_back(absl::StrCat("note: ", options.name, " ends with its issuer at ",
                                  Rfc3339(leaf.not_after()), ", before the ", options.days,
                                  " days asked for"));
  }
}

// With the lock held.
absl::StatusOr<Issued> LeafUnderLock(const Pki& pki, const LeafOptions& options, absl::Time now,
                                     std::vector<std::string>* notes) {
  const absl::StatusOr<Issuer> issuer = pki.LoadIssuer(options.issuer, now);
  if (!issuer.ok()) return issuer.status();
  const std::filesystem::path directory = pki.member(options.name);
  if (pki.IsCa(options.name)) {
    return absl::AlreadyExistsError(
        absl::StrCat(directory.string(), " is a CA; choose another name for the leaf"));
  }
  if (absl::Status s = CheckPlace(directory); !s.ok()) return s;
  if (pki.Has(options.name) && !options.force) {
    const std::string difference = LeafDifference(pki, *issuer, options, now);
    if (!difference.empty()) {
      return absl::AlreadyExistsError(
          absl::StrCat(directory.string(), " is there and is not what was asked for (", difference,
                       "); to issue it again, add --force"));
    }
    CredentialFile certificate_file;
    ReadDirectory(directory.string(), {{kCertificateFile, &certificate_file}});
    const absl::StatusOr<Certificate> leaf = Certificate::FromPem(certificate_file.contents);
    if (!leaf.ok()) return leaf.status();
    return Issued{options.name, directory, *leaf, /*written=*/false};
  }
  absl::StatusOr<Issued> issued = PublishLeaf(pki, *issuer, options, now, notes);
  if (issued.ok()) NoteValidity(options, issued->certificate, now, notes);
  return issued;
}

absl::StatusOr<Certificate> LoadRoot(const Pki& pki, absl::Time now) {
  absl::StatusOr<Issuer> root = pki.LoadIssuer(kRootName, now);
  if (!root.ok()) return root.status();
  return root->certificate();
}

// The days that were asked for; fewer if the issuer's end cut them, and then the
// last one counts as whole.
int WholeDays(const Certificate& certificate) {
  const absl::Duration validity =
      certificate.not_after() + absl::Seconds(1) - certificate.not_before();
  return static_cast<int>(absl::Ceil(validity, absl::Hours(24)) / absl::Hours(24));
}

// A root may be replaced only by somebody who knows what stops working.
absl::Status CheckOrphans(const Pki& pki, const RootOptions& options) {
  CredentialFile file;
  ReadDirectory(pki.member(kRootName).string(), {{kRootsFile, &file}});
  const absl::StatusOr<Certificate> root = Certificate::FromPem(file.contents);
  if (!root.ok()) return absl::OkStatus();  // an unreadable root vouches for nothing
  const std::vector<std::string> below = pki.Below(*root);
  if (options.orphans == static_cast<int>(below.size())) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("a new root orphans ", below.size(),
                   below.size() == 1 ? " leaf: " : " leaves: ", absl::StrJoin(below, ", "),
                   "; they stop being accepted until they are issued again. To go "
                   "on, add --orphan ",
                   below.size()));
}

}  // namespace

std::optional<LeafOptions> OptionsOf(const Pki& pki, const std::string& name) {
  CredentialFile file;
  // What was issued here, even if somebody put another certificate before it.
  ReadDirectory((pki.member(name) / "..data").string(), {{kCertificateFile, &file}});
  if (file.contents.empty()) ReadDirectory(pki.member(name).string(), {{kCertificateFile, &file}});
  const absl::StatusOr<Certificate> leaf = Certificate::FromPem(file.contents);
  if (!leaf.ok()) return std::nullopt;
  LeafOptions options;
  options.name = name;
  options.names = Issuable(leaf->names());
  options.usage = UsageOf(*leaf);
  // Some end before they begin.
  if (WholeDays(*leaf) >= 1) options.days = WholeDays(*leaf);
  options.issuer = pki.IssuerOf(*leaf).value_or(options.issuer);
  struct stat key = {};
  if (stat((pki.member(name) / kPrivateKeyFile).c_str(), &key) == 0) {
    // Not what others were let read by accident.
    options.access.mode = (key.st_mode & 0660) | 0400;
    if (key.st_gid != getegid()) options.access.group = key.st_gid;
  }
  // Types that certgen does not make are replaced by its default.
  options.key = ParseKeyType(leaf->key_description()).value_or(options.key);
  return options;
}

absl::StatusOr<Issuance> MakeRoot(const Pki& pki, const RootOptions& options, absl::Time now) {
  if (absl::Status s = CheckCaRequest(ToRequest(options, now)); !s.ok()) return s;
  const absl::StatusOr<PkiLock> lock = pki.Lock();
  if (!lock.ok()) return lock.status();
  if (absl::Status s = CheckPlace(pki.member(kRootName)); !s.ok()) return s;
  Issuance issuance;
  if (pki.Has(kRootName) && !options.force) {
    const absl::StatusOr<Certificate> root = LoadRoot(pki, now);
    if (!root.ok()) return root.status();
    const std::string difference = RootDifference(*root, options);
    if (!difference.empty()) {
      return absl::AlreadyExistsError(absl::StrCat(pki.member(kRootName).string(),
                                                   " is there and is not what was asked for (",
                                                   difference, "); to replace it, add --force"));
    }
    issuance.issued.push_back({kRootName, pki.member(kRootName), *root, /*written=*/false});
    return issuance;
  }
  if (pki.Has(kRootName)) {
    if (absl::Status s = CheckOrphans(pki, options); !s.ok()) return s;
  }
  absl::StatusOr<Issued> root = PublishRoot(pki, options, now, &issuance.notes);
  if (!root.ok()) return root.status();
  issuance.issued.push_back(*std::move(root));
  return issuance;
}

absl::StatusOr<Issuance> MakeLeaf(const Pki& pki, const LeafOptions& options, absl::Time now) {
  if (absl::Status s = CheckRequestOf(options, now); !s.ok()) return s;
  // An empty place is left empty.
  if (!pki.directory().empty() && !pki.Has(options.issuer)) {
    // It may have come to be between the two looks.
    if (absl::Status s = pki.LoadIssuer(options.issuer, now).status(); !s.ok()) return s;
  }
  const absl::StatusOr<PkiLock> lock = pki.Lock();
  if (!lock.ok()) return lock.status();
  Issuance issuance;
  absl::StatusOr<Issued> leaf = LeafUnderLock(pki, options, now, &issuance.notes);
  if (!leaf.ok()) return leaf.status();
  issuance.issued.push_back(*std::move(leaf));
  return issuance;
}

absl::StatusOr<Issuance> MakeRootAndLeaf(const Pki& pki, const RootOptions& root,
                                         const LeafOptions& leaf, absl::Time now) {
  if (absl::Status s = CheckRequestOf(leaf, now); !s.ok()) return s;
  if (absl::Status s = CheckCaRequest(ToRequest(root, now)); !s.ok()) return s;
  const absl::StatusOr<PkiLock> lock = pki.Lock();
  if (!lock.ok()) return lock.status();
  // Before the root is made: it must not stay behind when the leaf is refused.
  if (absl::Status s = CheckPlace(pki.member(leaf.name)); !s.ok()) return s;
  Issuance issuance;
  if (pki.Has(kRootName)) {
    const absl::StatusOr<Certificate> existing = LoadRoot(pki, now);
    if (!existing.ok()) return existing.status();
    issuance.issued.push_back({kRootName, pki.member(kRootName), *existing, /*written=*/false});
  } else {
    absl::StatusOr<Issued> made = PublishRoot(pki, root, now, &issuance.notes);
    if (!made.ok()) return made.status();
    issuance.issued.push_back(*std::move(made));
  }
  absl::StatusOr<Issued> issued = LeafUnderLock(pki, leaf, now, &issuance.notes);
  if (!issued.ok()) return issued.status();
  issuance.issued.push_back(*std::move(issued));
  return issuance;
}

}  // namespace certgen
