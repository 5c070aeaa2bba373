#include "certgen/inspection.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/credential_files.h"
#include "certgen/file_check.h"
#include "certgen/file_inspection.h"
#include "certgen/pki.h"
#include "certgen/relations.h"

namespace certgen {
namespace {

// In the order in which they are shown.
constexpr std::array<const char*, 5> kFiles = {kCertificateFile, kPrivateKeyFile, kRootsFile,
                                               kCaKeyFile, kCaChainFile};

class Reader {
 public:
  explicit Reader(const std::optional<std::string>& passphrase) : passphrase_(passphrase) {}

  Inspection Read(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      const CredentialFile file = path == "-" ? ReadStandardInput() : ReadFile(path);
      if (file.fault == FindingCode::kFileIsDirectory) {
        ReadFolder(path);
      } else {
        Add(file);
      }
    }
    FindRelations(&inspection_.files);
    return std::move(inspection_);
  }

 private:
  void Add(const CredentialFile& file) {
    inspection_.files.push_back(InspectFile(file, passphrase_, &inspection_.findings));
  }

  void ReadFolder(const std::string& path) {
    std::array<CredentialFile, kFiles.size()> files;
    std::vector<WantedFile> wanted;
    for (size_t i = 0; i < kFiles.size(); ++i) wanted.push_back({kFiles.at(i), &files.at(i)});
    const CredentialFile folder = ReadDirectory(path, wanted);
    const size_t before = inspection_.files.size();
    for (const CredentialFile& file : files) {
      if (!folder.fault && !file.missing()) Add(file);
    }
    if (folder.fault == FindingCode::kFilesChanging) {
      Refuse(folder, "its files kept changing while they were read", "try again");
    } else if (folder.fault) {
      Refuse(folder, absl::StrCat("cannot be read: ", folder.reason),
             "let the user who runs this program read it (chown, or chmod)");
    } else if (inspection_.files.size() == before) {
      Refuse(folder, "holds none of tls.crt, tls.key, ca.crt, ca.key and chain.crt",
             absl::StrCat("name the files in it; if it is a directory of all credentials: certgen "
                          "list --dir ",
                          path));
    }
  }

  void Refuse(const CredentialFile& folder, std::string cause, std::string cure) {
    const FindingCode code = folder.fault.value_or(FindingCode::kFileMissing);
    inspection_.findings.push_back(Fatal(code, folder, std::move(cause), std::move(cure)));
  }

  const std::optional<std::string>& passphrase_;
  Inspection inspection_;
};

}  // namespace

Inspection Inspect(const std::vector<std::string>& paths,
                   const std::optional<std::string>& passphrase) {
  return Reader(passphrase).Read(paths);
}

}  // namespace certgen
