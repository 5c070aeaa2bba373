#include "services/tls/handshake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Number(size_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

std::string WithSize(const std::string& bytes, int size) {
  return absl::StrCat(Number(bytes.size(), size), bytes);
}

std::string Message(const std::string& body) { return absl::StrCat("\x0b", WithSize(body, 3)); }

Handshake With(const std::string& message, bool is_tls13) {
  Handshake handshake;
  handshake.certificate_message = message;
  handshake.is_tls13 = is_tls13;
  return handshake;
}

const std::string kTls12 = Message(WithSize(WithSize("leaf", 3) + WithSize("issuer", 3), 3));
const std::string kTls13 =
    Message(WithSize("", 1) + WithSize(WithSize("leaf", 3) + WithSize("extension", 2) +
                                           WithSize("issuer", 3) + WithSize("", 2),
                                       3));

TEST(Handshake, CertificatesOfBothFormsOfTheMessage) {
  EXPECT_THAT(CertificatesOf(With(kTls12, false)), ElementsAre("leaf", "issuer"));
  EXPECT_THAT(CertificatesOf(With(kTls13, true)), ElementsAre("leaf", "issuer"));
}

TEST(Handshake, NoneWhereNoneWasPresented) {
  EXPECT_THAT(CertificatesOf(Handshake()), IsEmpty());
  EXPECT_THAT(CertificatesOf(With(Message(WithSize("", 3)), false)), IsEmpty());
  EXPECT_THAT(CertificatesOf(With(Message(WithSize("", 1) + WithSize("", 3)), true)), IsEmpty());
}

TEST(Handshake, NoneOfAMessageThatIsCutOrHasTooMuch) {
  for (const bool is_tls13 : {false, true}) {
    const std::string& whole = is_tls13 ? kTls13 : kTls12;
    for (size_t size = 0; size < whole.size(); ++size) {
      EXPECT_THAT(CertificatesOf(With(whole.substr(0, size), is_tls13)), IsEmpty()) << size;
    }
    EXPECT_THAT(CertificatesOf(With(whole + "x", is_tls13)), IsEmpty());
  }
}

TEST(Handshake, LengthsThatLieReadNothingBeyondTheMessage) {
  for (const bool is_tls13 : {false, true}) {
    const std::string& whole = is_tls13 ? kTls13 : kTls12;
    for (size_t i = 4; i < whole.size(); ++i) {
      for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
        std::string altered = whole;
        altered[i] = value;
        size_t total = 0;
        for (const std::string& der : CertificatesOf(With(altered, is_tls13))) total += der.size();
        EXPECT_LT(total, whole.size());
      }
    }
  }
}

}  // namespace
}  // namespace tls
