#include "certgen/file_contents.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/openssl_error.h"
#include "certgen/openssl_ptr.h"
#include "certgen/pem.h"

namespace certgen {
namespace {

// Parses as one whole DER object of the type that `decode` reads.
template <typename Ptr, typename Decode>
bool IsDer(const std::string& contents, Decode decode) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(contents.data());
  const Ptr object(decode(nullptr, &bytes, static_cast<long>(contents.size())));
  ClearOpenSslErrors();
  return object != nullptr;
}

FileContents RecognizeDer(const std::string& contents) {
  if (IsDer<X509Ptr>(contents, d2i_X509)) return FileContents::kDerCertificate;
  if (IsDer<Pkcs12Ptr>(contents, d2i_PKCS12)) return FileContents::kPkcs12;
  if (IsDer<X509SigPtr>(contents, d2i_X509_SIG)) return FileContents::kDerEncryptedKey;
  if (IsDer<EvpPkeyPtr>(contents, d2i_AutoPrivateKey)) return FileContents::kDerPrivateKey;
  if (IsDer<EvpPkeyPtr>(contents, d2i_PUBKEY)) return FileContents::kDerPublicKey;
  if (IsDer<X509ReqPtr>(contents, d2i_X509_REQ)) return FileContents::kDerRequest;
  if (IsDer<X509CrlPtr>(contents, d2i_X509_CRL)) return FileContents::kDerRevocationList;
  if (IsDer<Pkcs7Ptr>(contents, d2i_PKCS7)) return FileContents::kPkcs7;
  return FileContents::kOther;
}

bool LooksLikePath(const std::string& text) {
  const std::string line(absl::StripAsciiWhitespace(text));
  if (line.empty() || line.size() > 4096 || absl::StrContains(line, "\n")) return false;
  for (const char c : line) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) return false;
  }
  for (const char* ending : {".pem", ".key", ".crt", ".cer", ".der", ".p12"}) {
    if (absl::EndsWithIgnoreCase(line, ending)) return true;
  }
  return absl::StartsWith(line, "/") || absl::StartsWith(line, "./") ||
         absl::StartsWith(line, "../") || absl::StartsWith(line, "~/");
}

}  // namespace

FileContents RecognizeContents(const std::string& contents) {
  if (absl::StripAsciiWhitespace(contents).empty()) return FileContents::kEmpty;
  if (absl::StartsWith(contents, "engine:")) return FileContents::kEngine;
  if (!SplitPem(contents).empty()) return FileContents::kPem;
  // Every DER object we know is a SEQUENCE.
  if (contents.front() == '\x30') {
    if (const FileContents der = RecognizeDer(contents); der != FileContents::kOther) return der;
  }
  if (absl::StartsWith(contents, "\xFE\xED\xFE\xED")) return FileContents::kJavaKeystore;
  return LooksLikePath(contents) ? FileContents::kPath : FileContents::kOther;
}

std::string Describe(FileContents contents) {
  switch (contents) {
    case FileContents::kEmpty:
      return "nothing";
    case FileContents::kPem:
      return "PEM";
    case FileContents::kEngine:
      return "a reference to an OpenSSL engine";
    case FileContents::kPath:
      return "the name of a file";
    case FileContents::kDerCertificate:
      return "a certificate in DER form";
    case FileContents::kDerPrivateKey:
      return "a private key in DER form";
    case FileContents::kDerEncryptedKey:
      return "an encrypted private key in DER form";
    case FileContents::kDerPublicKey:
      return "a public key in DER form";
    case FileContents::kDerRequest:
      return "a certificate request in DER form";
    case FileContents::kDerRevocationList:
      return "a revocation list in DER form";
    case FileContents::kPkcs12:
      return "a PKCS#12 file";
    case FileContents::kPkcs7:
      return "a PKCS#7 file";
    case FileContents::kJavaKeystore:
      return "a Java keystore";
    case FileContents::kOther:
      break;
  }
  return "neither PEM nor DER";
}

std::string DescribeLabel(const std::string& label) {
  if (IsPrivateKeyLabel(label)) return "a private key";
  if (IsCertificateLabel(label)) return "a certificate";
  if (absl::EndsWith(label, "PUBLIC KEY")) return "a public key";
  if (absl::EndsWith(label, "CERTIFICATE REQUEST")) return "a certificate request";
  if (label == "X509 CRL") return "a revocation list";
  if (label == "PKCS12") return "a PKCS#12 file";
  if (label == "PKCS7" || label == "CMS") return "a PKCS#7 file";
  return absl::StrCat("'", absl::CHexEscape(label.substr(0, 40)), "'");
}

}  // namespace certgen
