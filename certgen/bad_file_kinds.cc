#include <utility>

#include "certgen/bad_kinds.h"
#include "certgen/wrong_form.h"

namespace certgen {
namespace {

using Code = FindingCode;

// Above every limit, ours and others'.
constexpr size_t kTooLarge = size_t{9} << 20;
constexpr char kGarbage[] = "this is neither PEM nor anything else\n";

void SwapCertificateAndKey(BadFiles* files) {
  std::swap(files->cert.contents, files->key.contents);
}

absl::StatusOr<BadFile> RootInPkcs7(const CertifiedKey& /*leaf*/, const BadSource& source) {
  const absl::StatusOr<std::string> pkcs7 = Pkcs7Pem(source.root);
  if (!pkcs7.ok()) return pkcs7.status();
  return BadFile{.contents = *pkcs7};
}

}  // namespace

std::vector<BadKind> BadFileKinds() {
  const char* cert = kCertificateFile;
  const char* key = kPrivateKeyFile;
  const char* roots = kRootsFile;
  return {
      {"certificate-missing", Code::kFileMissing, cert, "There is no tls.crt.",
       CertificateIs(Absent())},
      {"certificate-folder", Code::kFileIsDirectory, cert, "tls.crt is a folder.",
       CertificateIs(Folder())},
      {"certificate-empty", Code::kFileEmpty, cert, "tls.crt is empty.", CertificateIs(Text(""))},
      {"certificate-too-large", Code::kFileTooLarge, cert,
       "tls.crt has nine megabytes of zeros after the certificate.",
       CertificateIs(GrownTo(kTooLarge, TheCertificate()))},
      {"certificate-path", Code::kFileIsPath, cert,
       "tls.crt holds the path of a certificate in place of the certificate.",
       CertificateIs(Text("/etc/tls/tls.crt\n"))},
      {"certificate-not-pem", Code::kNotPem, cert, "tls.crt holds words.",
       CertificateIs(Text(kGarbage))},
      {"certificate-der", Code::kIsDer, cert, "The certificate is in DER form.",
       CertificateIs(Changed(ToDer, TheCertificate()))},
      {"certificate-trusted-form", Code::kCertificateFormNotPortable, cert,
       "The certificate is a TRUSTED CERTIFICATE, OpenSSL's own form, which gRPC does not read.",
       CertificateIs(Changed(ToTrustedForm, TheCertificate())), Severity::kWarning},
      {"certificate-pkcs12", Code::kIsPkcs12, cert, "Certificate and key are in a PKCS#12 file.",
       CertificateIs(As(Pkcs12Der))},
      {"certificate-pkcs7", Code::kIsPkcs7, cert, "The certificate is in a PKCS#7 file (PEM).",
       CertificateIs(As(Pkcs7Pem))},
      {"certificate-pkcs7-der", Code::kIsPkcs7, cert, "The certificate is in a PKCS#7 file (DER).",
       CertificateIs(Changed(ToDer, As(Pkcs7Pem)))},

      {"key-missing", Code::kFileMissing, key, "There is no tls.key.", KeyIs(Absent())},
      {"key-dangling-link", Code::kFileMissing, key,
       "tls.key is a link to nowhere: a Secret that was copied without its data.",
       KeyIs(LinkTo("..data/tls.key"))},
      {"key-unreadable", Code::kFileUnreadable, key,
       "tls.key is a link to itself, which not even root can read.",
       KeyIs(LinkTo(kPrivateKeyFile))},
      {"key-folder", Code::kFileIsDirectory, key, "tls.key is a folder.", KeyIs(Folder())},
      {"key-empty", Code::kFileEmpty, key, "tls.key is empty.", KeyIs(Text(""))},
      {"key-path", Code::kFileIsPath, key, "tls.key holds the path of a key in place of the key.",
       KeyIs(Text("/etc/tls/tls.key\n"))},
      {"key-not-pem", Code::kNotPem, key, "tls.key holds words.", KeyIs(Text(kGarbage))},
      {"key-der", Code::kIsDer, key, "The private key is in DER form.",
       KeyIs(Changed(ToDer, TheKey()))},
      {"key-pkcs12", Code::kIsPkcs12, key, "The private key is in a PKCS#12 file.",
       KeyIs(As(Pkcs12Der))},

      {"files-swapped", Code::kFilesSwapped, key,
       "tls.crt holds the key, and tls.key the certificate.",
       Altered(Chain({}), SwapCertificateAndKey)},

      {"roots-folder", Code::kFileIsDirectory, roots, "ca.crt is a folder.", RootsAre(Folder())},
      {"roots-empty", Code::kFileEmpty, roots, "ca.crt is empty.", RootsAre(Text(""))},
      {"roots-not-pem", Code::kNotPem, roots, "ca.crt holds words.", RootsAre(Text(kGarbage))},
      {"roots-der", Code::kIsDer, roots, "The root is in DER form.",
       RootsAre(Changed(ToDer, SharedRoot()))},
      {"roots-pkcs7", Code::kIsPkcs7, roots, "The root is in a PKCS#7 file.",
       RootsAre(RootInPkcs7)},
  };
}

}  // namespace certgen
