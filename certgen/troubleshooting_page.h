// The page that leads from the words in a log to a cause and a cure: TROUBLESHOOTING.md.
// It is made of the tables of symptoms, codes and rules, so it says what the programs say.
#ifndef CERTGEN_TROUBLESHOOTING_PAGE_H_
#define CERTGEN_TROUBLESHOOTING_PAGE_H_

#include <string>

namespace certgen {

// The whole of it, in Markdown.
std::string TroubleshootingPage();

}  // namespace certgen

#endif  // CERTGEN_TROUBLESHOOTING_PAGE_H_
