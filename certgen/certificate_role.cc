#include "certgen/certificate_role.h"

#include <variant>

namespace certgen {
namespace {

std::vector<std::string> TextsOf(const std::vector<Extension>& extensions,
                                 const std::string& name) {
  std::vector<std::string> texts;
  for (const Extension& extension : extensions) {
    if (extension.name != name || !extension.value) continue;
    const auto* list = std::get_if<DecodedValue::List>(&extension.value->value);
    if (list == nullptr) continue;
    for (const DecodedValue& item : *list) texts.push_back(ToString(item));
  }
  return texts;
}

}  // namespace

std::string RoleInWords(const Certificate& certificate) {
  if (!certificate.is_ca()) return certificate.is_self_issued() ? "self-signed leaf" : "leaf";
  return certificate.is_self_issued() ? "root CA" : "intermediate CA";
}

std::vector<std::string> UsesOf(const std::vector<Extension>& extensions) {
  std::vector<std::string> uses = TextsOf(extensions, "extendedKeyUsage");
  for (std::string& use : uses) {
    if (use == "serverAuth") use = "server";
    if (use == "clientAuth") use = "client";
  }
  return uses;
}

std::vector<std::string> KeyUsesOf(const std::vector<Extension>& extensions) {
  return TextsOf(extensions, "keyUsage");
}

}  // namespace certgen
