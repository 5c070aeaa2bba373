#include "certgen/fingerprint.h"

#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "tests/testing/openssl_program.h"

namespace certgen {
namespace {

TEST(FingerprintTest, HexadecimalHasColonsAndUpperCase) {
  EXPECT_EQ(ColonHex(""), "");
  EXPECT_EQ(ColonHex(std::string("\x00\xAB", 2)), "00:AB");
}

TEST(FingerprintTest, IsTheDigestThatOpenSslComputes) {
  const std::string bytes("a\0b", 3);
  for (const auto& [name, digest] : {std::pair{"-sha256", EVP_sha256()}, {"-sha1", EVP_sha1()}}) {
    // "…(stdin)= aa:bb:…\n"
    const std::string printed = test::OpenSsl({"dgst", name, "-c"}, bytes);
    EXPECT_EQ(
        Fingerprint(bytes, digest),
        absl::AsciiStrToUpper(absl::StripAsciiWhitespace(printed.substr(printed.find("= ") + 2))));
  }
}

}  // namespace
}  // namespace certgen
