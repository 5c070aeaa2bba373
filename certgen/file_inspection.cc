#include "certgen/file_inspection.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/der_object.h"
#include "certgen/file_check.h"
#include "certgen/file_contents.h"
#include "certgen/openssl_error.h"
#include "certgen/pem.h"
#include "certgen/pem_body.h"
#include "certgen/pem_mangling.h"
#include "certgen/pkcs12_file.h"
#include "certgen/pkcs7_file.h"
#include "certgen/private_key_form.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "a certificate or key";
constexpr char kCopyAgain[] = "copy the whole file again";
// A file of nothing but damage would otherwise be a screenful each line.
constexpr size_t kMaxFindings = 10;

// "DEK-Info: AES-256-CBC,IV" names the cipher.
std::string TraditionalEncryption(const std::string& header) {
  for (const absl::string_view line : absl::StrSplit(header, '\n')) {
    if (!absl::StartsWith(line, "DEK-Info: ")) continue;
    const std::string cipher(line.substr(10, line.find(',') - 10));
    return absl::StrCat(cipher, " by the traditional form's own derivation, which is weak");
  }
  return "";
}

class Reader {
 public:
  Reader(const CredentialFile& file, const std::optional<std::string>& passphrase,
         std::vector<Finding>* findings)
      : file_(file), passphrase_(passphrase), findings_(findings) {}

  InspectedFile Read() {
    result_.path = file_.path;
    if (!Readable()) return std::move(result_);
    if (!ReadContents(file_.contents, "")) {
      std::string decoded;
      // Such as a value of a Kubernetes Secret, taken as it stands.
      if (!absl::Base64Unescape(file_.contents, &decoded) || !ReadContents(decoded, "base64 of ")) {
        RefuseUnknown();
      }
    }
    return std::move(result_);
  }

 private:
  void Refuse(FindingCode code, const std::string& cause, const std::string& cure) {
    if (++refused_ < kMaxFindings) return findings_->push_back(Fatal(code, file_, cause, cure));
    if (refused_ > kMaxFindings) return;
    findings_->push_back(
        Fatal(code, file_, "holds more that is damaged or unknown", "name the right file"));
  }

  // Of text that a variable, YAML or a shell mangled: that, and how to undo it.
  bool RefuseMangled(FindingCode code) {
    const std::optional<PemMangling> mangling = FindPemMangling(file_.contents, file_.path);
    if (mangling && !std::exchange(is_mangled_, true)) {
      Refuse(code, mangling->cause, mangling->cure);
    }
    return mangling.has_value();
  }

  void RefuseDamaged(FindingCode code, const std::string& what, int line) {
    if (RefuseMangled(code)) return;
    Refuse(code, absl::StrCat(what, line > 0 ? absl::StrCat(" in line ", line) : "", " is damaged"),
           kCopyAgain);
  }

  bool Readable() {
    std::optional<Finding> finding = CheckReadable(file_, kWhat);
    if (!finding) return true;
    if (finding->code == FindingCode::kFileMissing) {
      finding->cause = "there is no such file or folder";
      finding->cure = "check the path; certgen list shows what pki holds";
    } else if (finding->code == FindingCode::kFileIsPath) {
      finding->cure = "name that file instead";
    }
    findings_->push_back(*std::move(finding));
    return false;
  }

  void RefuseUnknown() {
    if (RefuseMangled(FindingCode::kObjectMalformed)) return;
    if (RecognizeContents(file_.contents) == FileContents::kJavaKeystore) {
      return Refuse(FindingCode::kObjectUnknown, "is a Java keystore",
                    absl::StrCat("make PKCS#12 of it: keytool -importkeystore -srckeystore ",
                                 file_.path, " -destkeystore FILE.p12 -deststoretype PKCS12"));
    }
    Refuse(FindingCode::kNotPem, "holds no certificate or key: it is neither PEM nor DER",
           "name a file of certificates, keys, requests, revocation lists, or PKCS#12");
  }

  // False if `contents` are nothing that we know.
  bool ReadContents(const std::string& contents, const std::string& form) {
    if (RecognizeContents(contents) == FileContents::kPem) {
      result_.form = absl::StrCat(form, "PEM");
      for (const PemBlock& block : SplitPem(contents)) ReadBlock(block);
      return true;
    }
    return ReadDer(contents, form);
  }

  bool ReadDer(const std::string& contents, const std::string& form) {
    std::string rest = contents;
    bool any = false;
    while (!rest.empty()) {
      const std::string piece = rest.substr(0, DerLength(rest));
      if (!ReadPiece(piece, form)) {
        if (!any) return false;
        if (!absl::StripAsciiWhitespace(rest).empty()) {
          Refuse(FindingCode::kObjectUnknown,
                 absl::StrCat("the last ", rest.size(), " bytes are nothing that is known"),
                 kCopyAgain);
        }
        return true;
      }
      any = true;
      rest.erase(0, piece.size());
    }
    return any;
  }

