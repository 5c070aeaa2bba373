#include "certgen/pkcs12_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/file_check.h"
#include "certgen/key_encryption.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

constexpr int kMaxDepth = 8;

// A null pointer and an empty text are two passphrases in PKCS#12.
struct Passphrase {
  const char* text = nullptr;
  int length = 0;
};

class Reader {
 public:
  Reader(const CredentialFile& file, std::vector<Finding>* findings)
      : file_(file), findings_(findings) {}

  std::vector<InspectedObject> Read(const PKCS12& pkcs12,
                                    const std::optional<std::string>& passphrase) {
    if (!Choose(pkcs12, passphrase)) return std::move(objects_);
    const Pkcs7StackPtr safes(PKCS12_unpack_authsafes(&pkcs12));
    ClearOpenSslErrors();
    if (safes == nullptr) {
      Refuse(FindingCode::kObjectMalformed, "is a PKCS#12 file without readable contents",
             "export it again from where it was made");
    }
    for (int i = 0; safes != nullptr && i < sk_PKCS7_num(safes.get()); ++i) {
      ReadSafe(sk_PKCS7_value(safes.get(), i));
    }
    return std::move(objects_);
  }

 private:
  void Refuse(FindingCode code, std::string cause, std::string cure) {
    findings_->push_back(Fatal(code, file_, std::move(cause), std::move(cure)));
  }

  void RefuseDamaged(const char* what) {
    Refuse(FindingCode::kObjectMalformed, absl::StrCat("holds ", what, " that is damaged"),
           "export it again from where it was made");
  }

  // False, with a finding, once passphrases have cost too much.
  bool Afford(int64_t iterations) {
    if (iterations <= budget_) {
      budget_ -= iterations;
      return true;
    }
    Refuse(FindingCode::kEncryptionUnsupported,
           "is protected in a way that would take minutes to open, or that is unknown",
           "export it again with an iteration count of at most 1000000");
    return false;
  }

