// Which callers a rule is for: one name of their certificates, or `*` in place of whole parts of
// it.
#ifndef SERVICES_TLS_CALLER_PATTERN_H_
#define SERVICES_TLS_CALLER_PATTERN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/tls/caller_names.h"

namespace tls {

class CallerPattern {
 public:
  // "dns:NAME", "uri:URI" or "ip:ADDRESS". `*` stands for one whole label of a DNS name (RFC 1034
  // §3.1; not for all of them) or one whole segment of a URI's path (RFC 3986 §3.3, none that is
  // percent-encoded or a dot), and never for a part of one, for two, or for none. kInvalidArgument
  // says what is wrong and, where it can be told, the nearest pattern that is right.
  static absl::StatusOr<CallerPattern> Parse(const std::string& text);

  // Any of `names` fits. DNS names without regard to case, URIs exactly, addresses by their octets.
  bool Matches(const CallerNames& names) const { return !Matched(names).empty(); }

  // It has no `*`, and text() is the one name that it stands for.
  bool is_exact() const;

  // Of `names` the first that fits, as RuleForms has it; empty: none does.
  std::string Matched(const CallerNames& names) const;

  // As written, but DNS names in lower case and addresses in the form of inet_ntop.
  const std::string& text() const { return text_; }

 private:
  enum class Kind { kDns, kUri, kIp };

  CallerPattern(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}

  static absl::StatusOr<CallerPattern> ParseDns(const std::string& name);
  static absl::StatusOr<CallerPattern> ParseUri(const std::string& uri);
  static absl::StatusOr<CallerPattern> ParseIp(const std::string& address);

  bool Fits(const std::string& name) const;
  bool FitsDns(const std::string& name) const;
  bool FitsUri(const std::string& uri) const;
  bool FitsIp(const std::string& address) const;

  Kind kind_;
  std::string text_;
  // A URI as far as its path, such as "spiffe://example.org".
  std::string start_;
  // Labels, segments, or the octets of an address.
  std::vector<std::string> parts_;
};

}  // namespace tls

#endif  // SERVICES_TLS_CALLER_PATTERN_H_
