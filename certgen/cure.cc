#include "certgen/cure.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "certgen/pki.h"

namespace certgen {

std::string ShellWord(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) ||
           absl::StrContains("/._-+:@%=", std::string(1, static_cast<char>(c)));
  });
  return plain ? text : absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

std::string ReissueCommand(const CredentialFile& file, const std::string& flags) {
  const std::string more = flags.empty() ? "" : absl::StrCat(" ", flags);
  if (file.in_links_place) {
    CredentialFile link = file;
    link.in_links_place = false;
    return absl::StrCat("mv ", ShellWord(file.path), " ", ShellWord(file.path + ".old"), " && ",
                        ReissueCommand(link, flags));
  }
  if (!file.member || !CheckMemberName(file.member->name).ok()) {
    return absl::StrCat("certgen leaf NAME --force", more);
  }
  const std::string& pki = file.member->pki;
  // init knows the names of its leaf even if its certificate is past reading.
  const bool by_init = file.member->name == "leaf" && !absl::StrContains(flags, "--usage") &&
                       !absl::StrContains(flags, "--issuer");
  return absl::StrCat("certgen ", by_init ? "init" : absl::StrCat("leaf ", file.member->name),
                      " --force", pki == "pki" ? "" : absl::StrCat(" --dir ", ShellWord(pki)),
                      more);
}

std::string Reissue(const CredentialFile& file, const std::string& flags) {
  return absl::StrCat("issue it again: ", ReissueCommand(file, flags));
}

std::string RestoreRoots(const std::string& general, const CredentialFile& roots_file) {
  return absl::StrCat(general, "; where certgen keeps them: ", ReissueCommand(roots_file));
}

}  // namespace certgen