  // The passphrase under which its checksum is right.
  bool Choose(const PKCS12& pkcs12, const std::optional<std::string>& given) {
    std::vector<Passphrase> candidates;
    if (given) candidates.push_back({given->c_str(), static_cast<int>(given->size())});
    candidates.push_back({"", 0});
    candidates.push_back({nullptr, 0});
    passphrase_ = candidates.front();
    if (PKCS12_mac_present(&pkcs12) != 1) return true;
    const ASN1_INTEGER* count = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &count, &pkcs12);
    int64_t iterations = 1;
    if (count != nullptr && ASN1_INTEGER_get_int64(&iterations, count) != 1) {
      iterations = kMaxIterations + 1;
    }
    for (const Passphrase& candidate : candidates) {
      if (!Afford(iterations)) return false;
      // OpenSSL's signature is not const, but nothing is changed.
      const int verified =
          PKCS12_verify_mac(const_cast<PKCS12*>(&pkcs12), candidate.text, candidate.length);
      ClearOpenSslErrors();
      if (verified != 1) continue;
      passphrase_ = candidate;
      passphrase_proved_ = true;
      return true;
    }
    RefusePassphrase(given.has_value());
    return false;
  }

  void RefusePassphrase(bool given) {
    if (given) {
      Refuse(FindingCode::kPassphraseWrong, "is a PKCS#12 file with another passphrase",
             "put the right one into the file that --passphrase-file names, on its first line");
    } else {
      Refuse(FindingCode::kPassphraseMissing, "is a PKCS#12 file with a passphrase",
             "write the passphrase into a file and give that with --passphrase-file");
    }
  }

  void CannotDecrypt(const KeyEncryption& encryption) {
    if (!passphrase_proved_) return RefusePassphrase(passphrase_.length > 0);
    Refuse(FindingCode::kEncryptionUnsupported,
           absl::StrCat("holds a part that cannot be decrypted: ", encryption.description),
           absl::StrCat("write it anew in a modern form: openssl pkcs12 -legacy -in ", file_.path,
                        " -noenc -out FILE.pem"));
  }

  void ReadSafe(PKCS7* safe) {
    if (PKCS7_type_is_data(safe)) {
      const SafeBagsPtr bags(PKCS12_unpack_p7data(safe));
      return ReadBags(bags.get(), 0);
    }
    if (!PKCS7_type_is_encrypted(safe) || safe->d.encrypted == nullptr ||
        safe->d.encrypted->enc_data == nullptr) {
      return Refuse(FindingCode::kEncryptionUnsupported,
                    "holds a part that is encrypted for somebody's key, not by a passphrase",
                    "open it where that key is");
    }
    const KeyEncryption encryption = DescribeEncryption(*safe->d.encrypted->enc_data->algorithm);
    if (!Afford(encryption.iterations)) return;
    const SafeBagsPtr bags(PKCS12_unpack_p7encdata(safe, passphrase_.text, passphrase_.length));
    ClearOpenSslErrors();
    if (bags == nullptr) return CannotDecrypt(encryption);
    ReadBags(bags.get(), 0);
  }

  void ReadBags(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth) {
    if (bags == nullptr || depth > kMaxDepth) {
      return RefuseDamaged("a part");
    }
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
      PKCS12_SAFEBAG* bag = sk_PKCS12_SAFEBAG_value(bags, i);
      const std::unique_ptr<char, OpenSslFree<FreeOpenSslBytes>> name(PKCS12_get_friendlyname(bag));
      friendly_name_ = name == nullptr ? "" : name.get();
      ReadBag(bag, depth);
      ClearOpenSslErrors();
    }
  }

  void ReadBag(PKCS12_SAFEBAG* bag, int depth) {
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
      case NID_certBag: {
        X509Ptr certificate(PKCS12_SAFEBAG_get1_cert(bag));
        if (certificate == nullptr) return RefuseDamaged("a certificate");
        return Add(Certificate(std::move(certificate)));
      }
      case NID_crlBag: {
        X509CrlPtr list(PKCS12_SAFEBAG_get1_crl(bag));
        if (list == nullptr) return RefuseDamaged("a revocation list");
        return Add(RevocationList(std::move(list)));
      }
      case NID_keyBag:
        return AddKey(PKCS12_SAFEBAG_get0_p8inf(bag));
      case NID_pkcs8ShroudedKeyBag:
        return AddShroudedKey(bag);
      case NID_safeContentsBag:
        return ReadBags(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
      default:
        return Add(OtherObject{"something that is neither certificate nor key"});
    }
  }

  void AddShroudedKey(PKCS12_SAFEBAG* bag) {
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
    const KeyEncryption encryption = DescribeEncryption(*algorithm);
    if (!Afford(encryption.iterations)) return Add(EncryptedKeyObject{encryption.description});
    const Pkcs8Ptr key(PKCS12_decrypt_skey(bag, passphrase_.text, passphrase_.length));
    if (key == nullptr) return Add(EncryptedKeyObject{encryption.description});
    AddKey(key.get());
  }

  void AddKey(const PKCS8_PRIV_KEY_INFO* info) {
    const EvpPkeyPtr key(info == nullptr ? nullptr : EVP_PKCS82PKEY(info));
    const absl::StatusOr<PublicKey> half =
        key == nullptr ? absl::InvalidArgumentError("") : PublicKey::Of(*key);
    if (!half.ok()) return RefuseDamaged("a private key");
    Add(PrivateKeyObject{*half});
  }

  template <typename T>
  void Add(T object) {
    objects_.push_back({std::move(object), 0, friendly_name_});
  }

  const CredentialFile& file_;
  std::vector<Finding>* findings_;
  std::vector<InspectedObject> objects_;
  std::string friendly_name_;
  Passphrase passphrase_;
  // By the file's checksum, which it need not have.
  bool passphrase_proved_ = false;
  int64_t budget_ = kMaxIterations;
};

}  // namespace

std::vector<InspectedObject> OpenPkcs12(const CredentialFile& file,
                                        const std::optional<std::string>& passphrase,
                                        std::vector<Finding>* findings) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(file.contents.data());
  const Pkcs12Ptr pkcs12(d2i_PKCS12(nullptr, &bytes, static_cast<long>(file.contents.size())));
  ClearOpenSslErrors();
  if (pkcs12 == nullptr) {
    findings->push_back(Fatal(FindingCode::kObjectMalformed, file, "is no whole PKCS#12 file",
                              "copy the whole file again"));
    return {};
  }
  return Reader(file, findings).Read(*pkcs12, passphrase);
}

}  // namespace certgen
