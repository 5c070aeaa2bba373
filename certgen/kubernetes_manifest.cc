#include "certgen/kubernetes_manifest.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace certgen {
namespace {

// The emitter knows what is a string to YAML 1.2's plainest schema; kubectl's reader is of 1.1,
// to which an object called `on` or `123` has no name.
bool IsTextToEveryReader(const std::string& text) {
  constexpr std::array kOtherThanText = {"null", "true", "false", "yes", "no",
                                         "on",   "off",  "y",     "n"};
  return !text.empty() && absl::ascii_isalpha(static_cast<unsigned char>(text.front())) &&
         std::find(kOtherThanText.begin(), kOtherThanText.end(), absl::AsciiStrToLower(text)) ==
             kOtherThanText.end();
}

void Emit(const Json& value, YAML::Emitter* out) {
  if (value.is_object()) {
    *out << YAML::BeginMap;
    for (const auto& [key, member] : value.items()) {
      *out << YAML::Key << key << YAML::Value;
      Emit(member, out);
    }
    *out << YAML::EndMap;
    return;
  }
  const auto text = value.get<std::string>();
  if (text.find('\n') != std::string::npos) {
    *out << YAML::Literal;
  } else if (!IsTextToEveryReader(text)) {
    *out << YAML::DoubleQuoted;
  }
  *out << text;
}

}  // namespace

std::string KindName(ExportKind kind) {
  return kind == ExportKind::kSecret ? "Secret" : "ConfigMap";
}

Json ToManifest(const KubernetesObject& object) {
  const bool secret = object.kind == ExportKind::kSecret;
  Json manifest;
  manifest["apiVersion"] = "v1";
  manifest["kind"] = KindName(object.kind);
  manifest["metadata"]["name"] = object.name;
  if (object.name_space) manifest["metadata"]["namespace"] = *object.name_space;
  manifest["metadata"]["labels"]["app.kubernetes.io/managed-by"] = "certgen";
  if (secret) manifest["type"] = "kubernetes.io/tls";
  for (const auto& [file, contents] : object.data) {
    manifest["data"][file] = secret ? absl::Base64Escape(contents) : contents;
  }
  return manifest;
}

absl::StatusOr<std::string> ToYaml(const Json& manifest) {
  try {
    YAML::Emitter out;
    Emit(manifest, &out);
    if (!out.good()) return absl::InternalError("cannot write YAML: " + out.GetLastError());
    std::string yaml = out.c_str();
    if (!yaml.ends_with('\n')) yaml += '\n';
    return yaml;
  } catch (const YAML::Exception& error) {
    return absl::InternalError(absl::StrCat("cannot write YAML: ", error.what()));
  } catch (const Json::exception& error) {
    return absl::InternalError(absl::StrCat("cannot write YAML: ", error.what()));
  }
}

}  // namespace certgen
