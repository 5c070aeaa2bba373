#include "services/echo/client_help.h"

#include <array>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace echo {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 done, 1 failed (a reply that differs, a file), 10 our credentials cannot work,\n"
    "11 the server's certificate is not good for us, 12 no connection, or it was lost, 13 the\n"
    "server refused us, 14 deadline passed on a working connection, 15 the call ended with "
    "another\n"
    "status, 16 not serving, 64 usage; 130 Ctrl-C ended a stream.";

constexpr char kExamples[] =
    "Examples:\n"
    "  echo-client echo hello                       prints hello\n"
    "  echo-client stream                           each line that you type comes back\n"
    "  echo-client whoami                           what TLS proved of us to the server\n"
    "  echo-client health --watch                   each change, until Ctrl-C\n"
    "  echo-client load --streams 16                how many calls a second it answers\n"
    "  echo-client diagnose 10.0.0.7:8443           why TLS fails there, whatever serves it\n"
    "  echo-client --ca pki/leaf/ca.crt echo hello  without a certificate of our own\n"
    "  echo-client --target 10.0.0.7:8443 --server-name echo.example.com health\n"
    "  echo-client --target dns:///echo:50051 echo hi --count 100   all servers of the name\n"
    "  echo-client --target ipv4:127.0.0.1:5001,127.0.0.1:5002 echo hi --count 100\n"
    "  echo-client --wait-for-ready --timeout 1m health   waits for a server that starts\n"
    "  echo-client --tls-dir /etc/tls --check-config  are these credentials good? calls nobody\n"
    "  echo-client echo -- --text                   what stands behind -- is text\n\n";

constexpr char kEcho[] =
    "A reply that is not what was sent is a failure (exit code 1).\n"
    "\n"
    "Examples:\n"
    "  echo-client echo hello\n"
    "  echo-client echo --file photo.jpg > same.jpg          any bytes\n"
    "  echo-client echo hi --file photo.jpg                  prints hi, compares the bytes\n"
    "  echo-client echo hi --json                            all that the server tells\n"
    "  echo-client echo hi -v --metadata authorization='Bearer T'   what arrives there\n"
    "  echo-client echo hi --count 1000 --parallel 50        replies as they come\n"
    "  echo-client echo hi --fail-with UNAVAILABLE:busy --retries 3   each attempt fails\n"
    "  echo-client echo hi --delay 2s --timeout 1s           a deadline that passes: 14\n"
    "  echo-client echo hi --response-size 4MiB --timing     where the time goes\n"
    "  echo-client echo hi --reply-metadata a=b --reply-trailer c-bin=AAE= --json";

constexpr char kStream[] =
    "Messages go out one at a time while replies are read, so neither side waits for the other.\n"
    "The end of the input ends the requests, and the rest of the replies is printed. A line that\n"
    "is not UTF-8 travels as payload. --timeout is for the whole call: 1h unless given. Ctrl-C\n"
    "cancels the call (130). --fail-with goes with the last TEXT, or behind the last line.\n"
    "--json prints an object a reply, and one at the end: ended (the status), replies, metadata,\n"
    "trailers.\n"
    "\n"
    "Examples:\n"
    "  echo-client stream                                    type; Ctrl-D ends\n"
    "  tail -f log | echo-client stream --timeout 8h         as long as that\n"
    "  echo-client stream one two three --interval 1s --repetitions 2\n"
    "  echo-client stream --kind server tick --repetitions 10 --interval 1s\n"
    "  seq 1000 | echo-client stream --kind client --json    one reply, and how many came\n"
    "  echo-client stream a b --fail-with ABORTED:enough     replies, then the status";

constexpr char kWhoAmI[] =
    "Examples:\n"
    "  echo-client whoami\n"
    "  echo-client --tls-dir pki/web whoami --json           for scripts: .caller.spiffe_id\n"
    "  echo-client --ca pki/leaf/ca.crt whoami               without a certificate, if it may";

constexpr char kHealth[] =
    "With --watch a status is printed as it changes. When --timeout ends the watch the exit code\n"
    "is 0 if the last status was SERVING, else 16; when the server or the network ends it, that\n"
    "of any call (12 if the connection is lost); of Ctrl-C 130. --json prints an object a status,\n"
    "and one at the end.\n"
    "\n"
    "Examples:\n"
    "  echo-client health                                    SERVING, exit code 0\n"
    "  echo-client health echo.v1.EchoService\n"
    "  echo-client health --wait-for-ready --timeout 30s     waits for a server that starts\n"
    "  echo-client health --watch --timeout 10m              each change, for that long";

constexpr char kLoad[] =
    "Connects first, then calls for --duration, or --count times, and reports how many calls a\n"
    "second the server answered and how long they took: from the least to the greatest, with the\n"
    "percentiles in between. Every reply is checked. Without --rate each stream begins a call "
    "when\n"
    "the one before has ended. With it calls begin when they are due, whatever became of those\n"
    "before, and latency counts from then: a server that stalls cannot hide it. What was due when\n"
    "the time was over is still called, no longer than --timeout. SIGINT ends a run early, as if\n"
    "the time were over; a second one gives up what waits and cancels the calls in flight. Calls\n"
    "that end UNAVAILABLE before a reply began are tried again (--retries, here 4): none is lost\n"
    "while servers restart in turn, and with --wait-for-ready none while a single one does. The\n"
    "report says so if this client, not the server, is what limits the calls.\n\n"
    "Examples:\n"
    "  echo-client load                             one call after the other, for 10 s\n"
    "  echo-client load --connections 4 --streams 16   64 calls in flight\n"
    "  echo-client load --rate 500 --streams 100 --duration 1m   latency at 500 calls a second\n"
    "  echo-client load --kind bidi --messages 100 --payload-size 64KiB --count 1000\n"
    "  echo-client load --new-connections --duration 5s   what a handshake costs; --resume: a\n"
    "                                                     resumed one\n"
    "  echo-client load --rate 100 --duration 5m --json   while a rollout goes on: ok if no call\n"
    "                                                     was lost\n\n"
    "Exits 0 only if no call was lost: with 14 if all that were lost ran out of time, with 13 if\n"
    "the server refused them all, else with 15, but as echo does if there was no connection.";

constexpr char kDiagnose[] =
    "Looks at every step to a gRPC server, ours or any other: our files, proxy, name, TCP, TLS,\n"
    "its certificates, its name, what it asks of clients, HTTP/2, and one health call. The first\n"
    "line is the verdict: a code (certgen verify --explain CODE), the cause and the cure; then\n"
    "each step and what it took. It makes at most two connections to each address, checks all\n"
    "that gRPC checks, and sends nothing after a check has failed.\n"
    "\n"
    "Examples:\n"
    "  echo-client diagnose                                  the server of --target\n"
    "  echo-client --ca roots.pem diagnose api.example.com:443 --json";

struct Text {
  const char* command;
  const char* text;
};
constexpr std::array<Text, 6> kTexts = {{{"echo", kEcho},
                                         {"stream", kStream},
                                         {"whoami", kWhoAmI},
                                         {"health", kHealth},
                                         {"load", kLoad},
                                         {"diagnose", kDiagnose}}};

}  // namespace

std::string ProgramFooter() { return absl::StrCat(kExamples, kExitCodes); }

std::string CommandFooter(const std::string& command) {
  std::string footer;
  for (const Text& text : kTexts) {
    if (command == text.command) absl::StrAppend(&footer, text.text, "\n\n");
  }
  return absl::StrCat(footer, "Takes the flags of echo-client too (echo-client --help).\n\n",
                      kExitCodes);
}

}  // namespace echo
