#include "certgen/date_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"

namespace certgen {
namespace {

// The widest time zone is 14 hours from UTC.
constexpr absl::Duration kTimeZones = absl::Hours(14);

std::string Remaining(absl::Duration duration) {
  const auto days = duration / absl::Hours(24);
  if (days >= 2) return absl::StrCat(days, " days");
  const auto hours = duration / absl::Hours(1);
  if (hours >= 2) return absl::StrCat(hours, " hours");
  return absl::StrCat(duration / absl::Minutes(1), " minutes");
}

// A leaf is issued again for as long as it was; one that is always about to end would stay so.
std::string ReissueForLong(const Certificate& certificate, const CredentialFile& file) {
  return Reissue(file, IsShort(certificate) ? "--days 90" : "");
}

std::string ReissueCa(const Certificate& certificate, const CredentialFile& file) {
  return certificate.is_ca()
             ? absl::StrCat("put the CA's current certificate there, or ", Reissue(file))
             : ReissueForLong(certificate, file);
}

// The last second is over as it begins, by OpenSSL's reading of RFC 5280 §4.1.2.5.
bool HasEnded(const Certificate& certificate, absl::Time now) {
  return now >= certificate.not_after();
}

bool BeginsLater(const Certificate& certificate, absl::Time now) {
  return now < certificate.not_before();
}

// To the day: the same finding has the same words for whoever checks a second later.
std::string Today(absl::Time now) { return absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone()); }

std::string NotBefore(const Certificate& certificate, absl::Time now) {
  return absl::StrCat(Called(certificate), " is not valid before ",
                      Rfc3339(certificate.not_before()), ", which is ",
                      Remaining(certificate.not_before() - now), " ahead of this check, on ",
                      Today(now));
}

}  // namespace

bool IsShort(const Certificate& leaf) { return leaf.not_after() - leaf.not_before() < 4 * kSoon; }

void CheckDates(const std::vector<Certificate>& path, const CredentialFile& file, absl::Time now,
                std::vector<Finding>* findings) {
  for (const Certificate& certificate : path) {
    if (HasEnded(certificate, now)) {
      findings->push_back(
          Fatal(FindingCode::kCertificateExpired, file, certificate,
                absl::StrCat(Called(certificate), " expired at ", Rfc3339(certificate.not_after()),
                             ", ", Remaining(now - certificate.not_after()), " ago"),
                ReissueCa(certificate, file)));
    } else if (BeginsLater(certificate, now)) {
      findings->push_back(Fatal(FindingCode::kCertificateNotYetValid, file, certificate,
                                NotBefore(certificate, now),
                                absl::StrCat("set the clock if it is wrong; else wait, or ",
                                             ReissueForLong(certificate, file))));
    } else if (certificate.not_after() - now < kSoon) {
      findings->push_back(Warning(FindingCode::kCertificateExpiresSoon, file, certificate,
                                  absl::StrCat(Called(certificate), " expires in ",
                                               Remaining(certificate.not_after() - now), ", at ",
                                               Rfc3339(certificate.not_after())),
                                  ReissueCa(certificate, file)));
    }
  }
}

void CheckRootDates(const Certificate& root, const CredentialFile& file, absl::Time now,
                    std::vector<Finding>* findings) {
  if (HasEnded(root, now)) {
    findings->push_back(
        Warning(FindingCode::kRootExpired, file, root,
                absl::StrCat("the root ", Called(root), " expired at ", Rfc3339(root.not_after())),
                RenewRoot("replace it by the CA's current certificate", file, root)));
  } else if (BeginsLater(root, now)) {
    findings->push_back(Warning(
        FindingCode::kRootNotYetValid, file, root, absl::StrCat("the root ", NotBefore(root, now)),
        RestoreRoots("set the clock if it is wrong; else wait, or replace it", file)));
  } else if (root.not_after() - now < kSoon) {
    findings->push_back(
        Warning(FindingCode::kCertificateExpiresSoon, file, root,
                absl::StrCat("the root ", Called(root), " expires in ",
                             Remaining(root.not_after() - now), ", at ", Rfc3339(root.not_after())),
                RenewRoot("put the CA's next root beside it", file, root)));
  }
}

void CheckClock(const std::vector<Certificate>& path, const std::vector<Certificate>& roots,
                const CredentialFile& file, absl::Time now, std::vector<Finding>* findings) {
  const auto later = [now](const Certificate& c) { return BeginsLater(c, now); };
  if (path.empty() || !later(path.front())) return;
  const bool all = path.size() + roots.size() > 1 && std::all_of(path.begin(), path.end(), later) &&
                   std::all_of(roots.begin(), roots.end(), later);
  const absl::Duration until = path.front().not_before() - now;
  if (!all && until > kTimeZones) return;
  findings->push_back(
      Warning(FindingCode::kClockProbablyWrong, file, path.front(),
              all ? absl::StrCat("not one certificate has begun on ", Today(now),
                                 ": a clock that says so is probably wrong")
                  : absl::StrCat("the certificate begins in ", Remaining(until),
                                 ": the clock here, or the time zone of the one where it was "
                                 "issued, is probably wrong"),
              "set the clock (timedatectl; for a container, its host's)"));
}

}  // namespace certgen
