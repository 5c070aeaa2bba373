"""What others say is repeated to people: it does nothing to their terminals, and stays one line."""

import os
import subprocess
import unittest

import diagnosis
import zoo
from case import ours
from certificates import Authority
from relays import by_variable, refusing
from serving import Serving, s_server
from sockets import answering, listening, saying, tls

# Colours by both of their introducers, a bell, NUL, and what is no UTF-8.
WORDS = b"\x1b[31mevil\x07\x00\xc2\x9b31m\xff\xfe"


@zoo.once
def authority() -> Authority:
    return Authority(zoo.FOLDER / "hostile", "Evil\x1b[31m\nOK: all is well")


def seen(server: Serving, *flags: str, host: str = "127.0.0.1") -> bytes:
    with server as serving:
        target = f"{host}:{serving.port}"
        env = {name: value for name, value in os.environ.items() if not diagnosis.is_foreign(name)}
        line = [str(diagnosis.CLIENT), *map(str, ours()), "--timeout", "3s", *flags, "diagnose", target]
        return subprocess.run(line, capture_output=True, env=env | serving.environment, check=False).stdout


class HostileWordsTest(unittest.TestCase):
    def hold(self, *servings: Serving, host: str = "127.0.0.1") -> None:
        """The first is read by people, the second by programs."""
        for serving, flags in zip(servings, ((), ("--json",)), strict=True):
            text = seen(serving, *flags, host=host)
            self.assertTrue(text)
            words = text.decode()
            self.assertEqual([each for each in words if not each.isprintable() and each != "\n"], [], text)
            self.assertFalse([each for each in words.splitlines() if each.startswith("OK")], text)

    def test_of_a_banner(self) -> None:
        self.hold(*(listening(saying(b"SSH-2.0-" + WORDS + b"\r\n")) for _ in range(2)))

    def test_of_a_web_server(self) -> None:
        self.hold(*(listening(answering(b"HTTP/1.1 400 " + WORDS + b"\r\n\r\n")) for _ in range(2)))

    def test_of_a_proxy(self) -> None:
        refusal = refusing(b"403 " + WORDS)
        self.hold(*(by_variable(listening(refusal)) for _ in range(2)), host="server.zoo.test")

    def test_behind_tls(self) -> None:
        inside = tls(zoo.server().file(), zoo.server().key, saying(WORDS))
        self.hold(*(listening(inside) for _ in range(2)))

    def test_in_a_certificate(self) -> None:
        self.hold(*(s_server(authority().issue("Evil\x1b[31m\nOK: all is well")) for _ in range(2)))

    def test_in_the_names_that_a_server_asks_for(self) -> None:
        demanding = ("-Verify", "1", "-verify_return_error", "-CAfile", authority().certificate)
        self.hold(*(s_server(zoo.server(), *demanding) for _ in range(2)))
