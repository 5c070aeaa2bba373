#include "certgen/handshake_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace certgen {
namespace {

// gRFC A118, in its order.
TEST(HandshakeResultTest, NamesAreThoseOfTheGrfc) {
  std::vector<std::string> names;
  for (int value = static_cast<int>(HandshakeResult::kUnknownFailure);
       value <= static_cast<int>(HandshakeResult::kPeerConnectionClosed); ++value) {
    names.push_back(HandshakeResultName(static_cast<HandshakeResult>(value)));
  }
  EXPECT_THAT(
      names,
      ::testing::ElementsAre(
          "UNKNOWN_FAILURE", "CERTIFICATE_VERIFICATION_FAILED", "CERTIFICATE_REVOKED",
          "CERTIFICATE_EXPIRED", "CERTIFICATE_NOT_YET_VALID", "CERTIFICATE_AUTHORITY_INVALID",
          "CERTIFICATE_HOSTNAME_MISMATCH", "CERTIFICATE_MALFORMED", "CIPHER_SUITE_MISMATCH",
          "PROTOCOL_VERSION_UNSUPPORTED", "INAPPROPRIATE_FALLBACK", "NO_APPLICATION_PROTOCOL",
          "SIGNATURE_VERIFICATION_FAILED", "DECRYPTION_FAILED", "KEY_EXCHANGE_FAILURE",
          "UNEXPECTED_MESSAGE", "HANDSHAKE_TIMEOUT", "PEER_CONNECTION_CLOSED"));
}

TEST(HandshakeResultTest, WhatReachesNoWireHasNoName) {
  EXPECT_EQ(HandshakeResultName(HandshakeResult::kNone), "");
}

}  // namespace
}  // namespace certgen
