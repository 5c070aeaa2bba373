"""Servers of our own, in this process: they count what they accept, and keep what came."""

import contextlib
import itertools
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from serving import Server

# Only a fault of the client, or of this suite, makes anybody wait that long.
PATIENCE = 30
DRIP_SECONDS = 0.05
# Of 64 KiB: more than a client may keep.
FLOOD_CHUNKS = 10_000
# It takes no call: NO_ERROR, and no stream was the last.
GOAWAY = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
# An empty SETTINGS frame, which is how a server of HTTP/2 begins.
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
PING = b"\x00\x00\x08\x06\x00\x00\x00\x00\x00" + bytes(8)
# In a record of TLS 1.2; OpenSSL passes over any number of them.
HELLO_REQUEST = b"\x16\x03\x03\x00\x04\x00\x00\x00\x00"

Handler = Callable[[Server, socket.socket], None]


@contextlib.contextmanager
def listening(handle: Handler, address: str = "127.0.0.1") -> Iterator[Server]:
    """Each connection in a thread of its own, closed when its handler returns."""
    listener = socket.create_server((address, 0))
    server = Server(listener.getsockname()[1], accepted=[])
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        with connection, contextlib.suppress(OSError):
            handle(server, connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                server.accepted.append(connection)
                threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
                threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield server
    finally:
        for each in (listener, *server.accepted):
            # Close alone does not wake a thread that waits for it.
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        acceptor.join()
        listener.close()
        for each in threads:
            each.join()


def keep(server: Server, connection: socket.socket) -> None:
    """Reads until the other side ends, and answers nothing."""
    index = len(server.received)
    server.received.append(b"")
    while data := connection.recv(65536):
        server.received[index] += data


def silent(server: Server, connection: socket.socket) -> None:
    keep(server, connection)


def closing(_: Server, __: socket.socket) -> None:
    """Hangs up on everybody."""


def resetting(_: Server, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_after_hello(server: Server, connection: socket.socket) -> None:
    connection.recv(65536)
    resetting(server, connection)


def saying(words: bytes) -> Handler:
    """It speaks first, whoever comes."""

    def handle(server: Server, connection: socket.socket) -> None:
        connection.sendall(words)
        keep(server, connection)

    return handle


def answering(words: bytes) -> Handler:
    """It answers the first that it hears, and hangs up."""

    def handle(_: Server, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(words)

    return handle


def dripping(words: bytes) -> Handler:
    """A byte at a time, for ever: it is never silent, and never done."""

    def handle(_: Server, connection: socket.socket) -> None:
        for byte in itertools.chain(words, itertools.repeat(0)):
            connection.sendall(bytes([byte]))
            # It ends when the client has ended.
            with contextlib.suppress(TimeoutError):
                connection.settimeout(DRIP_SECONDS)
                if not connection.recv(65536):
                    return

    return handle


def repeating(words: bytes, first: bytes = b"") -> Handler:
    """It listens once, and then talks for ever, all of it by the protocol."""

    def handle(_: Server, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(first)
        while True:
            connection.sendall(words * 1000)

    return handle


def flooding(_: Server, connection: socket.socket) -> None:
    """As much as the client takes, and none of it is of any protocol."""
    for _ in range(FLOOD_CHUNKS):
        connection.sendall(b"\x9c" * 65536)


def tls(chain: Path, key: Path, then: Handler, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Handler:
    """TLS with h2, and inside it what `then` does; nothing that comes before TLS stands is in `received`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    context.set_alpn_protocols(["h2"])
    context.maximum_version = newest

    def handle(server: Server, connection: socket.socket) -> None:
        # What is wrapped is detached: it is the wrapper that ends it.
        with context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as wrapped:
            server.accepted[server.accepted.index(connection)] = wrapped
            wrapped.do_handshake()
            then(server, wrapped)

    return handle


@contextlib.contextmanager
def black_hole(address: tuple[str, int] = ("127.0.0.1", 0)) -> Iterator[Server]:
    """A port whose queue is full: the kernel drops who knocks."""
    with socket.create_server(address, backlog=0) as listener, contextlib.ExitStack() as stack:
        while True:
            caller = stack.enter_context(socket.socket())
            caller.settimeout(0.3)
            try:
                caller.connect(listener.getsockname())
            except TimeoutError:
                break
        yield Server(listener.getsockname()[1])


@contextlib.contextmanager
def nobody() -> Iterator[Server]:
    """A port that is bound, so that nobody else gets it, and on which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield Server(bound.getsockname()[1])
