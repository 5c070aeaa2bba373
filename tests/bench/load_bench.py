#!/usr/bin/env python3
"""echo-client load beside h2load, on one server in one run: usage: load_bench.py PROGRAMS_DIR

h2load (nghttp2) is a load generator by other hands, which knows HTTP/2 and nothing of gRPC: it
sends a request that was made before, and counts what comes back. Prints medians, and ratios.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROUNDS = 7
SECONDS = 2
PAYLOAD = 64
METHOD = "/echo.v1.EchoService/Echo"
# Connections and calls in flight on each.
SHAPES = ((1, 1), (1, 16), (4, 16))
RATE = 500


class Bench:
    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.body = folder / "body"
        # Protocol Buffers: field 2 of PAYLOAD bytes; gRPC: not compressed, and how long it is.
        message = bytes([2 << 3 | 2, PAYLOAD]) + bytes(PAYLOAD)
        self.body.write_bytes(b"\0" + len(message).to_bytes(4) + message)
        pki = folder / "pki"
        self.run("certgen", "init", "--dir", pki)
        # h2load has no certificate of its own to present.
        flags = (
            "--tls-dir",
            pki / "leaf",
            "--client-cert",
            "none",
            "--listen",
            "127.0.0.1:0",
            "--log-level",
            "warning",
        )
        self.root = pki / "leaf" / "ca.crt"
        self.server = subprocess.Popen([programs / "echo-server", *map(str, flags)], stdout=subprocess.PIPE, text=True)
        self.port = self.server.stdout.readline().strip().rpartition(":")[2]

    def run(self, program: str, *flags: object) -> str:
        line = [str(self.programs / program), *map(str, flags)]
        return subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout

    def load(self, *flags: object) -> dict[str, object]:
        target = ("--target", f"localhost:{self.port}", "--ca", self.root, "--json")
        return json.loads(self.run("echo-client", *target, "load", "--payload-size", PAYLOAD, *flags))

    def h2load(self, *flags: object) -> str:
        headers = ("-H", "content-type: application/grpc", "-H", "te: trailers")
        line = ["h2load", "-t", 1, "-d", self.body, *headers, *flags, f"https://localhost:{self.port}{METHOD}"]
        return subprocess.run(list(map(str, line)), check=True, stdout=subprocess.PIPE, text=True).stdout

    def load_rate(self, connections: int, streams: int) -> float:
        done = self.load("--connections", connections, "--streams", streams, "--duration", f"{SECONDS}s")
        return float(done["calls_per_second"])

    def h2load_rate(self, connections: int, streams: int) -> float:
        said = self.h2load("-D", SECONDS, "-c", connections, "-m", streams)
        return int(re.search(r"(\d+) succeeded", said)[1]) / SECONDS

    def medians(self, *sides: Callable[[], float]) -> list[float]:
        """In turns, so that what else this machine does falls on all."""
        rounds = [[side() for side in sides] for _ in range(ROUNDS)]
        return [statistics.median(column) for column in zip(*rounds, strict=True)]

    def closed_loop(self) -> None:
        print(f"calls/s, {PAYLOAD} bytes, medians of {ROUNDS} runs of {SECONDS} s")
        print(f"{'connections x streams':24}{'load':>10}{'h2load':>10}{'load/h2load':>13}")
        for shape in SHAPES:
            ours, theirs = self.medians(lambda s=shape: self.load_rate(*s), lambda s=shape: self.h2load_rate(*s))
            print(f"{shape[0]} x {shape[1]:<20}{ours:>10.0f}{theirs:>10.0f}{ours / theirs:>13.2f}")

    def open_loop(self) -> None:
        seconds = 5
        done = self.load("--rate", RATE, "--duration", f"{seconds}s", "--streams", 4)
        said = self.h2load("-D", seconds, "-c", 1, "-m", 4, "--rps", RATE)
        theirs = int(re.search(r"(\d+) succeeded", said)[1])
        ours = int(done["calls"])
        print(f"\ncalls done at {RATE} calls/s in {seconds} s: load {ours}, h2load {theirs}, ratio {ours / theirs:.3f}")

    def saturation(self) -> None:
        done = self.load("--connections", 4, "--streams", 64, "--duration", f"{SECONDS}s")
        print(f"\nsaturation: {done['calls_per_second']:.0f} calls/s, the bottleneck is: {done['bottleneck']}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(sys.argv[1]), Path(folder))
        try:
            bench.closed_loop()
            bench.open_loop()
            bench.saturation()
        finally:
            bench.server.terminate()
            bench.server.wait()


if __name__ == "__main__":
    main()
