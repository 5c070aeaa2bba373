#include "certgen/file_check.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/pem_mangling.h"

namespace certgen {
namespace {

// " with --key FILE", if `what` has a flag of its own.
std::string WithFlag(const std::string& what) {
  if (what == "the certificate") return " with --cert FILE";
  if (what == "the private key") return " with --key FILE";
  if (what == "the passphrase") return " with --key-passphrase-file FILE";
  return what == "the trusted roots" ? " with --ca FILE" : "";
}

// What to do with what a command writes beside the file. The command ends a cure, so that it can
// be taken as it stands.
std::string GiveThat(const std::string& what) {
  const std::string flag = WithFlag(what);
  return flag.empty() ? "" : absl::StrCat(" and give that", flag.substr(0, flag.rfind(' ')));
}

std::string NameAnother(const std::string& what) {
  return absl::StrCat("put ", what, " in PEM form there (it begins with -----BEGIN), or name it",
                      WithFlag(what));
}

// Of a binary PKCS#12 file. The key and the certificates go into files of their own.
std::string TakeOut(const std::string& what, const std::string& path) {
  const bool key = what == "the private key";
  return absl::StrCat("take ", key ? "the key" : "the certificates", " out", GiveThat(what),
                      " (add -legacy if the file is of an old program): openssl pkcs12 ",
                      key ? "-nocerts -noenc" : "-nokeys", " -in ", ShellWord(path), " -out ",
                      ShellWord(absl::StrCat(path, key ? ".key.pem" : ".crt.pem")));
}

// The openssl command that makes PEM of it, where there is one.
std::string Conversion(FileContents contents, const std::string& what, const std::string& path) {
  const bool key_wanted = what == "the private key";
  const bool key_found =
      contents == FileContents::kDerPrivateKey || contents == FileContents::kDerEncryptedKey;
  if (contents != FileContents::kPkcs12 && contents != FileContents::kJavaKeystore &&
      key_found != key_wanted) {
    return NameAnother(what);
  }
  const std::string files =
      absl::StrCat(" -in ", ShellWord(path), " -out ", ShellWord(path + ".pem"));
  switch (contents) {
    case FileContents::kDerCertificate:
      return absl::StrCat("convert it", GiveThat(what), ": openssl x509 -inform DER", files);
    case FileContents::kDerPrivateKey:
      return absl::StrCat("convert it", GiveThat(what), ": openssl pkey -inform DER", files);
    case FileContents::kPkcs12:
      return TakeOut(what, path);
    case FileContents::kJavaKeystore:
      return absl::StrCat(
          "make PKCS#12 of it, and PEM of that: keytool -importkeystore -srckeystore ",
          ShellWord(path), " -destkeystore ", ShellWord(path + ".p12"), " -deststoretype PKCS12");
    case FileContents::kPkcs7:
      return absl::StrCat("take the certificates out", GiveThat(what),
                          ": openssl pkcs7 -inform DER -print_certs", files);
    default:
      return NameAnother(what);
  }
}

// The first folder on the way to `path` that this user may not enter; empty if there is none.
std::string ClosedFolder(const std::string& path) {
  std::filesystem::path way;
  for (const std::filesystem::path& step : std::filesystem::path(path).parent_path()) {
    way /= step;
    if (faccessat(AT_FDCWD, way.c_str(), X_OK, AT_EACCESS) != 0 && errno == EACCES) return way;
  }
  return "";
}

}  // namespace

std::string HowToRead(const CredentialFile& file, const std::string& what) {
  if (file.reason == std::strerror(ETIMEDOUT)) {
    return "it is a pipe, and nobody writes to it: start the command that should, or "
           "name a file" +
           WithFlag(what);
  }
  const std::string closed = ClosedFolder(file.path);
  if (!closed.empty()) {
    return absl::StrCat("let the user who runs this program into the folder ", closed,
                        ": chown USER ", ShellWord(closed));
  }
  if (file.reason == std::strerror(EACCES) || file.reason == std::strerror(EPERM)) {
    return absl::StrCat("let the user who runs this program read it: chown USER ",
                        ShellWord(file.path));
  }
  return absl::StrCat("check what the path leads to, or name another file", WithFlag(what));
}

Finding Fatal(FindingCode code, const CredentialFile& file, std::string cause, std::string cure) {
  return {code, Severity::kFatal, file.path, std::nullopt, std::move(cause), std::move(cure)};
}

Finding Fatal(FindingCode code, const CredentialFile& file, Certificate certificate,
              std::string cause, std::string cure) {
  return {code,           Severity::kFatal, file.path, std::move(certificate), std::move(cause),
          std::move(cure)};
}

Finding Warning(FindingCode code, const CredentialFile& file, Certificate certificate,
                std::string cause, std::string cure) {
  Finding finding = Fatal(code, file, std::move(certificate), std::move(cause), std::move(cure));
  finding.severity = Severity::kWarning;
  return finding;
}

std::optional<Finding> CheckReadable(const CredentialFile& file, const std::string& what) {
  if (file.fault == FindingCode::kFileMissing) {
    return Fatal(*file.fault, file, absl::StrCat("there is no such file for ", what),
                 absl::StrCat("check the path, or issue it: ", ReissueCommand(file)));
  }
  if (file.fault == FindingCode::kFileIsDirectory) {
    return Fatal(
        *file.fault, file, absl::StrCat("is a folder, not ", what),
        absl::StrCat(
            "name the file inside it, or give the folder in place of the files (--tls-dir); or ",
            Reissue(file)));
  }
  if (file.fault == FindingCode::kFileTooLarge) {
    return Fatal(*file.fault, file, absl::StrCat("is too large to be ", what),
                 absl::StrCat("name the right file", WithFlag(what)));
  }
  if (file.fault) {
    return Fatal(*file.fault, file, absl::StrCat("cannot be read: ", file.reason),
                 HowToRead(file, what));
  }
  switch (RecognizeContents(file.contents)) {
    case FileContents::kEmpty:
      return Fatal(FindingCode::kFileEmpty, file, absl::StrCat("is empty; it should hold ", what),
                   absl::StrCat("copy it again, or ", Reissue(file)));
    case FileContents::kPath:
      return Fatal(FindingCode::kFileIsPath, file,
                   absl::StrCat("holds the name of a file, not ", what),
                   absl::StrCat("name that file", WithFlag(what), ", or put its contents there"));
    default:
      return std::nullopt;
  }
}

Finding Damaged(FindingCode code, const CredentialFile& file, std::string cause, std::string cure) {
  const std::optional<PemMangling> mangling = FindPemMangling(file.contents, file.path);
  return mangling ? Fatal(code, file, mangling->cause, mangling->cure)
                  : Fatal(code, file, std::move(cause), std::move(cure));
}

void CheckLabel(const PemBlock& block, const Certificate& certificate, const CredentialFile& file,
                bool own, std::vector<Finding>* findings) {
  if (block.label == "CERTIFICATE") return;
  const bool trusted = block.label == "TRUSTED CERTIFICATE";
  findings->push_back(Warning(
      FindingCode::kCertificateFormNotPortable, file, certificate,
      absl::StrCat(Called(certificate), " is labelled ", block.label, ", which ",
                   trusted && own ? "servers of gRPC and peers with Go (grpcurl) do not read"
                                  : "peers with Go (grpcurl) pass over"),
      absl::StrCat("write it as others do: ", PlainCopyCommand(file.path))));
}

std::optional<Finding> Packed(const std::string& label, const CredentialFile& file,
                              const std::string& what) {
  const bool pkcs12 = label == "PKCS12";
  if (!pkcs12 && label != "PKCS7" && label != "CMS") return std::nullopt;
  const std::string cause =
      absl::StrCat("holds ", DescribeLabel(label), ", not ", what, " in a form that gRPC reads");
  const std::string from = ShellWord(file.path);
  if (pkcs12) {
    return Fatal(
        FindingCode::kIsPkcs12, file, cause,
        absl::StrCat("make it binary: sed '/-----/d' ", from, " | openssl base64 -d > ",
                     ShellWord(file.path + ".p12"), "; then ", TakeOut(what, file.path + ".p12")));
  }
  return Fatal(FindingCode::kIsPkcs7, file, cause,
               what == "the private key" ? NameAnother(what)
                                         : absl::StrCat("take the certificates out", GiveThat(what),
                                                        ": openssl pkcs7 -print_certs -in ", from,
                                                        " -out ", ShellWord(file.path + ".pem")));
}

Finding NotPem(const CredentialFile& file, const std::string& what) {
  const FileContents contents = RecognizeContents(file.contents);
  FindingCode code = FindingCode::kIsDer;
  if (contents == FileContents::kPkcs12) code = FindingCode::kIsPkcs12;
  if (contents == FileContents::kPkcs7) code = FindingCode::kIsPkcs7;
  if (contents == FileContents::kOther) code = FindingCode::kNotPem;
  if (contents == FileContents::kJavaKeystore) code = FindingCode::kNotPem;
  return Damaged(code, file,
                 absl::StrCat("is ", Describe(contents), "; ", what, " must be in PEM form"),
                 Conversion(contents, what, file.path));
}

}  // namespace certgen
