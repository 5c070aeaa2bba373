"""What stands between caller and server: relays of TCP and TLS, and HTTP proxies that the environment names."""

import zoo
from case import OK, Case, CaseTest, ours
from certificates import Credentials
from own_server import echo_server
from relays import (
    asking,
    before,
    by_variable,
    connecting,
    cutting_after_a_record,
    cutting_after_the_certificate,
    cutting_after_the_hello,
    ending_tls,
    passing_on,
    refusing,
)
from serving import Serving, s_server
from sockets import closing, listening, nobody, silent

# No DNS has it: it is the proxy that knows the way.
FAR = "server.zoo.test"
FAILED = (12, "PROXY_FAILED")
CLOSED = (12, "PEER_CONNECTION_CLOSED")


def caller() -> list[object]:
    return ours(cert=zoo.client())


def ended_by(leaf: Credentials) -> Serving:
    return before(echo_server("none"), ending_tls(leaf.file(), leaf.key))


def proxy() -> Serving:
    return before(echo_server(), connecting)


class RelayTest(CaseTest):
    cases = (
        Case("passes_on", lambda: before(echo_server(), passing_on), OK, caller=caller),
        Case(
            "passes_on_and_the_server_demands_a_certificate",
            lambda: before(echo_server(), passing_on),
            (13, "CLIENT_CERTIFICATE_MISSING"),
        ),
        Case(
            "passes_on_and_the_server_has_another_group",
            lambda: before(s_server(zoo.server(), "-groups", "X25519"), passing_on),
            (12, "KEY_EXCHANGE_FAILURE"),
        ),
        Case("leads_to_nobody", lambda: before(nobody(), passing_on), CLOSED),
        Case("ends_tls_with_a_good_certificate", lambda: ended_by(zoo.root().issue()), OK),
        Case(
            "ends_tls_with_a_certificate_of_its_own",
            lambda: ended_by(zoo.foreign().issue("Middlebox")),
            (11, "CERTIFICATE_AUTHORITY_INVALID"),
            certificate="Middlebox",
        ),
        Case("cuts_after_the_hello", lambda: before(echo_server(), cutting_after_the_hello), CLOSED, caller=caller),
        Case(
            "cuts_after_the_servers_hello", lambda: before(echo_server(), cutting_after_a_record), CLOSED, caller=caller
        ),
        Case(
            "cuts_after_the_servers_certificate",
            lambda: before(s_server(zoo.server(), "-tls1_2"), cutting_after_the_certificate),
            CLOSED,
            caller=caller,
        ),
    )


class HttpProxyTest(CaseTest):
    cases = (
        Case("grpc_proxy", lambda: by_variable(proxy(), "grpc_proxy"), OK, caller=caller, host=FAR),
        Case("https_proxy", lambda: by_variable(proxy(), "https_proxy"), OK, caller=caller, host=FAR),
        Case("http_proxy", lambda: by_variable(proxy(), "http_proxy"), OK, caller=caller, host=FAR),
        Case(
            "its_password_is_used_and_not_told",
            lambda: by_variable(before(echo_server(), asking(b"user:hush-hush")), url="http://user:hush-hush@"),
            OK,
            caller=caller,
            host=FAR,
            unsaid="hush-hush",
        ),
        Case(
            "a_password_that_it_refuses_is_not_told",
            lambda: by_variable(
                listening(refusing(b"407 Proxy Authentication Required")), url="http://user:hush-hush@"
            ),
            FAILED,
            host=FAR,
            unsaid="hush-hush",
        ),
        # gRPC C++ takes no proxy by TLS, and calls without.
        Case(
            "is_left_out_when_it_is_called_by_https",
            lambda: by_variable(listening(closing), url="https://"),
            (12, "NAME_NOT_RESOLVED"),
            host=FAR,
            connections=0,
        ),
        Case(
            "the_server_behind_it_is_silent",
            lambda: by_variable(before(listening(silent), connecting)),
            (12, "HANDSHAKE_TIMEOUT"),
            host=FAR,
            timeout=2,
        ),
        Case(
            "the_server_behind_it_is_expired",
            lambda: by_variable(before(s_server(zoo.expired()), connecting)),
            (11, "CERTIFICATE_EXPIRED"),
            host=FAR,
        ),
        Case("refuses_with_403", lambda: by_variable(listening(refusing(b"403 Forbidden"))), FAILED, host=FAR),
        Case(
            "wants_a_password",
            lambda: by_variable(listening(refusing(b"407 Proxy Authentication Required"))),
            FAILED,
            host=FAR,
        ),
        Case("cannot_reach_the_server", lambda: by_variable(listening(refusing(b"502 Bad Gateway"))), FAILED, host=FAR),
        Case("is_dead", lambda: by_variable(nobody()), FAILED, host=FAR),
        Case("closes", lambda: by_variable(listening(closing)), FAILED, host=FAR),
        Case("is_silent", lambda: by_variable(listening(silent)), FAILED, host=FAR, timeout=2),
        Case(
            "is_left_out_by_no_proxy",
            lambda: by_variable(listening(refusing(b"403 Forbidden")), no_proxy=FAR),
            (12, "NAME_NOT_RESOLVED"),
            host=FAR,
            connections=0,
        ),
        # Loopback never goes by a proxy: the port is the proxy's own.
        Case(
            "is_left_out_for_loopback",
            lambda: by_variable(listening(closing)),
            CLOSED,
        ),
    )
