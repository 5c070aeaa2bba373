#include "certgen/finding_report.h"

#include <gtest/gtest.h>

#include <vector>

namespace certgen {
namespace {

TEST(FindingReportTest, AreOneLineEachAndWarningsAreMarked) {
  const std::vector<Finding> findings = {
      {FindingCode::kFileEmpty, Severity::kFatal, "tls.key", {}, "is empty", "write it"},
      {FindingCode::kCertificateExpired,
       Severity::kWarning,
       "tls.crt",
       {},
       "has expired",
       "issue it again"}};
  EXPECT_EQ(Describe("program", findings),
            "program: tls.key: is empty; write it [FILE_EMPTY]\n"
            "program: warning: tls.crt: has expired; issue it again [CERTIFICATE_EXPIRED]\n");
  EXPECT_EQ(Describe("program", {}), "");
}

TEST(FindingReportTest, TheFirstFatalOneIsTheDocumentsError) {
  const Finding warning = {
      FindingCode::kCertificateExpired, Severity::kWarning, "tls.crt", {}, "w", "x"};
  const Finding first = {FindingCode::kFileEmpty, Severity::kFatal, "tls.key", {}, "cause", "cure"};
  Finding second = first;
  second.code = FindingCode::kNotPem;
  const auto error = FirstFatal({warning, first, second});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, "FILE_EMPTY");
  EXPECT_EQ(error->cause, "cause");
  EXPECT_EQ(error->cure, "cure");
  EXPECT_FALSE(FirstFatal({warning}));
  EXPECT_FALSE(FirstFatal({}));
}

}  // namespace
}  // namespace certgen
