#include "certgen/revocation_check.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/own_revocation.h"
#include "certgen/pem.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "revocation lists";

std::string HowToRenew(const std::string& issuer, const CredentialFile& file) {
  return absl::StrCat("fetch the present list of ", issuer, " as PEM and put it in place: mv ",
                      ShellWord(file.path + ".new"), " ", ShellWord(file.path));
}

std::string HowToFetch(const CredentialFile& file) {
  return absl::StrCat("put the CA's present list there (it begins with -----BEGIN X509 CRL), ",
                      "or leave it out: mv ", ShellWord(file.path), " ",
                      ShellWord(file.path + ".old"));
}

Finding Malformed(const CredentialFile& file, std::string cause, std::string cure) {
  return Damaged(FindingCode::kRevocationListMalformed, file, std::move(cause), std::move(cure));
}

// The file's faults as a whole, as of any file, with cures that fetch a list.
std::optional<Finding> AboutFile(const CredentialFile& file) {
  if (std::optional<Finding> finding = CheckReadable(file, kWhat)) {
    if (file.fault == FindingCode::kFileMissing) {
      finding->cure = absl::StrCat(
          "check the path, or fetch the CA's present list and put it there: mv NEW.pem ",
          ShellWord(file.path));
    } else if (file.fault == FindingCode::kFileIsDirectory) {
      finding->cure = "name the file inside it: --crl FILE";
    } else if (!file.fault) {
      finding->cure = HowToFetch(file);
    }
    return finding;
  }
  const FileContents contents = RecognizeContents(file.contents);
  if (contents == FileContents::kDerRevocationList) {
    return Malformed(file, "is a revocation list in DER form; it must be in PEM form",
                     absl::StrCat("convert it: openssl crl -inform DER -in ", ShellWord(file.path),
                                  " -out ", ShellWord(file.path + ".pem"), " && mv ",
                                  ShellWord(file.path + ".pem"), " ", ShellWord(file.path)));
  }
  if (contents != FileContents::kPem) {
    return Malformed(file, absl::StrCat("is ", Describe(contents), ", not revocation lists in PEM"),
                     HowToFetch(file));
  }
  return std::nullopt;
}

// By OpenSSL's rules: it then passes over the list, or refuses everybody by it.
std::optional<std::string> WhyOfNoUse(const RevocationList& list) {
  if (list.HasExtension(NID_delta_crl)) {
    return "is a delta list, which only adds to a complete one and is not looked at";
  }
  for (int i = 0; i < X509_CRL_get_ext_count(list.get()); ++i) {
    X509_EXTENSION* extension = X509_CRL_get_ext(list.get(), i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    const bool known = nid == NID_issuing_distribution_point || nid == NID_authority_key_identifier;
    if (X509_EXTENSION_get_critical(extension) == 1 && !known) {
      return "has a critical extension that OpenSSL does not know";
    }
  }
  if (list.this_update() == absl::InfinitePast() || list.next_update() == absl::InfinitePast()) {
    return "has a date that cannot be read";
  }
  return std::nullopt;
}

std::vector<RevocationList> ReadLists(const CredentialFile& file, std::vector<Finding>* findings) {
  std::vector<RevocationList> lists;
  const std::vector<PemBlock> blocks = SplitPem(file.contents);
  int entry = 0;
  for (const PemBlock& block : blocks) {
    if (block.label != PEM_STRING_X509_CRL) continue;
    ++entry;
    const std::string where = absl::StrCat("list ", entry, " (line ", block.line, ") ");
    const absl::StatusOr<RevocationList> list = block.complete
                                                    ? RevocationList::FromPem(block.text)
                                                    : absl::InvalidArgumentError("no END line");
    if (!list.ok()) {
      const char* what = block.complete ? "is damaged" : "lacks its BEGIN or END line";
      findings->push_back(Malformed(file, where + what, HowToFetch(file)));
    } else if (const auto why = WhyOfNoUse(*list)) {
      findings->push_back(
          Fatal(FindingCode::kRevocationListMalformed, file,
                absl::StrCat(where, "of ", list->issuer(), " ", *why),
                absl::StrCat("put the CA's complete list there: mv ", ShellWord(file.path + ".new"),
                             " ", ShellWord(file.path))));
    } else {
      lists.push_back(*list);
    }
  }
  if (entry == 0) {
    findings->push_back(Malformed(
        file, absl::StrCat("holds ", DescribeLabel(blocks.front().label), ", not revocation lists"),
        HowToFetch(file)));
  }
  return lists;
}

bool IsOver(const RevocationList& list, absl::Time now) {
  return list.next_update() && now >= *list.next_update();
}

void CheckListDates(const RevocationList& list, const std::vector<RevocationList>& all,
                    const CredentialFile& file, absl::Time now, std::vector<Finding>* findings) {
  const bool succeeded = std::any_of(all.begin(), all.end(), [&](const RevocationList& other) {
    return X509_NAME_cmp(other.issuer_name(), list.issuer_name()) == 0 && !IsOver(other, now) &&
           other.this_update() <= now;
  });
  if (succeeded) return;
  if (now < list.this_update()) {
    findings->push_back(Fatal(
        FindingCode::kRevocationListNotYetValid, file,
        absl::StrCat("the list of ", list.issuer(), " begins at ", Rfc3339(list.this_update()),
                     ", ahead of this check on ",
                     absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone())),
        absl::StrCat("set the clock if it is wrong; else ", HowToRenew(list.issuer(), file))));
  } else if (IsOver(list, now)) {
    findings->push_back(
        Fatal(FindingCode::kRevocationListExpired, file,
              absl::StrCat("the list of ", list.issuer(), " of ", Rfc3339(list.this_update()),
                           " is stale: the next one was due at ", Rfc3339(*list.next_update())),
              HowToRenew(list.issuer(), file)));
  }
}

