"""Callers that are silent, slow, greedy or gone cost a well-behaved one nothing, and the server little."""

import contextlib
import os
import re
import signal
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import own_server
import pressure
from serving import Server

IDLE = 1000
SILENT = 500
MESSAGES = 10_000
GREEDY = 6
KEPT_BYTES = (64 << 20) + IDLE * (120 << 10)


# A sanitizer keeps what was freed, and counts for more than all of it.
WITH_SANITIZER = "ASAN_OPTIONS" in os.environ


def memory(server: Server, counter: str = "VmRSS") -> int:
    """Of the server's process, in bytes: what is resident, or with VmHWM the most that ever was."""
    status = Path(f"/proc/{server.running().pid}/status").read_text()
    return 1024 * int(re.search(rf"{counter}:\s+(\d+) kB", status)[1])


class PressureTest(unittest.TestCase):
    def test_a_good_caller_is_answered_throughout_and_what_was_held_is_given_back(self) -> None:
        with own_server.echo_server("require") as server:
            with pressure.channel(server.port) as over:
                pressure.unary(over, b"first", 30)
            before = memory(server)
            with contextlib.ExitStack() as held, pressure.GoodCaller(server.port) as caller:
                held.enter_context(pressure.idle_connections(server.port, IDLE))
                with contextlib.ExitStack() as passing:
                    passing.enter_context(pressure.silent_handshakes(server.port, SILENT))
                    passing.enter_context(pressure.slow_reader(server.port))
                    passing.enter_context(pressure.vanishing(server.port, signal.SIGKILL))
                    passing.enter_context(pressure.vanishing(server.port, signal.SIGSTOP))
                    self.stream_both_ways(server.port)
                    self.send_too_much(server.port)
                after = memory(server)
                self.assertEqual(caller.failures, [])
                self.assertGreater(caller.answered, 0)
                if not WITH_SANITIZER:
                    self.assertLessEqual(after, before + KEPT_BYTES, f"{before} before")
            self.assertEqual(server.stop(), 0, "".join(server.log)[-2000:])

    def test_a_client_that_is_gone_without_a_word_is_let_go(self) -> None:
        with own_server.echo_server("require", "--keepalive-time", "1s", "--keepalive-timeout", "500ms") as server:
            self.assertGreaterEqual(pressure.seconds_until_left(server.port), 1)

    def test_what_all_connections_hold_has_a_limit(self) -> None:
        with own_server.echo_server("require", "--memory-quota", "64MiB") as server:
            with pressure.channel(server.port) as over:
                pressure.unary(over, b"first", 30)
            before = memory(server)
            with ThreadPoolExecutor(GREEDY) as pool:
                for each in [pool.submit(self.send_too_much, server.port) for _ in range(GREEDY)]:
                    each.result()
            peak = memory(server, "VmHWM")
            if not WITH_SANITIZER:
                self.assertLess(peak, before + GREEDY * pressure.LARGE // 2)
            with pressure.channel(server.port) as over:
                pressure.unary(over, b"last", 30)

    def stream_both_ways(self, port: int) -> None:
        with pressure.channel(port) as over:
            sent = (pressure.request(message=b"%d" % i) for i in range(MESSAGES))
            replies = over.stream_stream(pressure.SERVICE + "BidirectionalStreamingEcho", pressure.raw, pressure.raw)
            for i, reply in enumerate(replies(sent, timeout=120)):
                wanted = pressure.field(1, b"%d" % i)
                self.assertEqual(reply[: len(wanted)], wanted)
            self.assertEqual(i, MESSAGES - 1)

    def send_too_much(self, port: int) -> None:
        with pressure.channel(port) as over, self.assertRaises(grpc.RpcError) as raised:
            pressure.unary(over, bytes(pressure.LARGE), 60)
        # The second: the connection had to go, for want of memory.
        refusals = (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE)
        self.assertIn(raised.exception.code(), refusals)
