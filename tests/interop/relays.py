"""What stands between: relays that pass on, that end TLS, that cut; and proxies that are asked by CONNECT."""

import base64
import contextlib
import selectors
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

from serving import Server, Serving
from sockets import Handler, listening

# One read of a TLS connection: more than a record.
CHUNK = 65536
RECORD_HEADER = 5


def pipe(caller: socket.socket, server: socket.socket) -> None:
    """Both ways, until one side ends."""
    with selectors.DefaultSelector() as selector:
        selector.register(caller, selectors.EVENT_READ, server)
        selector.register(server, selectors.EVENT_READ, caller)
        while True:
            for key, _ in selector.select():
                source, target = key.fileobj, key.data
                data = source.recv(CHUNK)
                # TLS may hold more than the socket shows.
                while isinstance(source, ssl.SSLSocket) and source.pending():
                    data += source.recv(CHUNK)
                if not data:
                    return
                target.sendall(data)


def to(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port))


@contextlib.contextmanager
def before(behind: Serving, handle: Callable[[Server, socket.socket, int], None]) -> Iterator[Server]:
    """`handle` is given each connection and the port of what is behind."""
    with behind as there, listening(lambda server, caller: handle(server, caller, there.port)) as server:
        yield server


def passing_on(_: Server, caller: socket.socket, port: int) -> None:
    with to(port) as server:
        pipe(caller, server)


def read_record(connection: socket.socket) -> bytes:
    header = connection.recv(RECORD_HEADER, socket.MSG_WAITALL)
    return header + connection.recv(int.from_bytes(header[3:]), socket.MSG_WAITALL)


def cutting_after_the_hello(_: Server, caller: socket.socket, port: int) -> None:
    with to(port) as server:
        server.sendall(read_record(caller))


def cutting_after_a_record(_: Server, caller: socket.socket, port: int) -> None:
    """The server's first record, in which its hello is, still arrives."""
    with to(port) as server:
        server.sendall(read_record(caller))
        caller.sendall(read_record(server))


def cutting_after_the_certificate(_: Server, caller: socket.socket, port: int) -> None:
    """All that the server sends arrives, and nothing of what the client says to that."""
    with to(port) as server:
        server.sendall(read_record(caller))
        while not select_first(caller, server):
            caller.sendall(server.recv(CHUNK))
        caller.recv(CHUNK)


def select_first(caller: socket.socket, server: socket.socket) -> bool:
    """Whether it is the caller that has something to say."""
    with selectors.DefaultSelector() as selector:
        selector.register(caller, selectors.EVENT_READ, data=True)
        selector.register(server, selectors.EVENT_READ, data=False)
        return bool(selector.select()[0][0].data)


def ending_tls(chain: Path, key: Path) -> Callable[[Server, socket.socket, int], None]:
    """With a certificate of its own, and TLS again to the server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    context.set_alpn_protocols(["h2"])
    inner = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    inner.check_hostname, inner.verify_mode = False, ssl.CERT_NONE
    inner.set_alpn_protocols(["h2"])

    def handle(_: Server, caller: socket.socket, port: int) -> None:
        with context.wrap_socket(caller, server_side=True) as outside, inner.wrap_socket(to(port)) as inside:
            pipe(outside, inside)

    return handle


def read_request(caller: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request and (data := caller.recv(CHUNK)):
        request += data
    return request


def refusing(status: bytes) -> Handler:
    def handle(server: Server, caller: socket.socket) -> None:
        server.received.append(read_request(caller))
        caller.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")

    return handle


def connecting(server: Server, caller: socket.socket, port: int) -> None:
    """A CONNECT to any name leads to the server."""
    server.received.append(read_request(caller))
    caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    passing_on(server, caller, port)


def asking(word: bytes) -> Callable[[Server, socket.socket, int], None]:
    """A proxy that connects for those who have the password."""

    def handle(server: Server, caller: socket.socket, port: int) -> None:
        server.received.append(read_request(caller))
        if b"Proxy-Authorization: Basic " + base64.b64encode(word) + b"\r\n" not in server.received[-1]:
            caller.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        passing_on(server, caller, port)

    return handle


@contextlib.contextmanager
def by_variable(proxy: Serving, variable: str = "https_proxy", url: str = "http://", **others: str) -> Iterator[Server]:
    """The client is told of the proxy by its environment, and calls a port that only the proxy could reach."""
    with proxy as server:
        server.environment |= {variable: f"{url}127.0.0.1:{server.port}", **others}
        yield server
