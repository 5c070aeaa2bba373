import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from prometheus import Prometheus, fetch, prometheus, rules, wait

PROGRAMS = Path(os.environ["PROGRAMS_DIR"])
REFUSED = 13


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    line = [str(PROGRAMS / program), *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def certgen(*arguments: object) -> None:
    done = run("certgen", *arguments)
    if done.returncode:
        raise AssertionError(done.stderr)


def field(certificate: Path, name: str) -> str:
    done = subprocess.run(
        ["openssl", "x509", "-in", certificate, "-noout", f"-{name}"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip().partition("=")[2]


@dataclass
class Server:
    process: "subprocess.Popen[str]"
    target: str
    page_address: str

    def page(self) -> str:
        return fetch(f"http://{self.page_address}/metrics")

    def call(self, roots: Path, *credentials: object) -> int:
        flags = ("--target", self.target, "--ca", roots / "ca.crt", *credentials)
        return run("echo-client", *flags, "echo", "hello").returncode


def serve(stack: contextlib.ExitStack, log: Path, tls_dir: Path, *flags: object) -> Server:
    line = [PROGRAMS / "echo-server", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]
    line += ["--log-format", "json", "--tls-dir", tls_dir, *flags]
    with log.open("w") as file:
        process = stack.enter_context(
            subprocess.Popen([str(each) for each in line], stdout=subprocess.PIPE, stderr=file, text=True)
        )
    stack.callback(process.kill)
    ready = process.stdout.readline() if process.stdout else ""
    if not ready:
        raise AssertionError(log.read_text())
    found = json.loads(ready)
    return Server(process, f"localhost:{found['listen'][0].rpartition(':')[2]}", found["metrics_listen"])


def pair(folder: Path) -> tuple[object, ...]:
    return ("--cert", folder / "tls.crt", "--key", folder / "tls.key")


class PrometheusTest(unittest.TestCase):
    """Three servers: one that expires soon and refuses some, one with nothing wrong, and one that serves nobody."""

    servers: ClassVar[dict[str, Server]]
    watch: ClassVar[Prometheus]

    @classmethod
    def setUpClass(cls) -> None:
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cls.ending, cls.fresh, cls.foreign = (cls.folder / name for name in ("ending", "fresh", "foreign"))
        certgen("init", "--dir", cls.ending, "--days", 3)
        certgen("init", "--dir", cls.fresh)
        certgen("init", "--dir", cls.foreign, "--dns", "foreigner.test")
        for name, days in (("friend", 2), ("stranger", 90)):
            certgen("leaf", name, "--dir", cls.ending, "--usage", "client", "--days", days)
        certgen("leaf", "friend", "--dir", cls.fresh, "--usage", "client")
        rules_file = cls.folder / "rules"
        rules_file.write_text("dns:friend\n")
        cls.servers = {
            "ending": serve(stack, cls.folder / "ending.log", cls.ending / "leaf", "--allow-file", rules_file),
            "fresh": serve(stack, cls.folder / "fresh.log", cls.fresh / "leaf"),
            "shut": serve(stack, cls.folder / "shut.log", cls.fresh / "leaf"),
        }
        targets = {name: each.page_address for name, each in cls.servers.items()}
        cls.watch = stack.enter_context(prometheus(cls.folder, targets))
        # Only what grows between two looks is an increase.
        query = "min(count_over_time(echo_refusals_total[5m])) >= 2 and count(count by (namespace) (up == 1)) == 3"
        wait("second look at each page", lambda: cls.watch.value(query))
        cls.calls()
        rules_file.write_text("dns:friend no-method\n")
        cls.servers["ending"].process.send_signal(signal.SIGHUP)
        cls.fired = wait("alerts that should be", cls.all_firing)

    @classmethod
    def calls(cls) -> None:
        """What comes of each is seen here, so that the alerts are about what did happen."""
        ending, fresh = cls.servers["ending"], cls.servers["fresh"]
        roots, fresh_roots = cls.ending / "leaf", cls.fresh / "leaf"
        codes = {
            "served": ending.call(roots, *pair(cls.ending / "friend")),
            "without": ending.call(roots),
            "foreign": ending.call(roots, *pair(cls.foreign / "leaf")),
            "not allowed": ending.call(roots, *pair(cls.ending / "stranger")),
            "fresh": fresh.call(fresh_roots, *pair(cls.fresh / "friend")),
            "shut": cls.servers["shut"].call(fresh_roots),
        }
        wanted = {"served": 0, "without": REFUSED, "foreign": REFUSED, "fresh": 0, "shut": REFUSED}
        if {key: codes[key] for key in wanted} != wanted or codes["not allowed"] == 0:
            raise AssertionError(codes)

    @classmethod
    def all_firing(cls) -> list[dict[str, dict[str, str]]]:
        """As soon as they are all there; which others are, the tests ask."""
        found = cls.watch.firing()
        labels = [each["labels"] for each in found]
        wanted = [
            *({"certificate": each} for each in ("server", "caller")),
            *({"code": each} for each in ("CLIENT_CERTIFICATE_MISSING", "CERTIFICATE_AUTHORITY_INVALID")),
            {"code": "CALLER_NOT_ALLOWED"},
            {"alertname": "EchoAllowFileKept"},
            {"alertname": "EchoNobodyServed"},
        ]
        return found if all(any(each.items() <= of.items() for of in labels) for each in wanted) else []

    def of(self, namespace: str) -> list[dict[str, str]]:
        found = [each["labels"] for each in self.fired if each["labels"].get("namespace") == namespace]
        return sorted(found, key=lambda each: sorted(each.items()))

    def test_the_rules_are_those_that_are_deployed_and_are_evaluated(self) -> None:
        names = [rule.get("alert", rule.get("record")) for rule in rules()["groups"][0]["rules"]]
        found = [rule for group in self.watch.ask("rules")["groups"] for rule in group["rules"]]
        self.assertEqual([rule["name"] for rule in found], names)
        self.assertEqual({rule["health"] for rule in found}, {"ok"})

    def test_what_expires_is_refused_or_not_taken_is_told_with_its_labels(self) -> None:
        both = {"namespace": "ending", "job": "tls-echo", "severity": "warning"}
        expires = both | {"alertname": "EchoCertificateExpiresSoon"}
        refused = both | {"alertname": "EchoCallersRefused"}
        found = self.of("ending")
        server = next(each for each in found if each.get("certificate") == "server")
        certificate = self.ending / "leaf/tls.crt"
        self.assertEqual(server.pop("serial").replace(":", "").upper(), field(certificate, "serial"))
        self.assertEqual(server.pop("subject").replace(" ", ""), field(certificate, "subject").replace(" ", ""))
        codes = ("CLIENT_CERTIFICATE_MISSING", "CERTIFICATE_AUTHORITY_INVALID", "CALLER_NOT_ALLOWED")
        wanted = [
            *(expires | {"certificate": each} for each in ("server", "caller")),
            *(refused | {"code": each} for each in codes),
            both | {"alertname": "EchoAllowFileKept"},
        ]
        self.assertCountEqual(found, wanted)

    def test_their_words_are_whole(self) -> None:
        for each in self.fired:
            for text in each["annotations"].values():
                self.assertNotRegex(text, r"\{\{|<no value>|<error")
        words = [each["annotations"] for each in self.fired if each["labels"].get("certificate") == "server"]
        self.assertRegex(words[0]["summary"], r"^The server certificate CN=localhost \(serial \w+\) expires in 2d 23h")
        self.assertIn("kubectl rollout restart deployment/echo", words[0]["description"])

    def test_a_server_with_nothing_wrong_is_no_alert(self) -> None:
        self.assertEqual(self.of("fresh"), [])
        self.assertEqual(self.watch.value('up{namespace="fresh"}'), 1)
        called = r'^grpc_server_call_started_total\{grpc_method="echo\.v1\.EchoService/Echo"\} 1$'
        self.assertRegex(self.servers["fresh"].page(), re.compile(called, re.MULTILINE))

    def test_a_server_that_serves_nobody_is_told_of_and_so_is_one_that_ends(self) -> None:
        self.assertEqual(
            [(each["alertname"], each["severity"]) for each in self.of("shut")],
            [("EchoCallersRefused", "warning"), ("EchoNobodyServed", "critical")],
        )
        shut = self.servers["shut"]
        shut.process.terminate()
        shut.process.wait()

        def ended() -> list[dict[str, str]]:
            labels = [each["labels"] for each in self.watch.firing()]
            return [each for each in labels if each["alertname"] in ("EchoServerNotScraped", "EchoNoServerScraped")]

        self.assertEqual(
            [(each["alertname"], each.get("namespace")) for each in wait("alert of a server that ended", ended)],
            [("EchoServerNotScraped", "shut")],
        )

    def test_promtool_finds_nothing_wrong_with_the_page(self) -> None:
        for name in ("ending", "fresh"):
            done = subprocess.run(
                [os.environ["PROMTOOL"], "check", "metrics"],
                input=self.servers[name].page(),
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_the_page_names_no_caller(self) -> None:
        page = self.servers["ending"].page()
        for folder in (self.ending / "friend", self.ending / "stranger", self.foreign / "leaf"):
            certificate = folder / "tls.crt"
            serial, subject = field(certificate, "serial"), field(certificate, "subject")
            self.assertNotIn(serial.lower(), page.lower().replace(":", ""))
            self.assertNotIn(subject.partition("=")[2].strip(), page)
        for name in ("friend", "stranger", "foreigner"):
            self.assertNotIn(name, page)
        caller = re.findall(r'^(echo_certificate_expiry_seconds\{.*certificate="caller".*\}) ', page, re.MULTILINE)
        self.assertEqual(caller, ['echo_certificate_expiry_seconds{certificate="caller"}'])
