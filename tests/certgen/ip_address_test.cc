#include "certgen/ip_address.h"

#include <gtest/gtest.h>

#include <string>

namespace certgen {
namespace {

TEST(IpAddressTest, OctetsAreInNetworkOrder) {
  EXPECT_EQ(IpOctets("1.2.3.4"), std::string("\1\2\3\4"));
  EXPECT_EQ(IpOctets("::1"), std::string(15, '\0') + '\1');
  EXPECT_EQ(IpOctets("::ffff:1.2.3.4"), std::string(10, '\0') + "\xff\xff\1\2\3\4");
}

TEST(IpAddressTest, OnlyOneWholeAddressIsOne) {
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("1.2.3"), std::string("1.2.3.4 "),
        std::string("[::1]"), std::string("::1%lo"), std::string("::1/128"),
        std::string("1.2.3.4\0x", 9)}) {
    EXPECT_EQ(IpOctets(text), std::nullopt) << text;
  }
}

TEST(IpAddressTest, TextAndOctetsAreOneAnothersInverse) {
  for (const char* text : {"0.0.0.0", "255.255.255.255", "::", "2001:db8::a", "::ffff:1.2.3.4"}) {
    EXPECT_EQ(IpText(*IpOctets(text)), text);
  }
}

TEST(IpAddressTest, AnyOtherNumberOfOctetsIsNoAddress) {
  for (const size_t size : {0u, 3u, 5u, 8u, 15u, 17u, 32u}) {
    EXPECT_EQ(IpText(std::string(size, '\1')), std::nullopt);
  }
}

}  // namespace
}  // namespace certgen