enum class Origin { kKnown, kUnknown, kForeign };

// Whether one of `cas` issued it; says so if it bears the name of one that did not.
Origin CheckOrigin(const RevocationList& list, const std::vector<Certificate>& cas,
                   const CredentialFile& file, std::vector<Finding>* findings) {
  const Certificate* namesake = nullptr;
  for (const Certificate& ca : cas) {
    if (!list.NamesAsIssuer(ca)) continue;
    namesake = &ca;
    if (!list.IsSignedBy(ca)) continue;
    if (!ca.has_key_usages() || ca.has_key_usage(KU_CRL_SIGN)) return Origin::kKnown;
    findings->push_back(Fatal(FindingCode::kRevocationListForeign, file, ca,
                              absl::StrCat("the list of ", list.issuer(),
                                           " counts for nobody: that CA's certificate has a key "
                                           "usage without cRLSign, so it may not sign lists"),
                              "have the CA's certificate issued with cRLSign, or check without "
                              "lists: leave --crl out"));
    return Origin::kForeign;
  }
  if (namesake == nullptr) return Origin::kUnknown;
  findings->push_back(
      Fatal(FindingCode::kRevocationListForeign, file, *namesake,
            absl::StrCat("the list bears the name of ", list.issuer(),
                         ", whose key did not sign it: it is of another CA of that name, or was "
                         "altered"),
            HowToRenew(list.issuer(), file)));
  return Origin::kForeign;
}

// `said`: of a list that bears the root's name.
bool IsSaidOf(const Certificate& root, const std::vector<Finding>& said) {
  return std::any_of(said.begin(), said.end(), [&](const Finding& finding) {
    return finding.code == FindingCode::kRevocationListForeign && finding.certificate &&
           X509_NAME_cmp(X509_get_subject_name(finding.certificate->get()),
                         X509_get_subject_name(root.get())) == 0;
  });
}

// There is a list of an intermediate below `root`, which then issues to the peers.
bool HasListBelow(const Certificate& root, const std::vector<Certificate>& chain,
                  const std::vector<RevocationList>& lists) {
  return std::any_of(chain.begin(), chain.end(), [&](const Certificate& ca) {
    return ca.is_ca() && ca.issuer() == root.subject() &&
           std::any_of(lists.begin(), lists.end(),
                       [&](const RevocationList& list) { return list.NamesAsIssuer(ca); });
  });
}