  bool ReadPiece(const std::string& piece, const std::string& form) {
    const FileContents kind = RecognizeContents(piece);
    if (kind == FileContents::kPkcs12 || kind == FileContents::kPkcs7) {
      const bool pkcs12 = kind == FileContents::kPkcs12;
      CredentialFile inner = file_;
      inner.contents = piece;
      result_.form = absl::StrCat(form, pkcs12 ? "PKCS#12" : "PKCS#7");
      Append(pkcs12 ? OpenPkcs12(inner, passphrase_, findings_) : OpenPkcs7(inner, findings_), 0);
      return true;
    }
    std::optional<InspectedObject> object = ReadDerObject(kind, piece);
    if (!object) return false;
    result_.form = absl::StrCat(form, "DER");
    result_.objects.push_back(*std::move(object));
    return true;
  }

  void Append(std::vector<InspectedObject> objects, int line) {
    for (InspectedObject& object : objects) {
      object.line = line;
      result_.objects.push_back(std::move(object));
    }
  }

  void ReadBlock(const PemBlock& block) {
    const std::string what = DescribeLabel(block.label);
    const std::optional<FileContents> kind = KindOfLabel(block.label);
    if (absl::EndsWith(block.label, " PARAMETERS")) {
      return Append({{OtherObject{block.label}}}, block.line);
    }
    if (!kind) return RefuseLabel(block);
    const FindingCode code = IsPrivateKeyLabel(block.label)    ? FindingCode::kPrivateKeyMalformed
                             : IsCertificateLabel(block.label) ? FindingCode::kCertificateMalformed
                                                               : FindingCode::kObjectMalformed;
    if (!block.complete) {
      return Refuse(code,
                    absl::StrCat(what, " in line ", block.line, " lacks its BEGIN or END line"),
                    kCopyAgain);
    }
    std::optional<PemBody> body = DecodePem(block);
    if (!body) return RefuseDamaged(code, what, block.line);
    if (*kind == FileContents::kPkcs7) {
      CredentialFile inner = file_;
      inner.contents = body->der;
      return Append(OpenPkcs7(inner, findings_), block.line);
    }
    std::optional<InspectedObject> object;
    if (absl::StrContains(body->header, "ENCRYPTED")) {
      object = InspectedObject{EncryptedKeyObject{TraditionalEncryption(body->header)}};
    } else if (*kind == FileContents::kDerCertificate) {
      // Its text may go on with OpenSSL's own words of trust, which DER cannot.
      absl::StatusOr<Certificate> certificate = Certificate::FromPem(block.text);
      if (certificate.ok()) object = InspectedObject{*std::move(certificate)};
    } else {
      object = ReadDerObject(*kind, body->der);
    }
    const bool version2 = *kind == FileContents::kDerPrivateKey && IsPkcs8Version2(body->der);
    OPENSSL_cleanse(body->der.data(), body->der.size());
    if (!object && version2) {
      return Refuse(FindingCode::kPrivateKeyUnsupported,
                    absl::StrCat(what, " in line ", block.line,
                                 " is PKCS#8 of version 2 (RFC 5958), which OpenSSL does not read"),
                    "let the program that made it write PKCS#8 of version 1");
    }
    if (!object) return RefuseDamaged(code, what, block.line);
    object->line = block.line;
    result_.objects.push_back(*std::move(object));
  }

  void RefuseLabel(const PemBlock& block) {
    if (absl::StartsWith(block.label, "OPENSSH")) {
      return Refuse(FindingCode::kObjectUnknown, "holds a key in the form of OpenSSH",
                    "rewrite a copy of it: ssh-keygen -p -m PKCS8 -f COPY");
    }
    Refuse(FindingCode::kObjectUnknown,
           absl::StrCat("holds a block that is unknown: ", DescribeLabel(block.label), " in line ",
                        block.line),
           "take it out, or look at it with the program that wrote it");
  }

  // The DER form of what the label announces.
  static std::optional<FileContents> KindOfLabel(const std::string& label) {
    if (absl::StartsWith(label, "OPENSSH")) return std::nullopt;
    if (label == "ENCRYPTED PRIVATE KEY") return FileContents::kDerEncryptedKey;
    if (IsPrivateKeyLabel(label)) return FileContents::kDerPrivateKey;
    if (IsCertificateLabel(label)) return FileContents::kDerCertificate;
    if (absl::EndsWith(label, "CERTIFICATE REQUEST")) return FileContents::kDerRequest;
    if (absl::EndsWith(label, "PUBLIC KEY")) return FileContents::kDerPublicKey;
    if (label == "X509 CRL") return FileContents::kDerRevocationList;
    if (label == "PKCS7" || label == "CMS") return FileContents::kPkcs7;
    return std::nullopt;
  }

  const CredentialFile& file_;
  const std::optional<std::string>& passphrase_;
  std::vector<Finding>* findings_;
  InspectedFile result_;
  size_t refused_ = 0;
  bool is_mangled_ = false;
};

}  // namespace

InspectedFile InspectFile(const CredentialFile& file, const std::optional<std::string>& passphrase,
                          std::vector<Finding>* findings) {
  return Reader(file, passphrase, findings).Read();
}

}  // namespace certgen
