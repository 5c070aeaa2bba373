#include "certgen/inspection_json_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "certgen/fingerprint.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/certgen/openssl_certificate.h"

namespace certgen {
namespace {

using test::ValueOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json ObjectOf(InspectedObject object) {
  const Inspection inspection = {{{"f", "PEM", {std::move(object)}}}, {}};
  return ToJson(inspection, absl::Now())["files"][0]["objects"][0];
}

// The extension with this OID.
Json Extension(const Json& object, const std::string& oid) {
  for (const Json& extension : object["extensions"]) {
    if (extension["oid"] == oid) return extension;
  }
  return nullptr;
}

TEST(InspectionJsonReportTest, ACertificateHasWhatOpenSslPrints) {
  const Certificate certificate = ParsedCertificateWith(
      {"basicConstraints=critical,CA:TRUE,pathlen:2", "keyUsage=critical,keyCertSign,cRLSign",
       "extendedKeyUsage=serverAuth,1.2.3.4", "subjectAltName=DNS:a.test,IP:10.0.0.1,URI:x:y",
       "nameConstraints=permitted;DNS:a.test", "certificatePolicies=1.2.3"},
      {"-days", "20", "-set_serial", "0x0A0B0C"});
  const Json json = ObjectOf({certificate});
  EXPECT_EQ(json["kind"], "certificate");
  EXPECT_EQ(json["role"], "root CA");
  const std::string text = OpenSslX509(certificate, {"-text"});
  const auto in_text = [&text](const Json& value) {
    EXPECT_THAT(text, HasSubstr(value.get<std::string>()));
  };
  EXPECT_EQ(json["version"], 3);
  EXPECT_THAT(text, HasSubstr("Version: 3 (0x2)"));
  in_text(json["signature_algorithm"]);
  in_text(json["key"]["curve"]);
  EXPECT_THAT(text, HasSubstr("(" + json["key"]["bits"].dump() + " bit)"));
  EXPECT_EQ(OpenSslX509(certificate, {"-serial"}),
            "serial=" + json["serial"].get<std::string>() + "\n");
  EXPECT_EQ(OpenSslX509(certificate, {"-fingerprint", "-sha1"}),
            "sha1 Fingerprint=" + json["sha1_fingerprint"].get<std::string>() + "\n");
  EXPECT_EQ(OpenSslX509(certificate, {"-fingerprint", "-sha256"}),
            "sha256 Fingerprint=" + json["sha256_fingerprint"].get<std::string>() + "\n");
  const std::string key_der =
      test::OpenSsl({"pkey", "-pubin", "-outform", "DER"}, OpenSslX509(certificate, {"-pubkey"}));
  EXPECT_EQ(json["key"]["sha256_fingerprint"], Fingerprint(key_der, EVP_sha256()));
  const auto hex = [](const std::string& bytes) {
    return absl::AsciiStrToUpper(absl::BytesToHexString(bytes));
  };
  EXPECT_EQ(json["key"]["der"], hex(key_der));
  // The last field of the encoding.
  EXPECT_THAT(hex(test::OpenSsl({"x509", "-outform", "DER"}, certificate.ToPem())),
              testing::EndsWith(json["signature"].get<std::string>()));
  EXPECT_GT(json["signature"].get<std::string>().size(), 2 * 64u);
  EXPECT_EQ(json["signature_hash"], "SHA256");
  EXPECT_EQ(json["subject"], "CN=x");
  EXPECT_EQ(json["issuer_attributes"],
            Json::array({{{"type", "CN"}, {"oid", "2.5.4.3"}, {"value", "x"}}}));
  EXPECT_EQ(json["days_left"], 19);
  EXPECT_EQ(json["self_signed"], true);
  EXPECT_EQ(json["is_ca"], true);
  EXPECT_THAT(json["names"], ElementsAre("DNS:a.test", "IP:10.0.0.1", "URI:x:y"));
}

TEST(InspectionJsonReportTest, ExtensionsHaveTheirStructureAndTheirOctets) {
  const Json json = ObjectOf({ParsedCertificateWith(
      {"basicConstraints=critical,CA:TRUE,pathlen:2", "extendedKeyUsage=serverAuth,1.2.3.4",
       "subjectAltName=DNS:a.test,IP:10.0.0.1", "1.2.3.4=critical,DER:04:01:AA",
       "2.5.29.15=DER:FF"})});
  const Json constraints = Extension(json, "2.5.29.19");
  EXPECT_EQ(constraints["name"], "basicConstraints");
  EXPECT_EQ(constraints["critical"], true);
  EXPECT_EQ(constraints["value"], (Json{{"ca", true}, {"path_length", 2}}));
  EXPECT_EQ(constraints["der"], "30060101FF020102");
  EXPECT_THAT(Extension(json, "2.5.29.37")["value"], ElementsAre("serverAuth", "1.2.3.4"));
  EXPECT_THAT(Extension(json, "2.5.29.17")["value"]["ip"], ElementsAre("10.0.0.1"));
  const Json unknown = Extension(json, "1.2.3.4");
  EXPECT_EQ(unknown["name"], nullptr);
  EXPECT_EQ(unknown["critical"], true);
  EXPECT_EQ(unknown["value"], nullptr);
  EXPECT_EQ(unknown["malformed"], false);
  EXPECT_EQ(unknown["der"], "0401AA");
  EXPECT_EQ(Extension(json, "2.5.29.15")["malformed"], true);
}

TEST(InspectionJsonReportTest, EveryOtherKindHasItsFields) {
  const test::TestCa ca;
  const OpenSslCa openssl(ca);
  const Certificate leaf = ca.Leaf().leaf;
  openssl.Revoke(leaf, "keyCompromise");
  const Json list = ObjectOf({ValueOf(
      RevocationList::FromDer(test::OpenSsl({"crl", "-outform", "DER"}, openssl.List(7))))});
  EXPECT_EQ(list["kind"], "revocation_list");
  EXPECT_EQ(list["revoked"][0]["serial"], leaf.serial());
  EXPECT_EQ(list["revoked"][0]["reason"], "Key Compromise");
  EXPECT_EQ(Extension(list, "2.5.29.20")["value"], "42");

  const PublicKey half = ValueOf(PublicKey::Of(*ca.key().get()));
  EXPECT_EQ(ObjectOf({PrivateKeyObject{half}})["kind"], "private_key");
  EXPECT_EQ(ObjectOf({half})["key"]["description"], "ec-p256");
  EXPECT_EQ(ObjectOf({EncryptedKeyObject{"x"}})["encryption"], "x");
  EXPECT_EQ(ObjectOf({OtherObject{"x"}})["what"], "x");
}

TEST(InspectionJsonReportTest, WhatCouldNotBeReadIsAnErrorWithItsFinding) {
  const Inspection inspection = {
      {{"f", "", {}}},
      {{FindingCode::kPassphraseWrong, Severity::kFatal, "f", std::nullopt, "cause", "cure"}}};
  const Json json = ToJson(inspection, absl::Now());
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["error"]["code"], "PASSPHRASE_WRONG");
  EXPECT_EQ(json["error"]["cure"], "cure");
  EXPECT_EQ(json["findings"][0]["file"], "f");
  EXPECT_EQ(json["files"][0]["form"], nullptr);
}

}  // namespace
}  // namespace certgen
