#include "certgen/relations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certgen/der_object.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::ValueOf;

InspectedObject KeyOf(const std::string& pem) {
  const PrivateKey key = ValueOf(PrivateKey::FromPem(pem));
  return {PrivateKeyObject{ValueOf(PublicKey::Of(*key.get()))}};
}

TEST(RelationsTest, PlacesAreNumberedWhereAFileHoldsSeveral) {
  const test::TestCa ca;
  std::vector<InspectedFile> files = {{"one", "PEM", {{ca.certificate()}}},
                                      {"two", "PEM", {{ca.certificate()}, {ca.certificate()}}}};
  FindRelations(&files);
  EXPECT_EQ(files[0].objects[0].place, "one");
  EXPECT_EQ(files[1].objects[1].place, "two #2");
}

TEST(RelationsTest, FindsIssuersAcrossFiles) {
  const test::TestCa root;
  const test::TestCa middle = root.Intermediate();
  const RevocationList list = ValueOf(
      RevocationList::FromDer(test::OpenSsl({"crl", "-outform", "DER"}, OpenSslCa(root).List(1))));
  std::vector<InspectedFile> files = {
      {"chain", "PEM", {{middle.Leaf().leaf}, {middle.certificate()}}},
      {"root", "PEM", {{root.certificate()}}},
      {"list", "PEM", {{list}}}};
  FindRelations(&files);
  EXPECT_EQ(files[0].objects[0].issued_by, "chain #2");
  EXPECT_EQ(files[0].objects[1].issued_by, "root");
  EXPECT_EQ(files[1].objects[0].issued_by, "root");
  EXPECT_EQ(files[2].objects[0].issued_by, "root");
}

TEST(RelationsTest, ANameAloneMakesNoIssuer) {
  // Two roots of one name, as openssl makes them.
  const auto root = [] {
    return ValueOf(Certificate::FromPem(test::OpenSsl(
        {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", "/dev/null", "-config", "/dev/null", "-subj", "/CN=same"})));
  };
  const Certificate one = root();
  // Self-issued, but its signature is another's: damage the last octet.
  std::string der = test::OpenSsl({"x509", "-outform", "DER"}, one.ToPem());
  der.back() = static_cast<char>(der.back() ^ 1);
  const Certificate forged = ValueOf(Certificate::FromDer(der));
  std::vector<InspectedFile> files = {{"f", "DER", {{forged}}}, {"other", "PEM", {{root()}}}};
  FindRelations(&files);
  EXPECT_EQ(files[0].objects[0].issued_by, "");
  EXPECT_EQ(files[1].objects[0].issued_by, "other");
}

TEST(RelationsTest, KeysFindTheirCertificatesAndBack) {
  const test::TestCa ca;
  const test::Credential leaf = ca.Leaf();
  std::vector<InspectedFile> files = {{"a", "PEM", {{leaf.leaf}}},
                                      {"b", "PEM", {KeyOf(leaf.key), KeyOf(ca.key_pem())}}};
  FindRelations(&files);
  EXPECT_EQ(files[0].objects[0].counterpart, "b #1");
  EXPECT_EQ(files[1].objects[0].counterpart, "a");
  EXPECT_EQ(files[1].objects[1].counterpart, "");
  EXPECT_EQ(files[1].objects[1].mismatch, "");
}

TEST(RelationsTest, AKeyBesideAnotherKeysCertificateIsAMismatch) {
  const test::TestCa ca;
  const test::Credential leaf = ca.Leaf();
  std::vector<InspectedFile> files = {{"d/tls.crt", "PEM", {{leaf.leaf}}},
                                      {"d/tls.key", "PEM", {KeyOf(ca.key_pem())}},
                                      {"e/ca.crt", "PEM", {{ca.certificate()}}},
                                      {"e/ca.key", "PEM", {KeyOf(ca.key_pem())}}};
  FindRelations(&files);
  EXPECT_EQ(files[1].objects[0].mismatch, "d/tls.crt");
  EXPECT_EQ(files[3].objects[0].mismatch, "");
  EXPECT_EQ(files[3].objects[0].counterpart, "e/ca.crt");
}

TEST(RelationsTest, TwoThousandCertificatesOfOneNameAreNoTrouble) {
  const Certificate certificate = test::TestCa().Leaf().leaf;
  std::vector<InspectedFile> files = {{"f", "PEM", {}}};
  for (int i = 0; i < 2000; ++i) files[0].objects.push_back({certificate});
  FindRelations(&files);
  EXPECT_EQ(files[0].objects[1999].place, "f #2000");
}

}  // namespace
}  // namespace certgen
