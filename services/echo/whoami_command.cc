#include "services/echo/whoami_command.h"

#include "services/echo/answer.h"
#include "services/echo/call_report.h"

namespace echo {

CLI::App* AddWhoAmICommand(CLI::App* program) {
  return certgen::AddCommand("whoami", "Prints who we are to the server, and who it proved to be",
                             program);
}

ClientCommand PrepareWhoAmI() {
  return [](const ClientSession& session) {
    return CallAndTell(session, [&session](EchoClient* client) {
      v1::WhoAmIResponse response;
      Answer answer;
      answer.outcome = client->WhoAmI(&response);
      answer.text = Describe(response, answer.outcome, session.options);
      answer.key = "caller";
      answer.value = ToJson(response);
      return answer;
    });
  };
}

}  // namespace echo
