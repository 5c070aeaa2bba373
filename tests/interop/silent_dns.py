"""Runs a command beside a DNS server that takes every question and answers none; in a network namespace of its own."""

import fcntl
import socket
import struct
import subprocess
import sys

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
PORT = 53


def main(command: list[str]) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
        # A new namespace's loopback is down.
        fcntl.ioctl(udp, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
        for each in (udp, tcp):
            each.bind(("127.0.0.1", PORT))
        tcp.listen()
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
