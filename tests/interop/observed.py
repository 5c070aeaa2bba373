"""An echo-server of ours whose log and metrics are read: by json, jq and Prometheus' own client."""

import contextlib
import json
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import zoo
from certificates import Credentials
from diagnosis import CLIENT
from prometheus_client.parser import text_string_to_metric_families
from serving import Server, program

PATIENCE_SECONDS = 60
PAGE = Path(__file__).parents[2] / "services" / "OBSERVABILITY.md"

ECHO = "/echo.v1.EchoService/Echo"
HEALTH = "/grpc.health.v1.Health/Check"
WATCH = "/grpc.health.v1.Health/Watch"

# A series: its name and its labels.
Series = tuple[str, tuple[tuple[str, str], ...]]


def raw(value: bytes) -> bytes:
    return value


def table(heading: str) -> list[list[str]]:
    """The cells of the rows of a table of the page, the first of whose columns is named so."""
    lines = PAGE.read_text().splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def words(cell: str) -> list[str]:
    """What stands in it as code."""
    return re.findall(r"`([^`]*)`", cell)


@dataclass
class Observed:
    server: Server
    metrics_port: int

    @property
    def port(self) -> int:
        return self.server.port

    def records(self, event: str = "") -> list[dict[str, Any]]:
        """Of the log so far; what is no JSON at all fails."""
        found = [json.loads(line) for line in list(self.server.log)]
        return [each for each in found if each["event"] != "ready" and event in ("", each["event"])]

    def wait(self, event: str, number: int = 1) -> list[dict[str, Any]]:
        """Until there are so many of these records."""
        return until(lambda: found if len(found := self.records(event)) >= number else None, f"{number} {event}")

    def page(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30) as answer:
            return answer.read().decode()

    def series(self) -> dict[Series, float]:
        """Every sample of the page; buckets of a histogram apart."""
        found: dict[Series, float] = {}
        for family in text_string_to_metric_families(self.page()):
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                if key in found:
                    raise ValueError(f"{key} stands on the page twice")
                found[key] = sample.value
        return found

    def total(self, name: str, **labels: str) -> float:
        """The sum of its series with these labels."""
        wanted = set(labels.items())
        return sum(value for (each, own), value in self.series().items() if each == name and wanted <= set(own))


def until(look: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"there are not: {what}")
        time.sleep(0.02)


def command(own: Credentials | None, mode: str) -> list[object]:
    own = own or zoo.server()
    listen = ("--listen", "127.0.0.1:0", "--metrics-listen", "0", "--log-format", "json", "--client-cert", mode)
    pair = ("--cert", own.file(), "--key", own.key, "--ca", zoo.root().certificate)
    return [CLIENT.with_name("echo-server"), *listen, *pair]


@contextlib.contextmanager
def unread_echo_server() -> Iterator["tuple[subprocess.Popen[str], int]"]:
    """One whose stderr nobody reads, and its port."""
    line = [str(each) for each in command(None, "require")]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            ready = json.loads((process.stdout or sys.stdin).readline())
            yield process, int(ready["listen"][0].rsplit(":", 1)[1])
        finally:
            process.kill()


@contextlib.contextmanager
def echo_server(*flags: object, mode: str = "require", own: Credentials | None = None) -> Iterator[Observed]:
    # The check's words about the credentials are no records; they are not asked for here.
    with program([*command(own, mode), *flags], r'"listen":\["[^"]*:(\d+)"\]') as server:
        ready = next(line for line in server.log if '"ready"' in line)
        server.log[:] = [line for line in server.log if line.startswith("{")]
        yield Observed(server, int(json.loads(ready)["metrics_listen"].rsplit(":", 1)[1]))


def channel(port: int, caller: Credentials | None) -> grpc.Channel:
    """A connection of its own."""
    mine = (caller.key.read_bytes(), caller.file().read_bytes()) if caller else (None, None)
    credentials = grpc.ssl_channel_credentials(zoo.root().certificate.read_bytes(), *mine)
    return grpc.secure_channel(f"localhost:{port}", credentials, [("grpc.use_local_subchannel_pool", 1)])


def call(over: grpc.Channel, method: str, request: bytes = b"", trace: str = "") -> grpc.StatusCode:
    metadata = [("traceparent", trace)] if trace else []
    try:
        over.unary_unary(method, raw, raw)(request, timeout=30, metadata=metadata)
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def refused_in_tls(port: int) -> None:
    """A handshake without a certificate, to its end."""
    tls = ssl.create_default_context(cafile=zoo.root().certificate)
    tls.set_alpn_protocols(["h2"])
    with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
        plain = stack.enter_context(socket.create_connection(("127.0.0.1", port), 30))
        stack.enter_context(tls.wrap_socket(plain, server_hostname="localhost")).recv(1)


def refused_as_plain_text(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 30) as plain, contextlib.suppress(OSError):
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while plain.recv(4096):
            continue


def caller(name: str = "caller.zoo.test") -> Credentials:
    return zoo.root().issue(name, names=(f"DNS:{name}", "URI:spiffe://zoo.test/ns/secret/sa/caller"))


def rules(folder: str, *lines: str) -> Path:
    file = Path(folder) / "rules"
    file.write_text("\n".join(lines) + "\n")
    return file
