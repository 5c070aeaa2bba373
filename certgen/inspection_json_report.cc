#include "certgen/inspection_json_report.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_role.h"
#include "certgen/certificate_signature.h"
#include "certgen/distinguished_name.h"
#include "certgen/lifetime.h"

namespace certgen {
namespace {

struct ValueToJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(bool value) const { return value; }
  Json operator()(int64_t value) const { return value; }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const DecodedValue::List& list) const {
    Json json = Json::array();
    for (const DecodedValue& item : list) json.push_back(std::visit(*this, item.value));
    return json;
  }
  Json operator()(const DecodedValue::Fields& fields) const {
    Json json = Json::object();
    for (const auto& [name, value] : fields) json[name] = std::visit(*this, value.value);
    return json;
  }
};

Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string Hex(const std::string& bytes) {
  return absl::AsciiStrToUpper(absl::BytesToHexString(bytes));
}

Json TimeOrNull(absl::Time time) {
  const bool finite = time != absl::InfinitePast() && time != absl::InfiniteFuture();
  return finite ? Json(Rfc3339(time)) : Json(nullptr);
}

Json ExtensionsJson(const std::vector<Extension>& extensions) {
  Json json = Json::array();
  for (const Extension& extension : extensions) {
    json.push_back({{"oid", extension.oid},
                    {"name", OrNull(extension.name)},
                    {"critical", extension.critical},
                    {"malformed", extension.malformed},
                    {"value", extension.value ? std::visit(ValueToJson(), extension.value->value)
                                              : Json(nullptr)},
                    {"der", Hex(extension.der)}});
  }
  return json;
}

Json AttributesJson(const X509_NAME* name) {
  Json json = Json::array();
  for (const NameAttribute& attribute : Attributes(name)) {
    json.push_back({{"type", attribute.type}, {"oid", attribute.oid}, {"value", attribute.value}});
  }
  return json;
}

Json NamesJson(const std::vector<SubjectAltName>& names) {
  Json json = Json::array();
  for (const SubjectAltName& name : names) json.push_back(ToString(name));
  return json;
}

// Null if it cannot be read.
Json KeyJson(const absl::StatusOr<PublicKey>& key) {
  if (!key.ok()) return nullptr;
  return {{"description", key->description()},
          {"type", key->type()},
          {"bits", key->bits()},
          {"curve", OrNull(key->curve())},
          {"security_bits", key->security_bits()},
          {"sha256_fingerprint", key->sha256_fingerprint()},
          {"der", Hex(key->der())}};
}

Json RevokedJson(const RevokedCertificate& revoked) {
  return {{"serial", revoked.serial},
          {"time", TimeOrNull(revoked.time)},
          {"reason", OrNull(revoked.reason)},
          {"extensions", ExtensionsJson(revoked.extensions)}};
}

// The kind, and what is special to it.
struct ObjectToJson {
  absl::Time now;

  Json operator()(const Certificate& certificate) const {
    Json json;
    json["kind"] = "certificate";
    json.update(CertificateFields(certificate, now));
    return json;
  }
  Json operator()(const PrivateKeyObject& key) const {
    return {{"kind", "private_key"}, {"key", KeyJson(key.public_half)}};
  }
  Json operator()(const EncryptedKeyObject& key) const {
    return {{"kind", "encrypted_private_key"}, {"encryption", key.encryption}};
  }
  Json operator()(const PublicKey& key) const {
    return {{"kind", "public_key"}, {"key", KeyJson(key)}};
  }
  Json operator()(const SigningRequest& request) const {
    return {{"kind", "certificate_request"},
            {"subject", request.subject()},
            {"subject_attributes", AttributesJson(request.subject_name())},
            {"names", NamesJson(request.names())},
            {"signature_algorithm", request.signature_algorithm()},
            {"signature_valid", request.has_valid_signature()},
            {"key", KeyJson(request.public_key())},
            {"attributes", request.attributes()},
            {"extensions", ExtensionsJson(request.extensions())}};
  }
  Json operator()(const RevocationList& list) const {
    Json revoked = Json::array();
    for (const RevokedCertificate& one : list.revoked()) revoked.push_back(RevokedJson(one));
    const std::optional<absl::Time> next = list.next_update();
    return {{"kind", "revocation_list"},
            {"version", list.version()},
            {"issuer", list.issuer()},
            {"issuer_attributes", AttributesJson(list.issuer_name())},
            {"this_update", TimeOrNull(list.this_update())},
            {"next_update", next ? TimeOrNull(*next) : Json(nullptr)},
            {"signature_algorithm", list.signature_algorithm()},
            {"extensions", ExtensionsJson(list.extensions())},
            {"revoked", std::move(revoked)},
            {"sha256_fingerprint", list.sha256_fingerprint()}};
  }
  Json operator()(const OtherObject& other) const {
    return {{"kind", "other"}, {"what", other.what}};
  }
};

Json ObjectJson(const InspectedObject& object, absl::Time now) {
  Json json = std::visit(ObjectToJson{now}, object.object);
  json["place"] = object.place;
  json["line"] = object.line == 0 ? Json(nullptr) : Json(object.line);
  json["friendly_name"] = OrNull(object.friendly_name);
  json["issued_by"] = OrNull(object.issued_by);
  json["counterpart"] = OrNull(object.counterpart);
  json["mismatch"] = OrNull(object.mismatch);
  return json;
}

}  // namespace

Json CertificateFields(const Certificate& certificate, absl::Time now) {
  const std::vector<Extension> extensions = certificate.extensions();
  const CertificateSignature signature = SignatureOf(certificate);
  const std::optional<int64_t> days = DaysLeft(certificate.not_after(), now);
  return {{"role", RoleInWords(certificate)},
          {"version", certificate.version()},
          {"serial", certificate.serial()},
          {"signature_algorithm", certificate.signature_algorithm()},
          {"signature_hash", OrNull(signature.hash)},
          {"signature", Hex(signature.value)},
          {"issuer", certificate.issuer()},
          {"issuer_attributes", AttributesJson(X509_get_issuer_name(certificate.get()))},
          {"subject", certificate.subject()},
          {"subject_attributes", AttributesJson(X509_get_subject_name(certificate.get()))},
          {"not_before", TimeOrNull(certificate.not_before())},
          {"not_after", TimeOrNull(certificate.not_after())},
          {"days_left", days ? Json(*days) : Json(nullptr)},
          {"names", NamesJson(certificate.names())},
          {"uses", UsesOf(extensions)},
          {"is_ca", certificate.is_ca()},
          {"self_signed", certificate.is_self_signed()},
          {"key", KeyJson(certificate.public_key())},
          {"extensions", ExtensionsJson(extensions)},
          {"sha256_fingerprint", certificate.sha256_fingerprint()},
          {"sha1_fingerprint", certificate.sha1_fingerprint()}};
}

Json ToJson(const Inspection& inspection, absl::Time now) {
  std::optional<JsonError> error;
  if (!inspection.findings.empty()) {
    const Finding& first = inspection.findings.front();
    error = JsonError{FindingCodeName(first.code), first.cause, first.cure};
  }
  Json document = JsonDocument(error, inspection.findings);
  document["files"] = Json::array();
  for (const InspectedFile& file : inspection.files) {
    Json objects = Json::array();
    for (const InspectedObject& object : file.objects) objects.push_back(ObjectJson(object, now));
    document["files"].push_back(
        {{"file", file.path}, {"form", OrNull(file.form)}, {"objects", std::move(objects)}});
  }
  return document;
}

}  // namespace certgen
