#include "certgen/inspection_report.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "certgen/certificate_role.h"
#include "certgen/fingerprint.h"
#include "certgen/lifetime.h"
#include "certgen/one_line.h"

namespace certgen {
namespace {

// OpenSSL's security level 2, which Debian sets for TLS.
constexpr int kMinSecurityBits = 112;
constexpr size_t kMaxRevokedShown = 10;
constexpr size_t kMaxOctetsShown = 32;

// A name that holds a comma could pass for two.
std::string Listed(const std::vector<SubjectAltName>& names) {
  return absl::StrJoin(names, ", ", [](std::string* out, const SubjectAltName& name) {
    const std::string text = ToString(name);
    const bool plain = text.find_first_of(",\" ") == std::string::npos;
    absl::StrAppend(
        out, plain ? text : absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\\\""}}), "\""));
  });
}

std::string ForWhat(const std::vector<Extension>& extensions) {
  const std::vector<std::string> uses = UsesOf(extensions);
  if (uses.empty()) return "any use";
  return absl::StrJoin(uses, uses.size() == 2 ? " and " : ", ");
}

std::string WhatItIssues(std::optional<int> path_length) {
  if (!path_length) return "leaves, and CAs to any depth";
  if (*path_length == 0) return "leaves, no CAs";
  return absl::StrCat("leaves, and CAs ", *path_length, *path_length == 1 ? " level" : " levels",
                      " deep");
}

// What the lines above the extensions tell already.
bool IsToldElsewhere(const Extension& extension) {
  return extension.value &&
         (extension.name == "basicConstraints" || extension.name == "keyUsage" ||
          extension.name == "extendedKeyUsage" || extension.name == "subjectAltName" ||
          extension.name == "subjectKeyIdentifier" || extension.name == "authorityKeyIdentifier" ||
          extension.name == "crlNumber");
}

std::string ValueOf(const Extension& extension) {
  if (extension.value) return ToString(*extension.value);
  const bool cut = extension.der.size() > kMaxOctetsShown;
  return absl::StrCat(ColonHex(extension.der.substr(0, kMaxOctetsShown)), cut ? ":…" : "");
}

class Writer {
 public:
  explicit Writer(absl::Time now) : now_(now) {}

  void Write(const InspectedObject& object) {
    object_ = &object;
    std::visit(*this, object.object);
  }
  std::string text() && { return std::move(text_); }

  void operator()(const Certificate& certificate) {
    const std::vector<Extension> extensions = certificate.extensions();
    const std::string left = TimeLeft(certificate.not_before(), certificate.not_after(), now_);
    std::string what = RoleInWords(certificate);
    if (!certificate.is_ca()) absl::StrAppend(&what, " for ", ForWhat(extensions));
    Title(absl::StrCat(what, ", ", left));
    if (!absl::EndsWith(left, " left")) Alarm(left);
    Names(certificate.names());
    Row("subject", certificate.subject());
    Row("issuer", certificate.issuer() + Issuer());
    Row("valid", absl::StrCat(Rfc3339(certificate.not_before()), " until ",
                              Rfc3339(certificate.not_after())));
    if (certificate.is_ca()) {
      Row("issues", absl::StrCat(WhatItIssues(certificate.path_length()),
                                 certificate.has_extended_uses()
                                     ? absl::StrCat(", for ", ForWhat(extensions), " alone")
                                     : ""));
    }
    Key(certificate.public_key(), KeyUsesOf(extensions));
    Row("serial", certificate.serial());
    Row("fingerprint", certificate.sha256_fingerprint() + " (sha256)");
    if (!certificate.is_self_issued() && certificate.signature_security_bits() < kMinSecurityBits) {
      Alarm(absl::StrCat("the signature is too weak: ", certificate.signature_algorithm()));
    }
    Extensions(extensions);
  }

  void operator()(const SigningRequest& request) {
    const std::vector<Extension> extensions = request.extensions();
    Title(absl::StrCat("certificate request for ", ForWhat(extensions)));
    if (!request.has_valid_signature()) Alarm("its signature is not by its key");
    Names(request.names());
    Row("subject", request.subject());
    Key(request.public_key(), KeyUsesOf(extensions));
    const std::vector<std::string> attributes = request.attributes();
    if (!attributes.empty()) Row("attributes", absl::StrJoin(attributes, ", "));
    Extensions(extensions);
  }

