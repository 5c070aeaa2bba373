"""Names with several addresses, some of them dead; no network; no DNS: in namespaces with an /etc of their own."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import zoo
from case import OK, Case, CaseTest, ours
from diagnosis import RESOLVER
from own_server import echo_server
from serving import Server, Serving
from sockets import black_hole, nobody

NAME = "server.zoo.test"
NAMESPACES = ("unshare", "--map-root-user")
NO_NETWORK = (*NAMESPACES, "--net")
SILENT_DNS = Path(__file__).with_name("silent_dns.py")


def with_file(path: str, text: str, *more: str) -> tuple[str, ...]:
    """Runs a command where that file of /etc is another; `more` namespaces are its own."""
    handle, name = tempfile.mkstemp(dir=zoo.FOLDER)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return (*NAMESPACES, "--mount", *more, "sh", "-c", f'mount --bind "$0" {path} && exec "$@"', name)


def with_hosts(*addresses: str) -> tuple[str, ...]:
    """Runs a command where NAME has these addresses."""
    return with_file("/etc/hosts", "".join(f"{each} {NAME}\n" for each in addresses))


def with_silent_dns() -> tuple[str, ...]:
    """Runs a command where a DNS server takes every question and answers none."""
    settings = with_file("/etc/resolv.conf", "nameserver 127.0.0.1\n", "--net")
    return (*settings, sys.executable, "-B", str(SILENT_DNS))


@zoo.once
def no_namespaces() -> str:
    done = subprocess.run([*with_silent_dns(), "true"], capture_output=True, text=True, check=False)
    return f"no namespaces to be had: {done.stderr}" if done.returncode else ""


@contextlib.contextmanager
def twice_at_one_port() -> Iterator[Server]:
    """A good server at 127.0.0.1, and at 127.0.0.2 one that drops."""
    with echo_server() as server, black_hole(("127.0.0.2", server.port)):
        yield server


def other_order() -> str:
    """Only c-ares takes addresses in the order of the file."""
    return no_namespaces() or ("gRPC's resolver is another" if RESOLVER in os.environ else "")


def case(
    name: str,
    server: Callable[[], Serving],
    expected: tuple[int, str],
    *addresses: str,
    timeout: float = 3,
    lacking: Callable[[], str] = no_namespaces,
) -> Case:
    return Case(
        name,
        server,
        expected,
        caller=lambda: ours(cert=zoo.client()),
        host=NAME,
        under=lambda: with_hosts(*addresses),
        timeout=timeout,
        lacking=lacking,
    )


class AddressesTest(CaseTest):
    cases = (
        case("one_that_is_good", echo_server, OK, "127.0.0.1"),
        case("the_first_refuses", echo_server, OK, "127.0.0.2", "127.0.0.1"),
        case("the_last_refuses", echo_server, OK, "127.0.0.1", "127.0.0.2"),
        case("ipv6_refuses", echo_server, OK, "::1", "127.0.0.1"),
        case("all_refuse", nobody, (12, "CONNECTION_REFUSED"), "127.0.0.1", "127.0.0.2"),
        # gRPC waits for the first address longer than for the call.
        case(
            "the_first_drops",
            twice_at_one_port,
            (12, "CONNECTION_TIMEOUT"),
            "127.0.0.2",
            "127.0.0.1",
            timeout=2,
            lacking=other_order,
        ),
        case("the_last_drops", twice_at_one_port, OK, "127.0.0.1", "127.0.0.2", timeout=2),
    )


class NoNetworkTest(CaseTest):
    cases = (
        Case(
            "no_way_to_an_ipv4_address",
            nobody,
            (12, "NETWORK_UNREACHABLE"),
            host="192.0.2.1",
            under=lambda: NO_NETWORK,
            lacking=no_namespaces,
        ),
        Case(
            "no_way_to_an_ipv6_address",
            nobody,
            (12, "NETWORK_UNREACHABLE"),
            host="[2001:db8::1]",
            under=lambda: NO_NETWORK,
            lacking=no_namespaces,
        ),
        Case(
            "no_dns",
            nobody,
            (12, "NAME_NOT_RESOLVED"),
            host=NAME,
            under=lambda: NO_NETWORK,
            lacking=no_namespaces,
        ),
        Case(
            "dns_is_silent",
            nobody,
            (12, "NAME_NOT_RESOLVED"),
            host=NAME,
            under=with_silent_dns,
            timeout=2,
            lacking=no_namespaces,
        ),
    )
