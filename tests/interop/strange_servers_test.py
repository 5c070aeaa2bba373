"""Ports behind which there is no gRPC: nobody, silence, other protocols, TLS and nothing after it."""

import os

import diagnosis
import zoo
from case import OK, Case, CaseTest, ours
from certificates import Credentials
from own_server import echo_server
from serving import Serving
from sockets import (
    GOAWAY,
    HELLO_REQUEST,
    PING,
    SETTINGS,
    Handler,
    answering,
    black_hole,
    closing,
    dripping,
    flooding,
    keep,
    listening,
    nobody,
    repeating,
    reset_after_hello,
    resetting,
    saying,
    silent,
    tls,
)

HTTP_400 = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
# A fatal alert: handshake_failure.
ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
# The header of a frame with two thousand settings.
LONG_SETTINGS = b"\x00\x3f\xfc\x04"
HTTP2 = (12, "HTTP2_MISSING")
NOT_TLS = (12, "NOT_TLS")
CLOSED = (12, "PEER_CONNECTION_CLOSED")


def with_tls(then: Handler) -> Serving:
    return listening(tls(zoo.server().file(), zoo.server().key, then))


class NobodyTest(CaseTest):
    cases = (
        Case("nobody_listens", nobody, (12, "CONNECTION_REFUSED")),
        Case("packets_are_dropped", black_hole, (12, "CONNECTION_TIMEOUT"), timeout=2),
        Case("a_name_that_nobody_has", nobody, (12, "NAME_NOT_RESOLVED"), host="no-such-host.invalid"),
    )


