"""What `echo-client diagnose` says of a server."""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLIENT = Path(os.environ.get("PROGRAMS_DIR", "build/dev/bin")) / "echo-client"
# Beyond that the client is taken for one that hangs.
HANG_SECONDS = 30
PROXIES = {f"{kind}_proxy" for kind in ("http", "https", "grpc", "no", "no_grpc", "all")}
RESOLVER = "GRPC_DNS_RESOLVER"


def is_foreign(variable: str) -> bool:
    """It would change what the client does; which resolver it has is chosen for the sanitizers."""
    return variable.lower() in PROXIES or (variable.startswith(("ECHO_", "GRPC_")) and variable != RESOLVER)


@dataclass(frozen=True)
class Diagnosis:
    exit_code: int
    seconds: float
    document: dict[str, Any]
    said: str

    @property
    def verdict(self) -> dict[str, Any]:
        return self.document.get("verdict") or {}

    @property
    def code(self) -> str:
        return str(self.verdict.get("code"))


def run(
    command: Sequence[object], timeout: float, environment: Mapping[str, str] | None = None, under: Sequence[str] = ()
) -> Diagnosis:
    """`under`: the command that runs the client."""
    line = [*under, str(CLIENT), "--json", "--timeout", f"{timeout}s", *map(str, command)]
    env = {name: value for name, value in os.environ.items() if not is_foreign(name)} | dict(environment or {})
    # One run in some hundred ends before gRPC's last thread: what that was to free is no leak.
    env["ASAN_OPTIONS"] = f"{env.get('ASAN_OPTIONS', '')}:detect_leaks=0"
    begin = time.monotonic()
    done = subprocess.run(line, capture_output=True, text=True, env=env, timeout=HANG_SECONDS, check=False)
    seconds = time.monotonic() - begin
    said = f"{' '.join(line)}\nexit {done.returncode} after {seconds:.2f} s\n{done.stdout}{done.stderr}"
    try:
        document = json.loads(done.stdout)
    except ValueError:
        document = {}
    return Diagnosis(done.returncode, seconds, document, said)
