// What the help of echo-client says beyond its flags.
#ifndef SERVICES_ECHO_CLIENT_HELP_H_
#define SERVICES_ECHO_CLIENT_HELP_H_

#include <string>

namespace echo {

// The end of the program's help: examples, then the exit codes.
std::string ProgramFooter();

// The end of the help of `command`: what it is about, examples of it, the exit codes.
std::string CommandFooter(const std::string& command);

}  // namespace echo

#endif  // SERVICES_ECHO_CLIENT_HELP_H_