class WithoutTlsTest(CaseTest):
    cases = (
        Case("closes_at_once", lambda: listening(closing), CLOSED),
        Case("resets_at_once", lambda: listening(resetting), CLOSED),
        Case("resets_when_it_has_heard_something", lambda: listening(reset_after_hello), CLOSED),
        Case("closes_when_it_has_heard_something", lambda: listening(answering(b"")), CLOSED),
        Case("never_answers", lambda: listening(silent), (12, "HANDSHAKE_TIMEOUT"), timeout=2),
        Case(
            "half_a_record_and_then_silence", lambda: listening(saying(ALERT[:4])), (12, "HANDSHAKE_TIMEOUT"), timeout=2
        ),
        Case("an_alert_of_no_reason", lambda: listening(answering(ALERT)), (12, "HANDSHAKE_FAILED")),
        Case("ssh", lambda: listening(saying(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")), NOT_TLS),
        Case("smtp", lambda: listening(saying(b"220 mail.zoo.test ESMTP Postfix\r\n")), NOT_TLS),
        Case("mysql", lambda: listening(saying(b"\x4a\x00\x00\x00\x0a8.0.36\x00\x08\x00\x00\x00")), NOT_TLS),
        Case("random_bytes", lambda: listening(saying(b"\x9c\x1f" + os.urandom(200))), NOT_TLS),
        Case("random_bytes_in_answer", lambda: listening(answering(b"\x9c\x1f" + os.urandom(200))), NOT_TLS),
        # The header of a handshake record of 16 KiB.
        Case(
            "drips",
            lambda: listening(dripping(b"\x16\x03\x03\x40\x00\x02")),
            (12, "HANDSHAKE_TIMEOUT"),
            timeout=2,
        ),
        Case("floods", lambda: listening(flooding), NOT_TLS),
        Case(
            "asks_for_a_hello_for_ever",
            lambda: listening(repeating(HELLO_REQUEST)),
            (12, "HANDSHAKE_TIMEOUT"),
            timeout=2,
        ),
        Case("http_1", lambda: listening(answering(HTTP_400)), (12, "PLAINTEXT_SERVER")),
        Case("http_2", lambda: listening(saying(SETTINGS)), (12, "PLAINTEXT_SERVER")),
    )


class BehindTlsTest(CaseTest):
    cases = (
        Case("hangs", lambda: with_tls(keep), HTTP2, timeout=2),
        Case("closes", lambda: with_tls(closing), HTTP2),
        Case("speaks_http_1", lambda: with_tls(answering(HTTP_400)), HTTP2),
        Case("speaks_anything", lambda: with_tls(saying(os.urandom(200))), HTTP2),
        Case("floods", lambda: with_tls(flooding), HTTP2),
        # It is HTTP/2, if one that is never done with its first frame.
        Case("drips", lambda: with_tls(dripping(LONG_SETTINGS)), (12, "CALL_FAILED"), timeout=2),
        Case(
            "begins_http_2_and_goes_away", lambda: with_tls(saying(SETTINGS + GOAWAY)), (12, "CALL_FAILED"), timeout=2
        ),
        Case(
            "begins_http_2_and_pings_for_ever",
            lambda: with_tls(repeating(PING, first=SETTINGS)),
            (14, "DEADLINE_EXCEEDED"),
            timeout=2,
        ),
        Case("begins_http_2_and_hangs", lambda: with_tls(saying(SETTINGS)), (14, "DEADLINE_EXCEEDED"), timeout=2),
    )


class FailedVerificationTest(CaseTest):
    """After it not a byte of HTTP/2 or metadata is sent."""

    @staticmethod
    def of(leaf: Credentials) -> Serving:
        return listening(tls(leaf.file(), leaf.key, saying(SETTINGS)))

    cases = (
        Case("expired", lambda: FailedVerificationTest.of(zoo.expired()), (11, "CERTIFICATE_EXPIRED"), spoken_to=False),
        Case(
            "foreign",
            lambda: FailedVerificationTest.of(zoo.foreign().issue()),
            (11, "CERTIFICATE_AUTHORITY_INVALID"),
            spoken_to=False,
        ),
        Case(
            "wrong_name",
            lambda: FailedVerificationTest.of(zoo.root().issue(names=("DNS:a.zoo.test",))),
            (11, "CERTIFICATE_HOSTNAME_MISMATCH"),
            spoken_to=False,
        ),
        Case(
            "revoked",
            lambda: FailedVerificationTest.of(zoo.revoked()),
            (11, "CERTIFICATE_REVOKED"),
            caller=lambda: [*ours(), "--crl", zoo.revocation_list()],
            spoken_to=False,
        ),
    )


def explaining() -> Serving:
    return echo_server("require", "--explain-refusals")


class OurOwnTest(CaseTest):
    """What is wrong with our own files is said before anybody is called."""

    cases = (
        Case("a_healthy_pair", echo_server, OK, caller=lambda: ours(cert=zoo.client()), timeout=1),
        Case(
            "a_healthy_pair_by_name",
            echo_server,
            OK,
            caller=lambda: ours(cert=zoo.client()),
            timeout=1,
            host="localhost",
        ),
        Case(
            "expired",
            lambda: listening(silent),
            (10, "CERTIFICATE_EXPIRED"),
            caller=lambda: ours(cert=zoo.expired()),
            connections=0,
            timeout=1,
        ),
        Case(
            "the_key_of_another",
            lambda: listening(silent),
            (10, "PRIVATE_KEY_MISMATCH"),
            caller=lambda: ["--ca", zoo.root().certificate, "--cert", zoo.client().file(), "--key", zoo.server().key],
            connections=0,
            timeout=1,
        ),
        Case(
            "the_list_of_another_ca",
            lambda: listening(silent),
            (10, "REVOCATION_LIST_FOREIGN"),
            caller=lambda: [*ours(), "--crl", zoo.foreign().revocation_list()],
            connections=0,
            timeout=1,
        ),
        # Behind TLS that lets everybody in, and told by the server itself.
        Case("explained_to_nobody", explaining, (13, "CLIENT_CERTIFICATE_MISSING")),
        Case(
            "explained_to_a_stranger",
            explaining,
            (13, "CERTIFICATE_AUTHORITY_INVALID"),
            caller=lambda: ours(cert=zoo.foreign().issue("Foreign Caller")),
        ),
        Case(
            "explained_to_one_who_is_late",
            explaining,
            (13, "CERTIFICATE_EXPIRED"),
            caller=lambda: ours(cert=zoo.expired()),
            flags=("--present-anyway",),
        ),
        Case("explained_to_a_good_one", explaining, OK, caller=lambda: ours(cert=zoo.client())),
    )

    def test_a_healthy_pair_is_told_so_within_a_second_and_nothing_else(self) -> None:
        for future in self.running.values():
            future.result()
        with echo_server() as server:
            said = diagnosis.run([*ours(cert=zoo.client()), "diagnose", f"localhost:{server.port}"], timeout=5)
        self.assertEqual(said.exit_code, 0, said.said)
        self.assertEqual(said.document["findings"], [], said.said)
        self.assertLess(said.seconds, 1.0, said.said)
