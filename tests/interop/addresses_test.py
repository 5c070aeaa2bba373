"""A name with several addresses, some of them dead: in a mount namespace with an /etc/hosts of its own."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator

import zoo
from case import OK, Case, CaseTest, ours
from own_server import echo_server
from serving import Server, Serving
from sockets import black_hole, nobody

NAME = "server.zoo.test"
UNSHARE = ("unshare", "--map-root-user", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"')


def with_hosts(*addresses: str) -> tuple[str, ...]:
    """Runs a command where NAME has these addresses."""
    handle, name = tempfile.mkstemp(dir=zoo.FOLDER)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{each} {NAME}\n" for each in ("127.0.0.1 localhost", *addresses))
    return (*UNSHARE, name)


@zoo.once
def no_namespaces() -> str:
    done = subprocess.run([*with_hosts(), "true"], capture_output=True, text=True, check=False)
    return f"no mount namespace to be had: {done.stderr}" if done.returncode else ""


@contextlib.contextmanager
def twice_at_one_port() -> Iterator[Server]:
    """A good server at 127.0.0.1, and at 127.0.0.2 one that drops."""
    with echo_server() as server, black_hole(("127.0.0.2", server.port)):
        yield server


def case(
    name: str, server: Callable[[], Serving], expected: tuple[int, str], *addresses: str, timeout: float = 3
) -> Case:
    return Case(
        name,
        server,
        expected,
        caller=lambda: ours(cert=zoo.client()),
        host=NAME,
        under=lambda: with_hosts(*addresses),
        timeout=timeout,
        lacking=no_namespaces,
    )


class AddressesTest(CaseTest):
    cases = (
        case("one_that_is_good", echo_server, OK, "127.0.0.1"),
        case("the_first_refuses", echo_server, OK, "127.0.0.2", "127.0.0.1"),
        case("the_last_refuses", echo_server, OK, "127.0.0.1", "127.0.0.2"),
        case("ipv6_refuses", echo_server, OK, "::1", "127.0.0.1"),
        case("all_refuse", nobody, (12, "CONNECTION_REFUSED"), "127.0.0.1", "127.0.0.2"),
        # gRPC waits for the first address longer than for the call.
        case("the_first_drops", twice_at_one_port, (12, "CONNECTION_TIMEOUT"), "127.0.0.2", "127.0.0.1", timeout=2),
        case("the_last_drops", twice_at_one_port, OK, "127.0.0.1", "127.0.0.2", timeout=2),
    )
