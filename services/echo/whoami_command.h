// echo-client whoami: who the server says that we are.
#ifndef SERVICES_ECHO_WHOAMI_COMMAND_H_
#define SERVICES_ECHO_WHOAMI_COMMAND_H_

#include "certgen/command_line.h"
#include "services/echo/client_session.h"

namespace echo {

CLI::App* AddWhoAmICommand(CLI::App* program);

ClientCommand PrepareWhoAmI();

}  // namespace echo

#endif  // SERVICES_ECHO_WHOAMI_COMMAND_H_
