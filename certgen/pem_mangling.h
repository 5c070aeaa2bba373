// What becomes of PEM on its way through variables, YAML, JSON and shells. OpenSSL says of
// all of it that there is no start line, or a bad one.
#ifndef CERTGEN_PEM_MANGLING_H_
#define CERTGEN_PEM_MANGLING_H_

#include <optional>
#include <string>

namespace certgen {

struct PemMangling {
  // Said of the file: "is indented, …".
  std::string cause;
  // The command that writes the text as it was beside the file, where there is one.
  std::string cure;
};

// Of a file whose `contents` are not read as PEM, or only in part. nullopt: damaged in some
// other way.
std::optional<PemMangling> FindPemMangling(const std::string& contents, const std::string& path);

}  // namespace certgen

#endif  // CERTGEN_PEM_MANGLING_H_