// Each CA that peers may be issued by wants a list, be it stale: that is said of the list.
std::vector<Finding> FindMissing(const ChainFiles& files, const std::vector<RevocationList>& lists,
                                 const CredentialFile& file, const std::vector<Finding>& said,
                                 absl::Time now) {
  std::vector<Finding> missing;
  for (const Certificate& root : files.roots) {
    if (!root.CanIssue() || now >= root.not_after()) continue;
    const bool has_list = std::any_of(lists.begin(), lists.end(), [&](const RevocationList& list) {
      return list.NamesAsIssuer(root) && list.IsSignedBy(root);
    });
    if (has_list || IsSaidOf(root, said)) continue;
    missing.push_back(
        Fatal(FindingCode::kRevocationListMissing, file, root,
              absl::StrCat("has no list of ", Called(root),
                           ", which is trusted to issue certificates: every peer that it issued "
                           "would be refused"),
              absl::StrCat("fetch its present list as PEM and add that: cat LIST.pem >> ",
                           ShellWord(file.path))));
    if (HasListBelow(root, files.chain, lists)) missing.back().severity = Severity::kWarning;
  }
  return missing;
}

bool IssuedOneOf(const RevocationList& list, const std::vector<Certificate>& chain) {
  return std::any_of(chain.begin(), chain.end(), [&](const Certificate& own) {
    return X509_NAME_cmp(list.issuer_name(), X509_get_issuer_name(own.get())) == 0;
  });
}

Finding Unknown(const RevocationList& list, const CredentialFile& file) {
  return Fatal(
      FindingCode::kRevocationListForeign, file,
      absl::StrCat("no CA that is known here is ", list.issuer(),
                   ", whose list this is: it counts only for peers that send that CA along"),
      absl::StrCat("give the list of the CA that issues the peers' certificates, --crl FILE; ",
                   "what this one says: certgen inspect ", ShellWord(file.path)));
}

std::vector<RevocationList> CheckLists(const CredentialFile& file, const ChainFiles& files,
                                       bool checks_peers, absl::Time now,
                                       std::vector<Finding>* findings) {
  const std::vector<RevocationList> lists = ReadLists(file, findings);
  const bool whole = findings->empty();
  std::vector<Certificate> cas = files.roots;
  cas.insert(cas.end(), files.chain.begin(), files.chain.end());
  // Roots with a fault of their own are none here, and then nobody knows whose the lists are.
  const bool cas_known = !(checks_peers && files.roots.empty());
  std::vector<RevocationList> usable;
  std::vector<Finding> unknown;
  for (const RevocationList& list : lists) {
    const Origin origin = CheckOrigin(list, cas, file, findings);
    if (origin == Origin::kForeign) continue;
    usable.push_back(list);
    CheckListDates(list, lists, file, now, findings);
    if (origin == Origin::kUnknown && cas_known && !IssuedOneOf(list, files.chain)) {
      unknown.push_back(Unknown(list, file));
    }
  }
  std::vector<Finding> missing;
  if (checks_peers && file.explicitly_named && whole && !files.roots_file.from_system) {
    missing = FindMissing(files, usable, file, *findings, now);
  }
  for (Finding& finding : unknown) {
    // Such as the list of an intermediate, beside those of the roots.
    if (!HasFatal(missing)) finding.severity = Severity::kWarning;
    findings->push_back(std::move(finding));
  }
  std::move(missing.begin(), missing.end(), std::back_inserter(*findings));
  return usable;
}

}  // namespace

std::vector<RevocationList> CheckRevocationLists(const CredentialFile& file,
                                                 const ChainFiles& files, bool checks_peers,
                                                 absl::Time now, std::vector<Finding>* findings) {
  if (!file.asked_for()) return {};
  std::vector<Finding> about_lists;
  std::vector<RevocationList> usable;
  if (std::optional<Finding> finding = AboutFile(file)) {
    about_lists.push_back(*std::move(finding));
  } else {
    usable = CheckLists(file, files, checks_peers, now, &about_lists);
  }
  for (Finding& finding : about_lists) {
    if (!file.explicitly_named) finding.severity = Severity::kWarning;
    findings->push_back(std::move(finding));
  }
  CheckOwnRevocation(usable, files, findings);
  return usable;
}

}  // namespace certgen
