"""A server, a caller, and what the client must say of them: each case is a test of its own."""

import unittest
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ClassVar

import diagnosis
import zoo
from certificates import Credentials
from diagnosis import Diagnosis
from serving import Server, Serving

OK = (0, "OK")
# The client's own start, on a machine that does other things too.
SLACK_SECONDS = 1.0
# Many cases only wait; their number at once is a matter of processors all the same.
POOL = ThreadPoolExecutor(4)


def ours(*, cert: Credentials | None = None, ca: object = None) -> list[object]:
    """The client's flags: the roots it trusts, and the certificate it shows, if any."""
    pair = ["--cert", cert.file(), "--key", cert.key] if cert else []
    return ["--ca", ca or zoo.root().certificate, *pair]


@dataclass(frozen=True)
class Case:
    # A fact, in words with underscores.
    name: str
    server: Callable[[], Serving]
    # Exit code and verdict.
    expected: tuple[int, str]
    # The true cause, where the code alone does not say it: a word of the verdict's certificate.
    certificate: str = ""
    caller: Callable[[], list[object]] = ours
    flags: Sequence[object] = ()
    host: str = "127.0.0.1"
    timeout: float = 3.0
    # At most as many connections; to be counted, the server must be one of ours.
    connections: int = 2
    # Whether anything may reach the server inside TLS, or in its place.
    spoken_to: bool = True
    # What must not be told.
    unsaid: str = ""
    # What the server's log must not have.
    unlogged: str = ""
    # The command that runs the client.
    under: Callable[[], Sequence[str]] = tuple
    # Why it cannot be tried here; empty: it can.
    lacking: Callable[[], str] = str


def run(case: Case) -> tuple[Diagnosis, Server] | str:
    if why := case.lacking():
        return why
    with case.server() as server:
        flags = [*case.caller(), *case.flags]
        target = f"{case.host}:{server.port}"
        command = [*flags, "diagnose", target]
        return diagnosis.run(command, case.timeout, server.environment, case.under()), server


class CaseTest(unittest.TestCase):
    """Its subclasses list cases; all of a class run while the first is waited for."""

    cases: ClassVar[Sequence[Case]] = ()
    running: ClassVar[dict[str, Future[Any]]]

    def __init_subclass__(cls) -> None:
        for case in cls.cases:
            setattr(cls, f"test_{case.name}", lambda self, case=case: self.hold(case))

    @classmethod
    def setUpClass(cls) -> None:
        cls.running = {case.name: POOL.submit(run, case) for case in cls.cases}

    def hold(self, case: Case) -> None:
        result = self.running[case.name].result()
        if isinstance(result, str):
            self.skipTest(result)
        diagnosed, server = result
        said = f"\n{diagnosed.said}\nthe server: {''.join(server.log)[-2000:]}"
        self.assertEqual((diagnosed.exit_code, diagnosed.code), case.expected, said)
        self.assertLess(diagnosed.seconds, case.timeout + SLACK_SECONDS, said)
        self.hold_document(diagnosed, said)
        if case.certificate:
            self.assertIn(case.certificate, str(diagnosed.verdict.get("certificate")), said)
        if case.unsaid:
            self.assertNotIn(case.unsaid, diagnosed.said)
        if case.unlogged:
            self.assertNotIn(case.unlogged, "".join(server.log), said)
        if server.accepted is not None:
            self.assertLessEqual(len(server.accepted), case.connections, said)
        if not case.spoken_to:
            self.assertEqual(b"".join(server.received), b"", said)

    def hold_document(self, diagnosed: Diagnosis, said: str) -> None:
        """What is said twice is said alike; what is wrong has a cause and a cure."""
        document, good = diagnosed.document, diagnosed.exit_code == 0
        self.assertEqual(document.get("version"), 1, said)
        self.assertIs(document.get("ok"), good, said)
        self.assertTrue(document.get("stages"), said)
        if good:
            self.assertIsNone(document.get("error"), said)
            return
        self.assertEqual(document["error"]["code"], diagnosed.code, said)
        for each in (document["error"], diagnosed.verdict):
            self.assertTrue(each["cause"], said)
            self.assertTrue(each["cure"], said)
