"""Our own server: behind others, and as what good looks like."""

import zoo
from diagnosis import CLIENT
from serving import Serving, program


def echo_server(mode: str = "require", *flags: str) -> Serving:
    pair = ("--cert", zoo.server().file(), "--key", zoo.server().key, "--ca", zoo.root().certificate)
    command = [CLIENT.with_name("echo-server"), "--listen", "127.0.0.1:0", *pair, "--client-cert", mode, *flags]
    return program(command, r"listening on .*:(\d+)$")
