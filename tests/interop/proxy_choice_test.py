"""Variables that name proxies, in every form: a diagnosis goes by a proxy where gRPC's own call does, and only then."""

import unittest
from concurrent.futures import ThreadPoolExecutor

import diagnosis
import zoo
from case import ours
from own_server import echo_server
from relays import before, connecting

FAR = "server.zoo.test"
# The proxy's address is put in the place of {}.
PROXY = "http://{}"
VARIABLES = (
    {"https_proxy": PROXY},
    {"https_proxy": "{}"},
    {"https_proxy": "HTTP://{}"},
    {"https_proxy": " http://{} "},
    {"https_proxy": "http://{}/path"},
    {"https_proxy": "http://@{}"},
    {"https_proxy": "http://u%40x:p%3A@{}"},
    {"https_proxy": "socks5://{}"},
    {"https_proxy": "", "http_proxy": PROXY},
    {"HTTPS_PROXY": PROXY},
    {"all_proxy": PROXY},
    {"grpc_proxy": "", "https_proxy": PROXY},
    {"grpc_proxy": PROXY, "https_proxy": "http://127.0.0.1:1"},
    {"https_proxy": PROXY, "no_proxy": "zoo.test"},
    {"https_proxy": PROXY, "no_proxy": ".zoo.test"},
    {"https_proxy": PROXY, "no_proxy": "*.zoo.test"},
    {"https_proxy": PROXY, "no_proxy": "*"},
    {"https_proxy": PROXY, "no_proxy": "other,SERVER.zoo.test"},
    {"https_proxy": PROXY, "no_proxy": "other, server.zoo.test"},
    {"https_proxy": PROXY, "no_proxy": "server.zoo.test:443"},
    {"https_proxy": PROXY, "no_proxy": "er.zoo.test"},
    {"https_proxy": PROXY, "no_grpc_proxy": "other", "no_proxy": FAR},
    {"https_proxy": PROXY, "no_grpc_proxy": "", "no_proxy": FAR},
)
PROCESSORS = 2


def called(flags: list[object], variables: dict[str, str], *command: str) -> tuple[bool, bool, str]:
    """Whether it went well, and by the proxy."""
    with before(echo_server(), connecting) as proxy:
        words = [each.format(f"{FAR}:{proxy.port}") for each in command]
        env = {name: value.format(f"127.0.0.1:{proxy.port}") for name, value in variables.items()}
        done = diagnosis.run([*flags, *words], 2, env)
        return done.exit_code == 0, any(proxy.received), done.said


def disagreement(variables: dict[str, str]) -> str:
    caller = ours(cert=zoo.client())
    *call, call_said = called(caller, variables, "--no-diagnose", "--target", "{}", "health")
    *diagnosed, said = called(caller, variables, "diagnose", "{}")
    return "" if call == diagnosed else f"{variables}: {call} is {diagnosed}\n{call_said}\n{said}"


class ProxyChoiceTest(unittest.TestCase):
    def test_the_proxy_is_grpcs_own(self) -> None:
        with ThreadPoolExecutor(PROCESSORS) as pool:
            found = [each for each in pool.map(disagreement, VARIABLES) if each]
        self.assertEqual(found, [], "\n\n".join(found))
