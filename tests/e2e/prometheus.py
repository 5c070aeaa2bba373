"""Prometheus, reading servers on loopback by the rules of deploy/kubernetes."""

import contextlib
import json
import os
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml

WAIT_SECONDS = 60
T = TypeVar("T")


class NeverError(AssertionError):
    pass


def wait(what: str, look: Callable[[], T | None]) -> T:
    """What `look` finds, as soon as it finds something."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    message = f"after {WAIT_SECONDS} s there is still no {what}"
    raise NeverError(message)


def fetch(url: str) -> str:
    # No proxy of the environment stands before loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        return answer.read().decode()


def rules() -> dict[str, Any]:
    """As they are deployed, but that no alert waits: `for` is there so that nobody is called for what passes."""
    spec = yaml.safe_load(Path(os.environ["RULES"]).read_text())["spec"]
    for rule in (rule for group in spec["groups"] for rule in group["rules"] if "for" in rule):
        rule["for"] = "0s"
    return spec


def configuration(targets: dict[str, str]) -> dict[str, Any]:
    """Job and labels are what the ServiceMonitor and the operator make of a pod."""
    statics = [{"targets": [address], "labels": {"namespace": name}} for name, address in targets.items()]
    return {
        # In place of 30 s, so that it is over soon. The windows of the rules stay.
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.json"],
        "scrape_configs": [{"job_name": "tls-echo", "static_configs": statics}],
    }


class Prometheus:
    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, path: str, **query: str) -> Any:
        return json.loads(fetch(f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(query)}"))["data"]

    def value(self, query: str) -> float:
        """Of one series; 0 if there is none."""
        found = self.ask("query", query=query)["result"]
        return float(found[0]["value"][1]) if found else 0

    def firing(self) -> list[dict[str, Any]]:
        return [each for each in self.ask("alerts")["alerts"] if each["state"] == "firing"]


@contextlib.contextmanager
def prometheus(folder: Path, targets: dict[str, str]) -> Iterator[Prometheus]:
    """Of servers' pages, by name; the name is the namespace of their series."""
    (folder / "rules.json").write_text(json.dumps(rules()))
    (folder / "prometheus.json").write_text(json.dumps(configuration(targets)))
    log = folder / "prometheus.log"
    line = [
        os.environ["PROMETHEUS"],
        f"--config.file={folder}/prometheus.json",
        f"--storage.tsdb.path={folder}/data",
        "--web.listen-address=127.0.0.1:0",
        "--log.format=json",
    ]
    with log.open("w") as file, subprocess.Popen(line, stdout=file, stderr=file) as process:
        try:

            def address() -> str | None:
                if process.poll() is not None:
                    raise NeverError(log.read_text())
                lines = [json.loads(each) for each in log.read_text().splitlines(keepends=True) if each.endswith("\n")]
                return next((each["address"] for each in lines if each.get("msg") == "Listening on"), None)

            yield Prometheus(wait("address of Prometheus", address))
        finally:
            process.kill()
