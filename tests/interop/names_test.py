"""Names of every form, called by every name: a verdict is good where gRPC's own call goes through, and only there."""

import unittest
from concurrent.futures import ThreadPoolExecutor

import diagnosis
import zoo
from case import ours
from grpc_servers_test import go, no_go

NAMES = (
    "DNS:LOCALHOST",
    "DNS:localhost.",
    "DNS:*",
    "DNS:*.test",
    "DNS:*.zoo.test",
    "DNS:ser*.zoo.test",
    "DNS:localhost:443",
    "DNS:127.0.0.1",
    "DNS:*.0.0.1",
    "IP:127.0.0.1",
    "IP:127.0.0.2",
    "URI:https://localhost",
    "email:server@zoo.test",
    "",
)
CALLS = (
    ("127.0.0.1", ()),
    ("localhost", ()),
    ("127.0.0.1", ("--server-name", "server.zoo.test")),
    ("127.0.0.1", ("--server-name", "SERVER.zoo.test.")),
    ("127.0.0.1", ("--server-name", "a.b.zoo.test")),
    ("127.0.0.1", ("--server-name", "zoo.test")),
)
PROCESSORS = 2


def disagreements(name: str) -> list[str]:
    credentials = zoo.root().issue("localhost", names=[name] if name else [])
    found = []
    with go(credentials) as server:
        for host, flags in CALLS:
            target, caller = f"{host}:{server.port}", [*ours(), *flags]
            call = diagnosis.run([*caller, "--no-diagnose", "--target", target, "health"], timeout=3)
            diagnosed = diagnosis.run([*caller, "diagnose", target], timeout=3)
            if (call.exit_code == 0) != (diagnosed.exit_code == 0):
                found.append(f"{name or 'no name'} called by {host} {' '.join(flags)}\n{call.said}\n{diagnosed.said}")
    return found


class NamesTest(unittest.TestCase):
    @unittest.skipIf(no_go(), no_go())
    def test_the_verdict_on_a_name_is_grpcs_own(self) -> None:
        with ThreadPoolExecutor(PROCESSORS) as pool:
            found = [each for some in pool.map(disagreements, NAMES) for each in some]
        self.assertEqual(found, [], "\n\n".join(found))
