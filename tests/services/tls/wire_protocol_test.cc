#include "services/tls/wire_protocol.h"

#include <gtest/gtest.h>

#include <string>

namespace tls {
namespace {

TEST(WireProtocolTest, TellsServersByTheirFirstBytes) {
  EXPECT_EQ(ProtocolOfServer(""), WireProtocol::kNothing);
  EXPECT_EQ(ProtocolOfServer("\x16\x03\x03"), WireProtocol::kTls);
  EXPECT_EQ(ProtocolOfServer("\x15\x03\x01"), WireProtocol::kTls);
  EXPECT_EQ(ProtocolOfServer("HTTP/1.1 400 Bad Request\r\n"), WireProtocol::kHttp1);
  EXPECT_EQ(ProtocolOfServer("<html><head>"), WireProtocol::kHttp1);
  EXPECT_EQ(ProtocolOfServer(std::string("\0\0\x06\x04\0\0\0\0\0", 9)), WireProtocol::kHttp2);
  EXPECT_EQ(ProtocolOfServer(std::string("\0\0\x08\x07\0\0\0\0\0", 9)), WireProtocol::kHttp2);
  // A stream of its own is nothing that a server begins with.
  EXPECT_EQ(ProtocolOfServer(std::string("\0\0\x06\x04\0\0\0\0\1", 9)), WireProtocol::kOther);
  EXPECT_EQ(ProtocolOfServer("SSH-2.0-OpenSSH_9.2\r\n"), WireProtocol::kOther);
}

TEST(WireProtocolTest, TellsClientsByTheirFirstBytes) {
  EXPECT_EQ(ProtocolOfClient("\x16\x03\x01"), WireProtocol::kTls);
  EXPECT_EQ(ProtocolOfClient("PRI * HTTP/2.0"), WireProtocol::kHttp2);
  EXPECT_EQ(ProtocolOfClient("GET / HTTP/1.1"), WireProtocol::kHttp1);
  // The watch sees five bytes and no more.
  EXPECT_EQ(ProtocolOfClient("OPTIO"), WireProtocol::kHttp1);
  EXPECT_EQ(ProtocolOfClient("junk!"), WireProtocol::kOther);
}

TEST(WireProtocolTest, QuotesTextOnOneLineAndEverythingElseInHexadecimal) {
  EXPECT_EQ(Quoted("220 mail\r\n250 more"), "'220 mail'");
  EXPECT_EQ(Quoted("a'b"), "'a\\'b'");
  EXPECT_EQ(Quoted("\x1b[31mred"), "the bytes 1b5b33316d726564");
  EXPECT_LT(Quoted(std::string(1000, 'x')).size(), 50U);
}

}  // namespace
}  // namespace tls
