#include "certgen/bad_files.h"

#include <utility>

namespace certgen {
namespace {

// The leaf first, the root last.
absl::StatusOr<std::vector<CertifiedKey>> IssueAll(const ChainPlan& plan, const BadSource& source) {
  std::vector<CertifiedKey> all(plan.chain.size() + 1);
  all.back() = source.root;
  if (plan.root) {
    absl::StatusOr<CertifiedKey> root = SelfSign(*plan.root, source.now);
    if (!root.ok()) return root.status();
    all.back() = *std::move(root);
  }
  for (size_t i = plan.chain.size(); i-- > 0;) {
    absl::StatusOr<CertifiedKey> issued = IssueDefective(plan.chain[i], all[i + 1], source.now);
    if (!issued.ok()) return issued.status();
    all[i] = *std::move(issued);
  }
  return all;
}

std::string Certificates(const std::vector<CertifiedKey>& all, const std::vector<size_t>& which) {
  std::string pem;
  for (const size_t i : which) pem += all[i].certificate;
  return pem;
}

struct Made {
  BadFiles files;
  CertifiedKey leaf;
};

absl::StatusOr<Made> Make(const ChainPlan& plan, const BadSource& source) {
  const absl::StatusOr<std::vector<CertifiedKey>> all = IssueAll(plan, source);
  if (!all.ok()) return all.status();
  const size_t root = plan.chain.size();
  std::vector<size_t> presented = plan.presented;
  if (presented.empty()) {
    for (size_t i = 0; i < root; ++i) presented.push_back(i);
  }
  const std::vector<size_t> trusted = plan.trusted.empty() ? std::vector{root} : plan.trusted;
  Made made;
  made.leaf = all->front();
  made.files.cert.contents = Certificates(*all, presented);
  made.files.key = {.contents = made.leaf.key, .mode = 0600};
  made.files.ca.contents = Certificates(*all, trusted);
  return made;
}

// A file keeps its mode when a regular one takes its place.
MakeBadFiles FileIs(BadFile BadFiles::*file, const Replacement& replacement,
                    const ChainPlan& plan) {
  return [=](const BadSource& source) -> absl::StatusOr<BadFiles> {
    absl::StatusOr<Made> made = Make(plan, source);
    if (!made.ok()) return made.status();
    absl::StatusOr<BadFile> instead = replacement(made->leaf, source);
    if (!instead.ok()) return instead.status();
    instead->mode = (made->files.*file).mode;
    made->files.*file = *std::move(instead);
    return std::move(made->files);
  };
}

Replacement Just(const BadFile& file) {
  return [file](const CertifiedKey&, const BadSource&) { return file; };
}

}  // namespace

absl::StatusOr<BadSource> NewBadSource(absl::Time now) {
  absl::StatusOr<CertifiedKey> root = SelfSign({.common_name = "root", .ca = true}, now);
  if (!root.ok()) return root.status();
  return BadSource{now, *std::move(root)};
}

MakeBadFiles Chain(const ChainPlan& plan) {
  return [plan](const BadSource& source) -> absl::StatusOr<BadFiles> {
    absl::StatusOr<Made> made = Make(plan, source);
    if (!made.ok()) return made.status();
    return std::move(made->files);
  };
}

MakeBadFiles Leaf(const DefectiveCertificate& leaf) { return Chain({.chain = {leaf}}); }

MakeBadFiles CertificateIs(const Replacement& replacement, const ChainPlan& plan) {
  return FileIs(&BadFiles::cert, replacement, plan);
}

MakeBadFiles KeyIs(const Replacement& replacement, const ChainPlan& plan) {
  return FileIs(&BadFiles::key, replacement, plan);
}

MakeBadFiles RootsAre(const Replacement& replacement, const ChainPlan& plan) {
  return FileIs(&BadFiles::ca, replacement, plan);
}

MakeBadFiles Altered(const MakeBadFiles& make, void (*alter)(BadFiles* files)) {
  return [=](const BadSource& source) {
    absl::StatusOr<BadFiles> files = make(source);
    if (files.ok()) alter(&*files);
    return files;
  };
}

Replacement Absent() { return Just({.kind = BadFile::Kind::kAbsent}); }

Replacement Folder() { return Just({.kind = BadFile::Kind::kFolder}); }

Replacement LinkTo(const std::string& target) {
  return Just({.contents = target, .kind = BadFile::Kind::kLink});
}

Replacement Text(const std::string& contents) { return Just({.contents = contents}); }

Replacement GrownTo(size_t size, const Replacement& replacement) {
  return [=](const CertifiedKey& leaf, const BadSource& source) {
    absl::StatusOr<BadFile> file = replacement(leaf, source);
    if (file.ok()) file->size = size;
    return file;
  };
}

Replacement TheCertificate() {
  return [](const CertifiedKey& leaf, const BadSource&) {
    return BadFile{.contents = leaf.certificate};
  };
}

Replacement TheKey() {
  return [](const CertifiedKey& leaf, const BadSource&) { return BadFile{.contents = leaf.key}; };
}

Replacement As(absl::StatusOr<std::string> (*convert)(const CertifiedKey& leaf)) {
  return [convert](const CertifiedKey& leaf, const BadSource&) -> absl::StatusOr<BadFile> {
    absl::StatusOr<std::string> contents = convert(leaf);
    if (!contents.ok()) return contents.status();
    return BadFile{.contents = *std::move(contents)};
  };
}

Replacement Changed(std::string (*change)(const std::string& pem), const Replacement& replacement) {
  return [=](const CertifiedKey& leaf, const BadSource& source) {
    absl::StatusOr<BadFile> file = replacement(leaf, source);
    if (file.ok()) file->contents = change(file->contents);
    return file;
  };
}

Replacement CertificateOf(const DefectiveCertificate& other) {
  return [other](const CertifiedKey&, const BadSource& source) -> absl::StatusOr<BadFile> {
    absl::StatusOr<CertifiedKey> pair = SelfSign(other, source.now);
    if (!pair.ok()) return pair.status();
    return BadFile{.contents = std::move(pair->certificate)};
  };
}

Replacement AnotherKey(const std::string& kind) {
  return [kind](const CertifiedKey&, const BadSource&) -> absl::StatusOr<BadFile> {
    absl::StatusOr<std::string> key = NewKey(kind);
    if (!key.ok()) return key.status();
    return BadFile{.contents = *std::move(key)};
  };
}

Replacement Joined(const std::vector<Replacement>& parts) {
  return [parts](const CertifiedKey& leaf, const BadSource& source) -> absl::StatusOr<BadFile> {
    BadFile joined;
    for (const Replacement& part : parts) {
      const absl::StatusOr<BadFile> file = part(leaf, source);
      if (!file.ok()) return file.status();
      joined.contents += file->contents;
    }
    return joined;
  };
}

Replacement SharedRoot() {
  return [](const CertifiedKey&, const BadSource& source) {
    return BadFile{.contents = source.root.certificate};
  };
}

}  // namespace certgen
