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

TEST(KeyEncryptionTest, ScryptCostsTheProductOfItsParameters) {
  const KeyEncryption usual = EncryptedBy({"-scrypt"});
  EXPECT_EQ(usual.description, "AES-256-CBC by scrypt (N 16384, r 8, p 1)");
  EXPECT_EQ(usual.iterations, 16384 * 8);
  EXPECT_EQ(EncryptedBy({"-scrypt_N", "1024", "-scrypt_r", "4", "-scrypt_p", "9"}).iterations,
            1024 * 4 * 9);
}

// In place of N = 1024, which is 02 02 04 00.
KeyEncryption ScryptWith(const std::string& n) {
  std::string der = test::OpenSsl({"pkcs8", "-topk8", "-passout", "pass:x", "-outform", "DER",
                                   "-scrypt_N", "1024", "-scrypt_r", "8", "-scrypt_p", "1"},
                                  test::TestCa().key_pem());
  const size_t at = der.find(std::string("\x02\x02\x04\x00", 4));
  EXPECT_NE(at, std::string::npos);
  der.replace(at + 2, 2, n);
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const X509SigPtr key(d2i_X509_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(key.get(), &algorithm, nullptr);
  return DescribeEncryption(*algorithm);
}

TEST(KeyEncryptionTest, ScryptThatTakesMoreMemoryThanOpenSslGivesIsWithoutLimit) {
  EXPECT_EQ(ScryptWith(std::string("\x40\x00", 2)).iterations, 16384 * 8);
  // 32767 * 8 * 128 is just below 32 MiB, and what comes on top is not.
  EXPECT_EQ(ScryptWith("\x7f\xff").iterations, kUnknown);
  // Negative.
  EXPECT_EQ(ScryptWith(std::string("\x80\x00", 2)).iterations, kUnknown);
}

TEST(KeyEncryptionTest, TellsTheEncryptionOfABlock) {
  const std::string plain = test::TestCa().key_pem();
  const auto of = [](const std::string& pem) { return EncryptionOf(SplitPem(pem).front()); };
  EXPECT_FALSE(of(plain));
  const auto pkcs8 = of(test::OpenSsl({"pkcs8", "-topk8", "-passout", "pass:x"}, plain));
  ASSERT_TRUE(pkcs8);
  EXPECT_THAT(pkcs8->description, testing::HasSubstr("2048 iterations"));
  const auto old = of(test::OpenSsl({"ec", "-aes128", "-passout", "pass:x"}, plain));
  ASSERT_TRUE(old);
  EXPECT_EQ(old->description, "AES-128-CBC by MD5");
  EXPECT_EQ(old->iterations, 1);
  EXPECT_FALSE(old->legacy);
  EXPECT_FALSE(
      of("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE "
         "KEY-----\n"));
}

TEST(KeyEncryptionTest, ACostThatIsUnknownIsWithoutLimit) {
  X509_ALGOR algorithm = {OBJ_nid2obj(NID_pbes2), nullptr};
  EXPECT_EQ(DescribeEncryption(algorithm).iterations, kUnknown);
  algorithm.algorithm = OBJ_nid2obj(NID_sha256);
  EXPECT_EQ(DescribeEncryption(algorithm).description, "SHA256");
  EXPECT_EQ(DescribeEncryption(algorithm).iterations, kUnknown);
}

}  // namespace
}  // namespace certgen
