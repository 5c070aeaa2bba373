#include "certgen/own_revocation.h"

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"

namespace certgen {

void CheckOwnRevocation(const std::vector<RevocationList>& lists, const ChainFiles& files,
                        std::vector<Finding>* findings) {
  for (const Certificate& certificate : files.chain) {
    for (const RevocationList& list : lists) {
      const auto entry = list.Find(certificate);
      if (!entry) continue;
      const bool leaf = certificate == files.chain.front();
      findings->push_back(
          Fatal(FindingCode::kCertificateRevoked, files.file, certificate,
                absl::StrCat(Called(certificate), " (serial ", certificate.serial(),
                             ") was revoked by ", list.issuer(), " at ", Rfc3339(entry->time),
                             entry->reason.empty() ? "" : absl::StrCat(" (", entry->reason, ")")),
                leaf ? Reissue(files.file)
                     : absl::StrCat("have the leaf issued by another CA: ",
                                    ReissueCommand(files.file, "--issuer NAME"))));
      break;
    }
  }
}

}  // namespace certgen
