"""What services/OBSERVABILITY.md says of the log of echo-server is so, and is all there is."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import grpc
import observed
import pressure
import zoo
from certificates import Credentials
from diagnosis import CLIENT
from observed import ECHO, HEALTH, caller, rules

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
REFUSALS = 10_000
MOST_LOG_BYTES = 1_000_000
FLOOD = 3000
# More than fit into its queue and a pipe.
UNREAD_CALLS = 6000
# An EchoRequest whose reply is to wait for a minute.
SLOW = pressure.field(3, pressure.field(1, pressure.field(1, 60)))


class LogTest(unittest.TestCase):
    def test_each_event_and_field_of_the_tables_occurs_and_there_is_no_other(self) -> None:
        records = [*self.everyday(), *self.dry_run(), *self.cut(), *self.cut(signal.SIGTERM), *self.unread()]
        events = {name for cell, *_ in observed.table("event") for name in observed.words(cell)}
        self.assertEqual({record["event"] for record in records}, events)
        fields: dict[str, set[str]] = {}
        for record in records:
            for field in record.keys() - {"time", "level", "event"}:
                fields.setdefault(field, set()).add(record["event"])
        documented = {
            name: set(observed.words(of)) for cell, of, _ in observed.table("field") for name in observed.words(cell)
        }
        self.assertEqual(fields, documented)

    def everyday(self) -> list[dict]:
        mine = caller()
        with tempfile.TemporaryDirectory() as folder:
            file = rules(folder, f"dns:caller.zoo.test {ECHO}", f"anyone {HEALTH}")
            flags = ("--allow-file", file, "--health-listen", "127.0.0.1:0", "--log-level", "debug")
            with observed.echo_server(*flags, "--expiry-warning", "10000h", mode="verify-if-given") as server:
                with observed.channel(server.port, mine) as over:
                    observed.call(over, ECHO, trace=TRACE)
                    for _ in range(12):
                        observed.call(over, "/no.such/Method", trace=TRACE)
                with observed.channel(server.port, None) as over:
                    for _ in range(1100):
                        observed.call(over, HEALTH)
                for _ in range(12):
                    observed.refused_as_plain_text(server.port)
                with observed.channel(server.port, zoo.foreign().issue()) as over:
                    observed.call(over, ECHO)
                for _ in range(12):
                    leave(server.port)
                rules(folder, "nonsense")
                server.wait("rules-kept")
                rules(folder, f"dns:caller.zoo.test {ECHO}", f"anyone {HEALTH}", "dns:x.zoo.test")
                server.wait("rules-replaced")
                # One more of each kind when the second is over, to tell how many had no record.
                for event in ("call", "refused", "abandoned"):
                    observed.until(lambda event=event: self.suppressed(server, event, mine), f"suppressed {event}")
                server.server.stop()
                server.wait("stopped")
                return server.records()

    def suppressed(self, server: observed.Observed, event: str, mine: object) -> bool:
        with observed.channel(server.port, None if event == "call" else mine) as over:
            if event == "abandoned":
                leave(server.port)
            else:
                observed.call(over, HEALTH if event == "call" else "/no.such/Method")
        return any("suppressed" in record for record in server.records(event))

    def dry_run(self) -> list[dict]:
        with observed.echo_server("--allow", "dns:other.zoo.test", "--allow-dry-run") as server:
            with observed.channel(server.port, caller()) as over:

                def more() -> bool:
                    observed.call(over, ECHO, trace=TRACE)
                    return any("suppressed" in record for record in server.records("would-refuse"))

                observed.until(more, "suppressed would-refuse")
            server.server.stop()
            server.wait("stopped")
            return server.records()

    def cut(self, second: signal.Signals | None = None) -> list[dict]:
        """A drain that a call holds up: until its timeout, or until a second signal."""
        with observed.echo_server("--drain-timeout", "60s" if second else "300ms") as server:
            with observed.channel(server.port, caller()) as over:
                waiting = over.unary_unary(ECHO, observed.raw, observed.raw).future(SLOW, timeout=60)
                observed.until(lambda: server.total("echo_calls_in_flight") == 1, "a call in flight")
                server.server.running().terminate()
                server.wait("draining")
                if second:
                    server.server.running().send_signal(second)
                self.assertEqual(server.server.running().wait(observed.PATIENCE_SECONDS), 1)
                server.wait("ended" if second else "stopped")
                waiting.exception()
            return server.records()

    def unread(self) -> list[dict]:
        """Of a server whose log nobody reads until it has answered more calls than its queue can hold."""
        mine = caller()
        with observed.unread_echo_server() as (process, port):
            load(port, mine, UNREAD_CALLS)
            process.terminate()
            log = process.communicate(timeout=observed.PATIENCE_SECONDS)[1]
        self.assertEqual(process.returncode, 0)
        return [json.loads(line) for line in log.splitlines()]

    def test_a_log_that_nobody_reads_holds_up_no_call_and_says_how_many_records_it_lost(self) -> None:
        records = self.unread()
        lost = sum(record["lost"] for record in records if record["event"] == "records-lost")
        written = sum(record["event"] != "records-lost" for record in records)
        self.assertGreater(lost, 0)
        # A record each, and those of metrics-listening, draining and stopped.
        self.assertEqual(written + lost, UNREAD_CALLS + 3)
        self.assertEqual(records[-1]["event"], "stopped")

    def test_a_log_that_is_never_read_does_not_hold_up_the_end(self) -> None:
        with observed.unread_echo_server() as (process, port):
            load(port, caller(), UNREAD_CALLS)
            process.terminate()
            self.assertEqual(process.wait(observed.PATIENCE_SECONDS), 0)

    def test_the_last_words_of_grpc_are_written_before_it_ends_the_process(self) -> None:
        line = [str(each) for each in observed.command(None, "require")]
        env = os.environ | {"GRPC_POLL_STRATEGY": "none"}
        for _ in range(10):
            done = subprocess.run(line, env=env, capture_output=True, text=True, timeout=60, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("assertion failed", done.stderr)

    def test_every_line_under_load_is_json_and_there_is_one_a_call(self) -> None:
        if not shutil.which("jq"):
            self.assertNotEqual(os.environ.get("CI"), "true", "there is no jq, although ./dev setup installs it")
            self.skipTest("there is no jq")
        mine = caller()
        with observed.echo_server() as server:
            load(server.port, mine, 3000)
            server.wait("call", 3000)
            server.server.stop()
            server.wait("stopped")
            log = "".join(server.server.log)
            self.assertEqual(len(server.records("call")), 3000)
        judged = subprocess.run(["jq", "-c", "."], input=log, capture_output=True, text=True, check=False)
        self.assertEqual(judged.returncode, 0, judged.stderr)
        self.assertEqual(len(judged.stdout.splitlines()), len(log.splitlines()))

    def test_ten_thousand_refused_handshakes_leave_a_short_log_and_a_server_that_answers(self) -> None:
        with observed.echo_server() as server, observed.channel(server.port, caller()) as over:
            begin = time.monotonic()
            with ThreadPoolExecutor(8) as pool:
                kinds = (observed.refused_in_tls, *[observed.refused_as_plain_text] * 3)
                for i in range(REFUSALS):
                    pool.submit(kinds[i % len(kinds)], server.port)
                self.assertEqual(observed.call(over, ECHO), grpc.StatusCode.OK)
            seconds = time.monotonic() - begin
            self.assertEqual(observed.call(over, ECHO), grpc.StatusCode.OK)
            observed.until(lambda: server.total("echo_refusals_total") == REFUSALS, "all refusals counted")
            log = "".join(server.server.log)
            # In a minute, if all came in less.
            self.assertLess(len(log) * max(1.0, 60 / seconds), MOST_LOG_BYTES)
            self.assertLess(len(server.records("refused")), 10 + 2 * (seconds + 1))

    def test_calls_that_are_refused_or_of_strangers_leave_a_short_log(self) -> None:
        for flags, mode, mine in (
            (("--allow", "dns:other.zoo.test"), "require", caller()),
            (("--explain-refusals",), "require", zoo.foreign().issue()),
            ((), "none", None),
        ):
            with self.subTest(mode=mode, flags=flags), observed.echo_server(*flags, mode=mode) as server:
                with observed.channel(server.port, mine) as over:
                    begin = time.monotonic()
                    for _ in range(FLOOD):
                        observed.call(over, ECHO)
                    seconds = time.monotonic() - begin
                most = 1000 + 100 * (seconds + 1) if mode == "none" else 10 + seconds + 1
                self.assertLessEqual(len(server.records("call")) + len(server.records("refused")), most)
                self.assertGreater(len(server.records()), 0)

    def test_no_record_holds_what_is_secret(self) -> None:
        mine = caller()
        secrets = [line for line in mine.key.read_text().splitlines() if not line.startswith("-")]
        with observed.echo_server("--log-level", "debug") as server:
            with observed.channel(server.port, mine) as over:
                stub = over.unary_unary(ECHO, observed.raw, observed.raw)
                stub(b"\x0a\x06sesame", metadata=[("authorization", "Bearer sesame")], timeout=30)
            server.wait("call")
            log = "".join(server.server.log)
        for secret in (*secrets, "sesame", "BEGIN"):
            self.assertNotIn(secret, log)


def load(port: int, mine: Credentials, calls: int) -> None:
    flags = ("--target", f"localhost:{port}", "--ca", zoo.root().certificate, "--cert", mine.file(), "--key", mine.key)
    line = [str(each) for each in (CLIENT, *flags, "load", "--count", calls, "--streams", 8)]
    subprocess.run(line, capture_output=True, text=True, check=True)


def leave(port: int) -> None:
    """In the middle of a handshake."""
    with observed.socket.create_connection(("127.0.0.1", port), 30):
        pass
