#include "certgen/export_command.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/exported_files.h"
#include "certgen/finding_report.h"
#include "certgen/kubernetes_manifest.h"
#include "certgen/kubernetes_name.h"
#include "certgen/one_line.h"
#include "certgen/pki.h"
#include "certgen/whole_file.h"

namespace certgen {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  certgen export echo-tls --format k8s-secret | kubectl apply -f -\n"
    "  certgen export echo-tls --format k8s-secret --namespace prod --out echo-tls.yaml\n"
    "  certgen export root --format k8s-configmap --name echo-roots | kubectl apply -f -\n\n"
    "Formats:\n"
    "  k8s-secret      type kubernetes.io/tls with ca.crt, tls.crt and tls.key as they are, for\n"
    "                  servers, and for clients with a certificate\n"
    "  k8s-configmap   ca.crt alone, for clients without one; NAME may be root or another CA\n\n"
    "First NAME is checked as by certgen verify: what is expired, or does not fit together, is "
    "not\n"
    "exported. The same files give the same bytes. To renew what is in a cluster:\n"
    "  certgen leaf echo-tls --force && certgen export echo-tls --format k8s-secret |\n"
    "      kubectl apply -f -\n"
    "(kubectl create secret --from-file=DIR would pass over the links in DIR and make an empty\n"
    "Secret.)\n\n"
    "Exit codes: 0 done, 1 failed (nothing was printed or written), 64 usage (also a malformed\n"
    "name or value).";

absl::StatusOr<ExportKind> ParseFormat(const std::string& format) {
  if (format == "k8s-secret") return ExportKind::kSecret;
  if (format == "k8s-configmap") return ExportKind::kConfigMap;
  return absl::InvalidArgumentError(absl::StrCat(
      format.empty() ? "--format is required"
                     : absl::StrCat("--format '", format, "' is no format"),
      "; choose k8s-secret (certificate and key, for who has an identity) or k8s-configmap (ca.crt "
      "alone, for who only checks others)"));
}

// Without its data.
absl::StatusOr<KubernetesObject> ToObject(const ExportFlags& flags) {
  const absl::StatusOr<ExportKind> kind = ParseFormat(flags.format);
  if (!kind.ok()) return kind.status();
  KubernetesObject object;
  object.kind = *kind;
  object.name = flags.object_name.value_or(flags.name);
  object.name_space = flags.name_space;
  if (object.name_space) {
    if (absl::Status s = CheckKubernetesLabel("--namespace", *object.name_space); !s.ok()) return s;
  }
  const absl::Status name =
      CheckKubernetesObjectName(flags.object_name ? "--name" : "NAME", object.name, "--name");
  // Of a NAME that cannot be in DIR either, that is said.
  if (!name.ok() && (flags.object_name || CheckMemberName(flags.name).ok())) return name;
  return object;
}

// Kubernetes takes 256 KiB of annotations, and kubectl writes the object there in JSON.
constexpr size_t kMostForClientSideApply = 250000;

std::string Wrote(const ExportFlags& flags, const KubernetesObject& object) {
  return absl::StrCat("wrote ", OneLine(flags.out), "  ", KindName(object.kind), " ", object.name,
                      object.name_space ? absl::StrCat(" in namespace ", *object.name_space) : "",
                      "; give it to the cluster: kubectl apply -f ", OneLine(ShellWord(flags.out)),
                      "\n");
}

}  // namespace

void AddExportCommand(ExportFlags* flags, CLI::App* program) {
  CLI::App* command = AddCommand(
      "export",
      "Prints a credential as an object of Kubernetes, ready for kubectl apply: a Secret, or a\n"
      "ConfigMap of what clients trust. A CA's key is never exported.",
      program);
  command->add_option("NAME", flags->name, "Name of its directory in DIR")->required();
  command
      ->add_option("--format", flags->format, "What to make: k8s-secret or k8s-configmap. Required")
      ->type_name("FORMAT");
  command
      ->add_option("--out", flags->out,
                   "Write FILE, whole or not at all (a Secret's is for its owner alone). Default: "
                   "standard output")
      ->type_name("FILE")
      ->check(RefuseEmpty, "");
  command
      ->add_option("--namespace", flags->name_space,
                   "Namespace of the object. Default: none, so that kubectl's is used")
      ->type_name("N")
      ->check(RefuseEmpty, "");
  // Not from a variable: CERTGEN_NAME is that of a root.
  command->add_option("--name", flags->object_name, "Name of the object. Default: NAME")
      ->type_name("OBJECT")
      ->configurable(false)
      ->check(RefuseEmpty, "");
  command->footer(kFooter);
}

CommandResult RunExport(const ExportFlags& flags, const std::string& dir, bool json,
                        absl::Time now) {
  absl::StatusOr<KubernetesObject> object = ToObject(flags);
  if (!object.ok()) return Failure(object.status(), json);
  absl::StatusOr<ExportedFiles> files = ReadExportedFiles(Pki(dir), flags.name, object->kind, now);
  if (!files.ok()) return Failure(files.status(), json);

  CommandResult result;
  result.err = Describe("certgen", files->findings);
  for (const std::string& note : files->notes) {
    absl::StrAppend(&result.err, "certgen: ", OneLine(note), "\n");
  }
  const std::optional<JsonError> error = FirstFatal(files->findings);
  Json document = JsonDocument(error, files->findings);
  document["object"] = nullptr;
  document["file"] = nullptr;
  document["notes"] = files->notes;
  if (error) {
    result.exit_code = kExitFailed;
    if (json) result.out = ToLine(document);
    return result;
  }
  object->data = std::move(files->contents);
  const Json manifest = ToManifest(*object);
  const absl::StatusOr<std::string> yaml = ToYaml(manifest);
  if (!yaml.ok()) return Failure(yaml.status(), json);
  if (yaml->size() > kMostForClientSideApply) {
    absl::StrAppend(&result.err, "certgen: note: the object is too large for the copy of it that ",
                    "kubectl apply keeps in an annotation; use kubectl apply --server-side\n");
  }
  const bool to_file = !flags.out.empty() && flags.out != "-";
  if (to_file) {
    const mode_t mode = object->kind == ExportKind::kSecret ? 0600 : 0644;
    if (absl::Status s = WriteWholeFile(flags.out, *yaml, mode); !s.ok()) return Failure(s, json);
    document["file"] = flags.out;
  } else {
    document["object"] = manifest;
  }
  result.out = json ? ToLine(document) : to_file ? Wrote(flags, *object) : *yaml;
  return result;
}

}  // namespace certgen
