#include "certgen/relations.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "certgen/credential_files.h"
#include "certgen/openssl_error.h"
#include "certgen/pki.h"

namespace certgen {
namespace {

constexpr size_t kMaxCompared = 300;
// The largest keys take 10 ms each.
constexpr int kMaxVerified = 500;

// The certificate or request whose key it is, or the key itself; nullopt for the rest.
struct KeyOf {
  std::optional<PublicKey> operator()(const Certificate& c) const { return Key(c.public_key()); }
  std::optional<PublicKey> operator()(const SigningRequest& r) const { return Key(r.public_key()); }
  std::optional<PublicKey> operator()(const PrivateKeyObject& key) const { return key.public_half; }
  std::optional<PublicKey> operator()(const PublicKey& key) const { return key; }
  template <typename Other>
  std::optional<PublicKey> operator()(const Other& /*other*/) const {
    return std::nullopt;
  }
  static std::optional<PublicKey> Key(absl::StatusOr<PublicKey> key) {
    ClearOpenSslErrors();
    if (!key.ok()) return std::nullopt;
    return *std::move(key);
  }
};

struct Known {
  InspectedObject* object;
  std::optional<PublicKey> key;
};

template <typename T>
const T* As(const InspectedObject& object) {
  return std::get_if<T>(&object.object);
}

bool IsKey(const InspectedObject& object) {
  return As<PrivateKeyObject>(object) != nullptr || As<PublicKey>(object) != nullptr;
}

bool Named(X509* issuer, const InspectedObject& object) {
  if (const auto* certificate = As<Certificate>(object)) {
    return X509_check_issued(issuer, certificate->get()) == X509_V_OK;
  }
  const auto* list = As<RevocationList>(object);
  return list != nullptr && X509_NAME_cmp(X509_get_subject_name(issuer), list->issuer_name()) == 0;
}

// Takes one from `verifications` for each signature that it verifies.
bool Signed(const Certificate& issuer, const InspectedObject& object, int* verifications) {
  EVP_PKEY* key = X509_get0_pubkey(issuer.get());
  bool verified = false;
  if (Named(issuer.get(), object) && key != nullptr && (*verifications)-- > 0) {
    const auto* certificate = As<Certificate>(object);
    verified = certificate != nullptr
                   ? X509_verify(certificate->get(), key) == 1
                   : X509_CRL_verify(As<RevocationList>(object)->get(), key) == 1;
  }
  ClearOpenSslErrors();
  return verified;
}

void FindIssuer(const std::vector<Known>& all, InspectedObject* object, int* verifications) {
  const auto* certificate = As<Certificate>(*object);
  if (certificate != nullptr && certificate->is_self_signed()) {
    object->issued_by = object->place;
    return;
  }
  for (const Known& candidate : all) {
    const auto* issuer = As<Certificate>(*candidate.object);
    if (issuer == nullptr || candidate.object == object || !Signed(*issuer, *object, verifications))
      continue;
    object->issued_by = candidate.object->place;
    return;
  }
}

void FindCounterpart(const std::vector<Known>& all, const Known& one) {
  if (!one.key) return;
  const bool key = IsKey(*one.object);
  for (const Known& other : all) {
    const bool pair = key ? !IsKey(*other.object) : As<PrivateKeyObject>(*other.object) != nullptr;
    if (!pair || !other.key || !(*other.key == *one.key)) continue;
    one.object->counterpart = other.object->place;
    return;
  }
}

// The file that a key's file stands beside in a directory; empty for others.
std::string CertificateBeside(const std::string& key_path) {
  const std::filesystem::path path(key_path);
  if (path.filename() == kPrivateKeyFile) return path.parent_path() / kCertificateFile;
  if (path.filename() == kCaKeyFile) return path.parent_path() / kRootsFile;
  return "";
}

void FindMismatch(std::vector<InspectedFile>* files, InspectedFile* key_file) {
  const std::string beside = CertificateBeside(key_file->path);
  const auto file = std::find_if(files->begin(), files->end(),
                                 [&](const InspectedFile& f) { return f.path == beside; });
  if (file == files->end() || file->objects.empty()) return;
  const InspectedObject& certificate = file->objects.front();
  const std::optional<PublicKey> certified = std::visit(KeyOf(), certificate.object);
  if (As<Certificate>(certificate) == nullptr || !certified) return;
  for (InspectedObject& object : key_file->objects) {
    const auto* key = As<PrivateKeyObject>(object);
    if (key == nullptr) continue;
    if (key->public_half == *certified) {
      object.counterpart = certificate.place;
    } else {
      object.mismatch = certificate.place;
    }
  }
}

}  // namespace

void FindRelations(std::vector<InspectedFile>* files) {
  std::vector<Known> all;
  for (InspectedFile& file : *files) {
    for (size_t i = 0; i < file.objects.size(); ++i) {
      InspectedObject& object = file.objects[i];
      object.place = file.objects.size() == 1 ? file.path : absl::StrCat(file.path, " #", i + 1);
      if (all.size() == kMaxCompared) continue;
      all.push_back({&object, std::visit(KeyOf(), object.object)});
    }
  }
  int verifications = kMaxVerified;
  for (const Known& one : all) {
    FindIssuer(all, one.object, &verifications);
    FindCounterpart(all, one);
  }
  for (InspectedFile& file : *files) FindMismatch(files, &file);
}

}  // namespace certgen
