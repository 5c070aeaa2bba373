#include "certgen/cure.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "certgen/issuance.h"
#include "certgen/pki.h"

namespace certgen {

std::string ShellWord(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) ||
           absl::StrContains("/._-+:@%=", std::string(1, static_cast<char>(c)));
  });
  return plain ? text : absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

namespace {

// Where `file` is kept, as a flag; empty where certgen looks by itself.
std::string DirectoryFlag(const CredentialFile& file) {
  const std::string& pki = file.member->pki;
  return pki == "pki" ? "" : absl::StrCat(" --dir ", ShellWord(pki));
}

// The flags that make another root like this one, where they are not the default.
std::string LikeRoot(const Certificate& root) {
  const RootOptions usual;
  const std::string name = root.common_name();
  const auto key = ParseKeyType(root.key_description());
  const int path_length = root.path_length().value_or(usual.path_length);
  std::string flags;
  if (!name.empty() && name != usual.name) absl::StrAppend(&flags, " --name ", ShellWord(name));
  if (key.ok() && *key != usual.key) absl::StrAppend(&flags, " --key ", KeyTypeName(*key));
  if (path_length != usual.path_length) absl::StrAppend(&flags, " --path-length ", path_length);
  return flags;
}

}  // namespace

std::string ForLeaf(const std::string& cure, const CredentialFile& file) {
  if (!file.member || !CheckMemberName(file.member->name).ok()) return cure;
  return absl::StrReplaceAll(
      cure, {{"certgen leaf NAME --force",
              absl::StrCat("certgen leaf ", file.member->name, " --force", DirectoryFlag(file))}});
}

std::string ReissueCommand(const CredentialFile& file, const std::string& flags) {
  const std::string more = flags.empty() ? "" : absl::StrCat(" ", flags);
  if (!file.member || !CheckMemberName(file.member->name).ok()) {
    return absl::StrCat("certgen leaf NAME --force", more);
  }
  // init knows the names of its leaf even if its certificate is past reading.
  const bool by_init = file.member->name == "leaf" && !absl::StrContains(flags, "--usage") &&
                       !absl::StrContains(flags, "--issuer");
  return absl::StrCat("certgen ", by_init ? "init" : absl::StrCat("leaf ", file.member->name),
                      " --force", DirectoryFlag(file), more);
}

std::string PlainCopyCommand(const std::string& path) {
  return absl::StrCat("openssl crl2pkcs7 -nocrl -certfile ", ShellWord(path),
                      " | openssl pkcs7 -print_certs -out ", ShellWord(path + ".pem"));
}

std::string Reissue(const CredentialFile& file, const std::string& flags) {
  return absl::StrCat("issue it again: ", ReissueCommand(file, flags));
}

std::string RestoreRoots(const std::string& general, const CredentialFile& roots_file) {
  return absl::StrCat(general, "; where this tool keeps them: ", ReissueCommand(roots_file));
}

std::string RenewRoot(const std::string& general, const CredentialFile& file,
                      const Certificate& root, const std::string& flags) {
  if (!file.member) return RestoreRoots(general, file);
  const Pki pki(file.member->pki);
  CredentialFile present;
  ReadDirectory(pki.member(kRootName).string(), {{kRootsFile, &present}});
  const absl::StatusOr<Certificate> issuer = Certificate::FromPem(present.contents);
  if (!issuer.ok() || !(*issuer == root)) return RestoreRoots(general, file);
  const size_t below = pki.Below(root).size();
  return absl::StrCat(general, below > 1 ? " (and the others below it)" : "",
                      "; where this tool keeps them: certgen root --force --orphan ", below,
                      LikeRoot(root), DirectoryFlag(file), " && ", ReissueCommand(file, flags));
}

}  // namespace certgen
