#include "certgen/pkcs7_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/inspected.h"
#include "tests/certgen/openssl_ca.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Pkcs7FileTest : public ::testing::Test {
 protected:
  std::vector<std::string> Open(const std::string& contents) {
    findings_.clear();
    CredentialFile file;
    file.path = "a.p7b";
    file.contents = contents;
    return KindsIn(OpenPkcs7(file, &findings_));
  }

  const test::TestCa ca_;
  test::TempDir dir_;
  std::vector<Finding> findings_;
};

TEST_F(Pkcs7FileTest, HoldsCertificatesAndLists) {
  ca_.Leaf().WriteTo(dir_.path());
  const std::string contents = test::OpenSsl({"crl2pkcs7", "-certfile", dir_.File("tls.crt"),
                                              "-certfile", dir_.File("ca.crt"), "-outform", "DER"},
                                             OpenSslCa(ca_).List(1));
  EXPECT_THAT(Open(contents), ElementsAre("certificate", "certificate", "list"));
  EXPECT_THAT(findings_, IsEmpty());
}

TEST_F(Pkcs7FileTest, WhatHoldsNoneIsAFinding) {
  ca_.Leaf({.key = KeyType::kRsa2048}).WriteTo(dir_.path());
  const std::string encrypted =
      test::OpenSsl({"smime", "-encrypt", "-outform", "DER", dir_.File("tls.crt")}, "hello");
  for (const std::string& contents : {encrypted, std::string("x")}) {
    EXPECT_THAT(Open(contents), IsEmpty());
    EXPECT_THAT(CodesIn(findings_), ElementsAre("OBJECT_MALFORMED"));
  }
}

}  // namespace
}  // namespace certgen
