// What programs print when TLS fails, and which findings it can stand for: the way from
// the words in somebody's log to a cause and a cure. Each was printed by the real thing,
// with the fault made on purpose (stack.h has the versions).
#ifndef CERTGEN_SYMPTOM_H_
#define CERTGEN_SYMPTOM_H_

#include <string>
#include <vector>

#include "certgen/finding_code.h"
#include "certgen/stack.h"

namespace certgen {

// Who prints the words, and of what.
enum class Speaker {
  // A client or a server that loads its own files.
  kLoader,
  kLoadingClient,
  kLoadingServer,
  // Connecting to a server, or of a server's certificate.
  kClient,
  // Of one who connects, or of a client's certificate.
  kServer,
};

// Such as "server, loading its files".
std::string SpeakerName(Speaker speaker);

struct Symptom {
  Stack stack;
  Speaker speaker;
  // Literally, without the parts that vary (names, addresses, times).
  const char* words;
  // What can be wrong: first what is in no file, then the likeliest. None: the words accompany
  // every fault, and others beside them tell which.
  std::vector<FindingCode> codes = {};
  // A sentence: what the words hide. May be empty.
  const char* remark = "";
  // Printed only with the stack's switch.
  bool verbose = false;
};

// By stack, then speaker.
const std::vector<Symptom>& Symptoms();

// Those whose words are in `text`, such as a line of a log, but for words that are only a
// part of longer ones found; and, if `text` has 8 characters at least, those whose words it
// is a part of. Upper and lower case are the same. The longest words first; those that
// accompany every fault last.
std::vector<const Symptom*> FindSymptoms(const std::string& text);

// Codes that show in no stack's words: what only a check of the files can tell.
const std::vector<FindingCode>& UnspokenCodes();

}  // namespace certgen

#endif  // CERTGEN_SYMPTOM_H_