  void operator()(const RevocationList& list) {
    const std::vector<RevokedCertificate> revoked = list.revoked();
    const std::optional<absl::Time> next = list.next_update();
    const std::string left = next ? TimeLeft(list.this_update(), *next, now_) : "without an end";
    Title(absl::StrCat("revocation list, ", revoked.size(),
                       revoked.size() == 1 ? " certificate" : " certificates", ", ", left));
    if (next && !absl::EndsWith(left, " left")) Alarm(left);
    Row("issuer", list.issuer() + Issuer());
    Row("valid", absl::StrCat(Rfc3339(list.this_update()), next ? " until " : "",
                              next ? Rfc3339(*next) : ""));
    for (const Extension& extension : list.extensions()) {
      if (extension.name == "crlNumber") Row("number", ValueOf(extension));
    }
    for (size_t i = 0; i < std::min(revoked.size(), kMaxRevokedShown); ++i) {
      const RevokedCertificate& one = revoked[i];
      Row("revoked", absl::StrCat(one.serial, "  ", Rfc3339(one.time),
                                  one.reason.empty() ? "" : "  ", one.reason));
    }
    if (revoked.size() > kMaxRevokedShown) {
      Row("", absl::StrCat("and ", revoked.size() - kMaxRevokedShown, " more (--json has all)"));
    }
    Row("fingerprint", list.sha256_fingerprint() + " (sha256)");
    Extensions(list.extensions());
  }

  void operator()(const PrivateKeyObject& key) {
    Title(absl::StrCat("private key, ", key.public_half.description()));
    Key(key.public_half, {});
  }
  void operator()(const PublicKey& key) {
    Title(absl::StrCat("public key, ", key.description()));
    Key(key, {});
  }
  void operator()(const EncryptedKeyObject& key) {
    Title("private key, encrypted with a passphrase");
    Row("encryption", key.encryption);
  }
  void operator()(const OtherObject& other) { Title(other.what); }

 private:
  void Title(const std::string& what) {
    absl::StrAppend(&text_, text_.empty() ? "" : "\n", OneLine(object_->place), ": ", OneLine(what),
                    "\n");
    Row("name", object_->friendly_name);
    if (!object_->mismatch.empty()) {
      Alarm(absl::StrCat("not the key of the certificate in ", object_->mismatch));
    }
  }
  // None for an empty value.
  void Row(const std::string& title, const std::string& value) {
    if (value.empty()) return;
    absl::StrAppendFormat(&text_, "  %-12s %s\n", title, OneLine(value));
  }
  void Alarm(const std::string& what) { absl::StrAppend(&text_, "  ! ", OneLine(what), "\n"); }

  void Names(const std::vector<SubjectAltName>& names) { Row("names", Listed(names)); }

  std::string Issuer() const {
    if (object_->issued_by.empty()) return "";
    return object_->issued_by == object_->place ? " (itself)"
                                                : absl::StrCat(" (", object_->issued_by, ")");
  }

  void Key(const absl::StatusOr<PublicKey>& key, const std::vector<std::string>& uses) {
    if (!key.ok()) return Alarm("its key cannot be read");
    const bool certified = !std::holds_alternative<PrivateKeyObject>(object_->object) &&
                           !std::holds_alternative<PublicKey>(object_->object);
    if (certified) {
      Row("key", absl::StrCat(key->description(), uses.empty() ? "" : ", for ",
                              absl::StrJoin(uses, ", ")));
      Row("private key", object_->counterpart);
    } else {
      Row("belongs to", object_->counterpart);
      Row("public half", key->sha256_fingerprint() + " (sha256)");
    }
    if (key->security_bits() < kMinSecurityBits) {
      Alarm(absl::StrCat("the key is too weak: ", key->description()));
    }
  }

  void Extensions(const std::vector<Extension>& extensions) {
    for (const Extension& extension : extensions) {
      if (IsToldElsewhere(extension)) continue;
      const std::string& title = extension.title();
      Row("extension",
          absl::StrCat(title, extension.critical ? " (critical)" : "", ": ", ValueOf(extension)));
      if (extension.malformed) Alarm(absl::StrCat("the extension ", title, " is malformed"));
      if (extension.critical && !extension.known()) {
        Alarm(absl::StrCat("the critical extension ", title,
                           " is unknown here: verifiers that do not know it refuse this"));
      }
    }
  }

  absl::Time now_;
  const InspectedObject* object_ = nullptr;
  std::string text_;
};

}  // namespace

std::string Describe(const Inspection& inspection, absl::Time now) {
  Writer writer(now);
  for (const InspectedFile& file : inspection.files) {
    for (const InspectedObject& object : file.objects) writer.Write(object);
  }
  return std::move(writer).text();
}

}  // namespace certgen
