"""What services/OBSERVABILITY.md says of the metrics of echo-server is so, and is all there is."""

import contextlib
import socket
import tempfile
import unittest
from pathlib import Path

import grpc
import observed
import zoo
from certificates import openssl
from observed import ECHO, HEALTH, WATCH, caller, rules


class MetricsTest(unittest.TestCase):
    def test_each_metric_of_the_table_moves_and_there_is_no_other(self) -> None:
        soon = zoo.root().issue("localhost", end=3)
        mine = caller()
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as held:
            file = rules(folder, f"dns:caller.zoo.test {ECHO} {WATCH}")
            server = held.enter_context(observed.echo_server("--allow-file", file, own=soon))
            before = server.series()
            over = held.enter_context(observed.channel(server.port, mine))
            self.assertEqual(observed.call(over, ECHO, b"\x0a\x02hi"), grpc.StatusCode.OK)
            self.assertEqual(observed.call(over, HEALTH), grpc.StatusCode.PERMISSION_DENIED)
            watch = over.unary_stream(WATCH, observed.raw, observed.raw)(b"", timeout=60)
            next(watch)
            observed.refused_in_tls(server.port)
            server.wait("refused", 2)
            rules(folder, f"dns:caller.zoo.test {ECHO} {WATCH}", "dns:other.zoo.test")
            server.wait("rules-replaced")
            rules(folder, "nonsense")
            server.wait("rules-kept")
            after = server.series()
            watch.cancel()
        for name, kind, labels, _ in observed.table("metric"):
            with self.subTest(name):
                self.hold_metric(observed.words(name)[0], kind, set(observed.words(labels)), before, after)
        documented = {observed.words(name)[0] for name, *_ in observed.table("metric")}
        for name, _ in after:
            base = name
            for end in ("_bucket", "_sum", "_count"):
                base = base.removesuffix(end) if base.removesuffix(end) in documented else base
            self.assertIn(base, documented)

    def hold_metric(self, name: str, kind: str, labels: set[str], before: dict, after: dict) -> None:
        ends = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}.get(kind, ("",))
        mine = {key: value for key, value in after.items() if key[0] in [name + end for end in ends]}
        self.assertTrue(mine, "it is not on the page")
        seen = {label for _, own in mine for label, _ in own} - {"le"}
        self.assertEqual(seen, labels)
        # What tells what runs, and what was wrong at start, stands still.
        if name not in ("echo_build_info", "echo_credential_findings"):
            self.assertNotEqual({key: before.get(key) for key in mine}, mine, "it did not move")

    def test_the_types_on_the_page_are_those_of_the_table(self) -> None:
        with observed.echo_server() as server:
            with observed.channel(server.port, caller()) as over:
                observed.call(over, ECHO)
            server.wait("call")
            types = dict(line.split()[2:4] for line in server.page().splitlines() if line.startswith("# TYPE "))
        for name, kind, *_ in observed.table("metric"):
            self.assertEqual(types.get(observed.words(name)[0], kind), kind)

    def test_figures_are_those_of_what_happened(self) -> None:
        mine = caller()
        with observed.echo_server("--allow", f"dns:caller.zoo.test {ECHO}") as server:
            with observed.channel(server.port, mine) as over:
                for _ in range(5):
                    observed.call(over, ECHO, b"\x0a\x02hi")
                for method in (HEALTH, "/no.such/Method", "/no.such/Other"):
                    observed.call(over, method)
                server.wait("call", 5)
                self.assertEqual(server.total("echo_connections"), 1)
                self.assertEqual(server.total("echo_calls_in_flight"), 0)
            seconds = "grpc_server_call_duration_seconds_count"
            self.assertEqual(server.total(seconds, grpc_method=ECHO[1:], grpc_status="OK"), 5)
            self.assertEqual(server.total(seconds, grpc_method=HEALTH[1:], grpc_status="PERMISSION_DENIED"), 1)
            self.assertEqual(server.total(seconds, grpc_method="other", grpc_status="PERMISSION_DENIED"), 2)
            received = "grpc_server_call_rcvd_total_compressed_message_size_bytes_sum"
            self.assertEqual(server.total(received, grpc_method=ECHO[1:]), 5 * 4)
            decided = "echo_authorization_decisions_total"
            self.assertEqual(server.total(decided, decision="allowed", rule="allow:1"), 5)
            self.assertEqual(server.total(decided, decision="refused", rule="none"), 3)
            self.assertEqual(server.total("echo_refusals_total", code="CALLER_NOT_ALLOWED"), 3)
            handshakes = "grpc_server_tls_handshakes_total"
            self.assertEqual(server.total(handshakes, grpc_tls_handshake_result="SUCCESS"), 1)
            observed.until(lambda: server.total("echo_connections") == 0, "connections closed")

    def test_seconds_until_expiry_are_those_of_the_certificates(self) -> None:
        own, mine = zoo.root().issue("localhost", end=3), zoo.root().issue("caller.zoo.test", end=1)
        with observed.echo_server(own=own) as server:
            name, day = "echo_certificate_expiry_seconds", 24 * 3600
            self.assertAlmostEqual(server.total(name, certificate="server"), 3 * day, delta=600)
            self.assertAlmostEqual(server.total(name, certificate="root"), 3650 * day, delta=day)
            self.assertNotIn((name, (("certificate", "caller"),)), server.series())
            with observed.channel(server.port, mine) as over:
                observed.call(over, ECHO)
            self.assertAlmostEqual(server.total(name, certificate="caller"), day, delta=600)

    def test_a_certificate_that_nobody_verified_is_no_callers(self) -> None:
        mine = zoo.foreign().issue("caller.zoo.test", end=1)
        with observed.echo_server(mode="require-any") as server:
            with observed.channel(server.port, mine) as over:
                self.assertEqual(observed.call(over, ECHO), grpc.StatusCode.OK)
            self.assertEqual(server.wait("call")[0]["peer_verified"], False)
            self.assertEqual(server.total("echo_certificate_expiry_seconds", certificate="caller"), 0)

    def test_the_page_tells_nothing_of_callers(self) -> None:
        mine = caller("very-secret.zoo.test")
        serial = openssl("x509", "-noout", "-serial", "-in", mine.certificate).strip()
        allow = ("--allow", "dns:very-secret.zoo.test", "--allow", "uri:spiffe://zoo.test/ns/secret/sa/*")
        with observed.echo_server(*allow) as server, observed.channel(server.port, mine) as over:
            observed.call(over, ECHO)
            server.wait("call")
            page = server.page()
        for word in ("secret", "spiffe", serial.split("=")[1], "127.0.0.1"):
            self.assertNotIn(word, page)

    def test_the_port_is_of_loopback_unless_told(self) -> None:
        with observed.echo_server() as server:
            # Addresses are in hex, with the octets of IPv4 from the last to the first.
            listening, port = "0A", f":{server.metrics_port:04X}"
            tables = [table for table in map(Path, ("/proc/net/tcp", "/proc/net/tcp6")) if table.exists()]
            lines = [line.split() for table in tables for line in table.read_text().splitlines()]
            mine = [line[1] for line in lines if line[1].endswith(port) and line[3] == listening]
            self.assertEqual(mine, [f"0100007F{port}"])
            self.assertRaises(OSError, socket.create_connection, ("127.0.0.2", server.metrics_port), 5)
