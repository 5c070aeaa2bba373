#include "certgen/listing_report.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/certificate_role.h"
#include "certgen/lifetime.h"
#include "certgen/one_line.h"

namespace certgen {
namespace {

using Row = std::array<std::string, 5>;

constexpr size_t kMaxNames = 60;

// As many whole names as fit, at least one.
std::string Names(const Certificate& certificate) {
  const std::vector<SubjectAltName> names = certificate.names();
  if (names.empty()) {
    const std::string common_name = certificate.common_name();
    return common_name.empty() ? certificate.subject() : common_name;
  }
  std::string text = ToString(names.front());
  for (size_t i = 1; i < names.size(); ++i) {
    const std::string next = absl::StrCat(", ", ToString(names[i]));
    if (text.size() + next.size() > kMaxNames) {
      return absl::StrCat(text, ", +", names.size() - i, " more");
    }
    text += next;
  }
  return text;
}

std::string UseText(const ListedCredential& one) {
  if (one.is_ca) return "CA";
  const std::vector<std::string> uses = UsesOf(one.certificate->extensions());
  return uses.empty() ? "any" : absl::StrJoin(uses, ", ");
}

std::string IssuerText(const ListedCredential& one) {
  if (one.issuer == one.name) return "itself";
  return one.issuer.empty() ? absl::StrCat(one.certificate->issuer(), " (not here)") : one.issuer;
}

std::string Left(const Certificate& certificate, absl::Time now) {
  std::string left = TimeLeft(certificate.not_before(), certificate.not_after(), now);
  const std::optional<int64_t> days = DaysLeft(certificate.not_after(), now);
  if (!days) return left;
  if (*days < 0) return absl::StrCat("EXPIRED ", left.substr(std::string("expired ").size()));
  if (now < certificate.not_before()) return absl::StrCat("not yet valid: ", left);
  return *days > 1 ? absl::StrCat(*days) : absl::StrCat(*days, " (", left, ")");
}

Row RowOf(const ListedCredential& one, absl::Time now) {
  Row row = {one.name, "-", "-", one.is_ca ? "CA" : "-", ""};
  if (one.certificate) {
    row = {one.name, IssuerText(one), Names(*one.certificate), UseText(one),
           Left(*one.certificate, now)};
  }
  if (!one.findings.empty()) {
    const Finding& first = one.findings.front();
    row.back() +=
        absl::StrCat(row.back().empty() ? "" : ", ", "BROKEN: ", first.file, ": ", first.cause);
  }
  for (std::string& cell : row) cell = OneLine(cell);
  return row;
}

// In characters, as names may be beyond ASCII.
size_t Width(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::string Describe(const std::vector<ListedCredential>& listed, absl::Time now) {
  std::vector<Row> rows = {{"NAME", "ISSUER", "NAMES", "USAGE", "DAYS LEFT"}};
  for (const ListedCredential& one : listed) rows.push_back(RowOf(one, now));
  std::array<size_t, 5> widths = {};
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths.at(i) = std::max(widths.at(i), Width(row.at(i)));
  }
  std::string text;
  for (const Row& row : rows) {
    for (size_t i = 0; i + 1 < row.size(); ++i) {
      const std::string& cell = row.at(i);
      absl::StrAppend(&text, cell, std::string(widths.at(i) - Width(cell) + 2, ' '));
    }
    absl::StrAppend(&text, row.back(), "\n");
  }
  return text;
}

Json ToJson(const std::vector<ListedCredential>& listed, absl::Time now) {
  std::vector<Finding> findings;
  Json credentials = Json::array();
  for (const ListedCredential& one : listed) {
    findings.insert(findings.end(), one.findings.begin(), one.findings.end());
    Json entry;
    entry["name"] = one.name;
    entry["directory"] = one.directory;
    entry["kind"] = one.is_ca ? "ca" : "leaf";
    entry["issuer"] = one.issuer.empty() ? Json(nullptr) : Json(one.issuer);
    entry["ok"] = one.findings.empty();
    entry["certificate"] = nullptr;
    if (one.certificate) {
      Json& certificate = entry["certificate"];
      certificate = ToJson(*one.certificate);
      const std::optional<int64_t> days = DaysLeft(one.certificate->not_after(), now);
      certificate["days_left"] = days ? Json(*days) : Json(nullptr);
      certificate["names"] = Json::array();
      for (const SubjectAltName& name : one.certificate->names()) {
        certificate["names"].push_back(ToString(name));
      }
      certificate["uses"] = UsesOf(one.certificate->extensions());
      certificate["sha256_fingerprint"] = one.certificate->sha256_fingerprint();
    }
    credentials.push_back(std::move(entry));
  }
  std::optional<JsonError> error;
  if (!findings.empty()) {
    const Finding& first = findings.front();
    error = JsonError{FindingCodeName(first.code), first.cause, first.cure};
  }
  Json document = JsonDocument(error, findings);
  document["credentials"] = std::move(credentials);
  return document;
}

}  // namespace certgen
