"""Callers that a server must bear: each a context, harmful as long as it is entered."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Self

import grpc
import zoo
from diagnosis import CLIENT

SERVICE = "/echo.v1.EchoService/"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
# The head of a TLS record of 512 bytes with a ClientHello in it, of which no more comes.
HALF_A_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
LARGE = 64 << 20
# Of a number in the wire format of Protocol Buffers, seven bits to a byte.
LOW_BITS, MORE = 0x7F, 0x80


def varint(number: int) -> bytes:
    out = b""
    while number > LOW_BITS:
        out += bytes([number & LOW_BITS | MORE])
        number >>= 7
    return out + bytes([number])


def field(number: int, value: bytes | int) -> bytes:
    """In the wire format of Protocol Buffers."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def request(message: bytes = b"", payload: bytes = b"", repetitions: int | None = None) -> bytes:
    options = field(3, field(3, repetitions)) if repetitions is not None else b""
    return field(1, message) + field(2, payload) + options


def channel(port: int) -> grpc.Channel:
    mine = zoo.client()
    credentials = grpc.ssl_channel_credentials(
        zoo.root().certificate.read_bytes(), mine.key.read_bytes(), mine.file().read_bytes()
    )
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_send_message_length", -1)]
    return grpc.secure_channel(f"localhost:{port}", credentials, options)


def raw(value: bytes) -> bytes:
    return value


def unary(over: grpc.Channel, payload: bytes, seconds: float) -> bytes:
    return over.unary_unary(SERVICE + "Echo", raw, raw)(request(payload=payload), timeout=seconds)


def context() -> ssl.SSLContext:
    mine = zoo.client()
    made = ssl.create_default_context(cafile=zoo.root().certificate)
    made.load_cert_chain(mine.file(), mine.key)
    made.set_alpn_protocols(["h2"])
    return made


@contextlib.contextmanager
def idle_connections(port: int, number: int) -> Iterator[None]:
    """Good in all, but nothing is called on them, and nobody reads what the server says."""
    with contextlib.ExitStack() as stack:
        tls = context()
        for _ in range(number):
            plain = socket.create_connection(("127.0.0.1", port), 30)
            connection = stack.enter_context(tls.wrap_socket(plain, server_hostname="localhost"))
            connection.sendall(PREFACE + SETTINGS)
        yield


def seconds_until_left(port: int) -> float:
    """Of a connection whose client is gone without a word: how long until the server hangs up."""
    plain = socket.create_connection(("127.0.0.1", port), 30)
    with context().wrap_socket(plain, server_hostname="localhost") as connection:
        connection.sendall(PREFACE + SETTINGS)
        begin = time.monotonic()
        while connection.recv(4096):
            continue
        return time.monotonic() - begin


@contextlib.contextmanager
def silent_handshakes(port: int, number: int) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for _ in range(number):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 30))
            connection.sendall(HALF_A_HELLO)
        yield


@contextlib.contextmanager
def slow_reader(port: int) -> Iterator[None]:
    """Asks for 10 GB, and reads none of it."""
    with channel(port) as over:
        wanted = request(payload=bytes(100_000), repetitions=100_000)
        replies = over.unary_stream(SERVICE + "ServerStreamingEcho", raw, raw)(wanted)
        next(replies)
        yield
        replies.cancel()


@contextlib.contextmanager
def vanishing(port: int, how: signal.Signals) -> Iterator[None]:
    """A client that is in the middle of a stream when it is stopped, or killed."""
    mine = zoo.client()
    credentials = ("--cert", mine.file(), "--key", mine.key, "--ca", zoo.root().certificate)
    asked = ("stream", "--kind", "server", "--repetitions", "1000000", "--response-size", "10000", "x")
    command = [CLIENT, "--target", f"localhost:{port}", *credentials, *asked]
    with subprocess.Popen([str(each) for each in command], stdout=subprocess.PIPE) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"{command} has no reply to vanish after")
        os.kill(process.pid, how)
        yield
        process.kill()


class GoodCaller:
    """Calls again and again, each time with a deadline."""

    DEADLINE_SECONDS = 5.0

    def __init__(self, port: int) -> None:
        self.answered = 0
        self.failures: list[str] = []
        self._port = port
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            # A connection of its own each time: the handshake is a part of the service.
            with channel(self._port) as over:
                for _ in range(10):
                    self._call(over)

    def _call(self, over: grpc.Channel) -> None:
        try:
            unary(over, b"good", self.DEADLINE_SECONDS)
            self.answered += 1
        except grpc.RpcError as error:
            self.failures.append(str(error))
