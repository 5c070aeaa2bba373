"""A server that runs as long as a case needs it."""

import contextlib
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from certificates import Credentials

READY_SECONDS = 30
STOP_SECONDS = 60


@dataclass
class Server:
    """What a case may look at while and after a server runs. Lists of what came, only servers of our own keep."""

    port: int
    # Connections that were accepted; None: nobody counts.
    accepted: list[object] | None = None
    # What came on each connection after TLS, or in place of it.
    received: list[bytes] = field(default_factory=list)
    # Variables for the client: a proxy's.
    environment: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    # Of a program.
    process: "subprocess.Popen[str] | None" = None

    def running(self) -> "subprocess.Popen[str]":
        if self.process is None:
            raise NotReadyError("this server is no program")
        return self.process

    def stop(self) -> int:
        """Ends it as it should be ended; its exit status."""
        self.running().terminate()
        return self.running().wait(STOP_SECONDS)


# A case's server: entered, it serves.
Serving = contextlib.AbstractContextManager[Server]


class NotReadyError(RuntimeError):
    pass


@contextlib.contextmanager
def program(
    command: Sequence[object],
    ready: str = r"^ready (\d+)$",
    environment: dict[str, str] | None = None,
) -> Iterator[Server]:
    """A program that prints its port, on a line that `ready` matches."""
    line = [str(each) for each in command]
    env = os.environ | (environment or {})
    # Its standard input stays open: some end with it.
    with subprocess.Popen(
        line,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=env,
    ) as process:
        log: list[str] = []
        found = threading.Event()
        port: list[int] = []

        def read() -> None:
            for each in process.stdout or ():
                log.append(each)
                if not port and (match := re.search(ready, each.rstrip("\n"))):
                    port.append(int(match[1]))
                    found.set()
            found.set()

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            found.wait(READY_SECONDS)
            if not port:
                raise NotReadyError(f"{line} is not ready: {''.join(log)}")
            yield Server(port[0], log=log, process=process)
        finally:
            process.kill()
            reader.join()


def s_server(credentials: Credentials, *flags: object, alpn: str = "h2") -> Serving:
    """`openssl s_server`: TLS, and nothing behind it."""
    command = [
        "openssl",
        "s_server",
        "-accept",
        "127.0.0.1:0",
        "-cert",
        credentials.certificate,
        "-key",
        credentials.key,
    ]
    if credentials.chain:
        command += ["-cert_chain", credentials.file()]
    if alpn:
        command += ["-alpn", alpn]
    return program([*command, *flags], r"^ACCEPT .*:(\d+)$")
