#include "certgen/extension_check.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"

namespace certgen {
namespace {

const Extension* FirstMalformed(const std::vector<Extension>& extensions) {
  const auto found = std::find_if(extensions.begin(), extensions.end(),
                                  [](const Extension& e) { return e.malformed; });
  return found == extensions.end() ? nullptr : &*found;
}

const Extension* FirstRepeated(const std::vector<Extension>& extensions) {
  for (auto e = extensions.begin(); e != extensions.end(); ++e) {
    const auto same = [e](const Extension& other) { return other.oid == e->oid; };
    if (std::any_of(extensions.begin(), e, same)) return &*e;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> WhyUnusable(const Certificate& certificate) {
  if ((X509_get_extension_flags(certificate.get()) & EXFLAG_INVALID) == 0) return std::nullopt;
  const std::vector<Extension> extensions = certificate.extensions();
  if (const Extension* malformed = FirstMalformed(extensions)) {
    return absl::StrCat("its extension ", malformed->title(), " does not decode");
  }
  if (const Extension* repeated = FirstRepeated(extensions)) {
    return absl::StrCat("its extension ", repeated->title(), " stands there twice");
  }
  if (certificate.has_key_usages() && !certificate.has_key_usage(~0U)) {
    return "its key usage has no bit set";
  }
  return "its extensions contradict each other";
}

bool CheckExtensions(const ChainFiles& files, const Ascent& ascent,
                     std::vector<Finding>* findings) {
  bool all_usable = true;
  for (const Certificate& certificate : ascent.WithRoot()) {
    const std::optional<std::string> why = WhyUnusable(certificate);
    if (!why) continue;
    all_usable = false;
    const bool is_leaf = certificate == files.chain.front();
    AddOrReplace(
        Fatal(FindingCode::kCertificateExtensionMalformed, files.FileOf(certificate), certificate,
              absl::StrCat("TLS libraries refuse ", Called(certificate), ": ", *why),
              is_leaf ? Reissue(files.file)
                      : absl::StrCat("have it issued by a CA without that (certgen root makes "
                                     "one): ",
                                     ReissueCommand(files.file, "--issuer root"))),
        findings);
  }
  return all_usable;
}

}  // namespace certgen
