#include "certgen/key_encryption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/testing/openssl_program.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

constexpr int64_t kUnknown = std::numeric_limits<int64_t>::max();

KeyEncryption EncryptedBy(const std::vector<std::string>& how) {
  std::vector<std::string> line = {"pkcs8", "-topk8", "-passout", "pass:x", "-outform", "DER"};
  line.insert(line.end(), how.begin(), how.end());
  const std::string der = test::OpenSsl(line, test::TestCa().key_pem());
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const X509SigPtr key(d2i_X509_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(key.get(), &algorithm, nullptr);
  return DescribeEncryption(*algorithm);
}

TEST(KeyEncryptionTest, TellsCipherDerivationAndCost) {
  const KeyEncryption usual = EncryptedBy({"-v2", "aes-256-cbc", "-iter", "5000"});
  EXPECT_EQ(usual.description, "AES-256-CBC by PBKDF2 (hmacWithSHA256, 5000 iterations)");
  EXPECT_EQ(usual.iterations, 5000);
  EXPECT_EQ(EncryptedBy({"-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"}).description,
            "AES-128-CBC by PBKDF2 (hmacWithSHA1, 2048 iterations)");
  const KeyEncryption old = EncryptedBy({"-v1", "PBE-SHA1-3DES", "-iter", "7"});
  EXPECT_EQ(old.description, "PBE-SHA1-3DES (7 iterations)");
  EXPECT_EQ(old.iterations, 7);
}

TEST(KeyEncryptionTest, ACostThatIsUnknownIsWithoutLimit) {
  const KeyEncryption scrypt = EncryptedBy({"-scrypt"});
  EXPECT_EQ(scrypt.description, "AES-256-CBC by id-scrypt");
  EXPECT_EQ(scrypt.iterations, kUnknown);
  X509_ALGOR algorithm = {OBJ_nid2obj(NID_pbes2), nullptr};
  EXPECT_EQ(DescribeEncryption(algorithm).iterations, kUnknown);
  algorithm.algorithm = OBJ_nid2obj(NID_sha256);
  EXPECT_EQ(DescribeEncryption(algorithm).description, "SHA256");
  EXPECT_EQ(DescribeEncryption(algorithm).iterations, kUnknown);
}

}  // namespace
}  // namespace certgen
