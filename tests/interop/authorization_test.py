"""Rules of authorization as one who runs the server meets them: at start, in a file that changes, in replies."""

import os
import signal
import subprocess
import tempfile
import unittest
from collections.abc import Sequence
from pathlib import Path

import grpc
import observed
import zoo
from certificates import Credentials
from diagnosis import CLIENT

ECHO = "/echo.v1.EchoService/Echo"
CHECK = "/grpc.health.v1.Health/Check"
CHANNELZ = "/grpc.channelz.v1.Channelz/GetServers"
USAGE = 64
REFUSED = 13
OK, DENIED = grpc.StatusCode.OK, grpc.StatusCode.PERMISSION_DENIED


@zoo.once
def alice() -> Credentials:
    return zoo.root().issue("alice.zoo.test", names=("DNS:alice.zoo.test",))


@zoo.once
def bob() -> Credentials:
    return zoo.root().issue("bob.zoo.test", names=("DNS:bob.zoo.test",))


def ask(server: observed.Observed, who: Credentials | None, method: str = ECHO) -> grpc.StatusCode:
    with observed.channel(server.port, who) as over:
        return observed.call(over, method)


def client(server: observed.Observed, who: Credentials, *command: object) -> "subprocess.CompletedProcess[str]":
    pair = ("--cert", who.file(), "--key", who.key, "--ca", zoo.root().certificate)
    line = (CLIENT, "--target", f"localhost:{server.port}", *pair, *command)
    return subprocess.run([str(each) for each in line], capture_output=True, text=True, timeout=60, check=False)


def start(*flags: object) -> "subprocess.CompletedProcess[str]":
    """A server that is to say what is wrong with its flags, and to go no further."""
    own = zoo.server()
    pair = ("--cert", own.file(), "--key", own.key, "--ca", zoo.root().certificate)
    line = (CLIENT.with_name("echo-server"), *pair, "--check-config", *flags)
    return subprocess.run([str(each) for each in line], capture_output=True, text=True, timeout=60, check=False)


class StartTest(unittest.TestCase):
    def hold(self, flags: Sequence[object], *said: str) -> None:
        done = start(*flags)
        self.assertEqual(done.returncode, USAGE, done.stderr)
        for each in said:
            self.assertIn(each, done.stderr)
        for line in done.stderr.splitlines():
            self.assertTrue(line.startswith("echo-server: "), line)

    def test_a_rule_without_a_prefix_is_refused_with_the_right_one(self) -> None:
        self.hold(["--allow", "alice.zoo.test"], "--allow", "'alice.zoo.test'", "write dns:alice.zoo.test")

    def test_each_line_of_a_file_that_is_wrong_is_named(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rules"
            file.write_text("dns:alice.zoo.test\nspiffe://zoo.test/a\n\ndns:bob.zoo.test echo.v1.EchoService/Echo\n")
            self.hold(
                ["--allow-file", file],
                f"{file}:2: 'spiffe://zoo.test/a'",
                "write uri:spiffe://zoo.test/a",
                f"{file}:4: 'echo.v1.EchoService/Echo'",
                "write /echo.v1.EchoService/Echo",
            )

    def test_a_file_without_rules_or_that_is_not_there_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.hold(["--allow-file", Path(folder) / "none"], f"{folder}/none: ")
            self.hold(["--allow-file", folder], f"{folder}: ")
            (Path(folder) / "empty").write_text("# dns:alice.zoo.test\n")
            self.hold(["--allow-file", Path(folder) / "empty"], "has no rule")

    def test_a_file_without_a_name_is_refused_and_not_taken_for_none(self) -> None:
        self.hold(["--allow-file", ""])
        self.hold(["--allow", ""])

    def test_rules_need_a_mode_that_verifies(self) -> None:
        for mode in ("none", "request", "require-any"):
            self.hold(["--allow", "dns:a.zoo.test", "--client-cert", mode], f"--client-cert {mode}", "verifies none")
        for mode in ("verify-if-given", "require"):
            self.assertEqual(start("--allow", "dns:a.zoo.test", "--client-cert", mode).returncode, 0)

    def test_a_dry_run_needs_rules(self) -> None:
        self.hold(["--allow-dry-run"], "no rules to try")

    def test_a_method_that_is_not_there_is_a_warning(self) -> None:
        done = start("--allow", "dns:alice.zoo.test /echo.v1.EchoService/Ehco")
        self.assertEqual(done.returncode, 0)
        self.assertIn("warning: allow:1: this server has no method /echo.v1.EchoService/Ehco", done.stderr)
        self.assertIn("perhaps you mean /echo.v1.EchoService/Echo", done.stderr)

    def test_rules_may_come_from_the_environment(self) -> None:
        own = zoo.server()
        line = [CLIENT.with_name("echo-server"), "--cert", own.file(), "--key", own.key, "--check-config"]
        env = os.environ | {"ECHO_CA": str(zoo.root().certificate), "ECHO_ALLOW": f"dns:alice.zoo.test {ECHO},bob"}
        done = subprocess.run([str(each) for each in line], env=env, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("write dns:bob", done.stderr)


class RulesTest(unittest.TestCase):
    def test_a_refused_caller_is_told_by_code_what_it_lacks_and_exits_with_refused(self) -> None:
        with observed.echo_server("--allow", "dns:alice.zoo.test") as server:
            good = client(server, alice(), "-v", "echo", "hi")
            self.assertEqual((good.returncode, good.stdout), (0, "hi\n"))
            self.assertIn("authorization-rule: allow:1", good.stderr)
            for command in (("echo", "hi"), ("whoami",), ("health",)):
                bad = client(server, bob(), *command)
                self.assertEqual(bad.returncode, REFUSED, bad.stderr)
                self.assertIn("[CALLER_NOT_ALLOWED]", bad.stderr)
                self.assertIn("dns:bob.zoo.test", bad.stderr)

    def test_the_rule_that_the_refusal_offers_is_the_one_that_helps(self) -> None:
        with observed.echo_server("--allow", "dns:alice.zoo.test") as server:
            self.assertEqual(ask(server, bob()), DENIED)
            cure = server.wait("refused")[0]["cure"]
        rule = cure.split('"')[1]
        with observed.echo_server("--allow", rule) as server:
            self.assertEqual(ask(server, bob()), OK)
            self.assertEqual(ask(server, bob(), CHECK), DENIED)

    def test_health_is_exempt_only_by_name(self) -> None:
        with observed.echo_server("--allow", "dns:alice.zoo.test", mode="verify-if-given") as server:
            self.assertEqual(ask(server, None, CHECK), DENIED)
        exempt = ("--allow", f"anyone {CHECK}")
        with observed.echo_server("--allow", "dns:alice.zoo.test", *exempt, mode="verify-if-given") as server:
            self.assertEqual(ask(server, None, CHECK), OK)
            self.assertEqual(ask(server, None), DENIED)

    def test_channelz_is_there_on_request_and_for_whom_a_rule_names(self) -> None:
        with observed.echo_server() as server:
            self.assertEqual(ask(server, alice(), CHANNELZ), grpc.StatusCode.UNIMPLEMENTED)
        with observed.echo_server("--channelz", "--allow", f"dns:alice.zoo.test {CHANNELZ}") as server:
            self.assertEqual(ask(server, alice(), CHANNELZ), OK)
            self.assertEqual(ask(server, bob(), CHANNELZ), DENIED)

    def test_an_expiring_certificate_turns_the_health_of_tls_and_of_nothing_else(self) -> None:
        soon = zoo.root().issue("localhost", end=3)
        for own, warning, said in ((soon, "168h", "NOT_SERVING"), (soon, "48h", "SERVING")):
            with observed.echo_server("--expiry-warning", warning, own=own) as server:
                self.assertEqual(client(server, alice(), "health", "tls").stdout, f"{said}\n")
                for service in ((), ("echo.v1.EchoService",)):
                    self.assertEqual(client(server, alice(), "health", *service).stdout, "SERVING\n")


class FileTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "rules"
        self.file.write_text("dns:alice.zoo.test\n")

    def test_is_read_again_when_it_changes(self) -> None:
        with observed.echo_server("--allow-file", self.file) as server:
            self.assertEqual((ask(server, alice()), ask(server, bob())), (OK, DENIED))
            self.file.write_text("dns:bob.zoo.test\n")
            self.assertEqual(server.wait("rules-replaced")[0]["rules"], 1)
            self.assertEqual((ask(server, alice()), ask(server, bob())), (DENIED, OK))

    def test_is_read_again_on_sighup(self) -> None:
        with observed.echo_server("--allow-file", self.file) as server:
            for number in (1, 2):
                server.server.running().send_signal(signal.SIGHUP)
                server.wait("rules-replaced", number)
            self.assertEqual(ask(server, alice()), OK)

    def test_with_an_error_changes_nothing_and_says_so(self) -> None:
        with observed.echo_server("--allow-file", self.file) as server:
            for number, bad in enumerate(("bob.zoo.test\n", "dns:bob.zoo.test\ndns:web-*.zoo.test\n", "", "#\n"), 1):
                self.file.write_text(bad)
                record = server.wait("rules-kept", number)[-1]
                self.assertEqual(record["level"], "error")
                self.assertIn(str(self.file), record["errors"][0])
                self.assertEqual((ask(server, alice()), ask(server, bob())), (OK, DENIED), bad)
            self.file.unlink()
            self.assertIn("No such file", server.wait("rules-kept", 5)[-1]["errors"][0])
            self.assertEqual((ask(server, alice()), ask(server, bob())), (OK, DENIED))
            self.assertEqual(server.total("echo_allow_file_reloads_total", result="kept"), 5)
            self.file.write_text("dns:bob.zoo.test\n")
            server.wait("rules-replaced")
            self.assertEqual((ask(server, alice()), ask(server, bob())), (DENIED, OK))

    def test_of_a_mounted_config_map_is_followed_through_its_links(self) -> None:
        volume = self.file.parent / "volume"
        for name, rule in (("..1", "dns:alice.zoo.test\n"), ("..2", "dns:bob.zoo.test\n")):
            (volume / name).mkdir(parents=True)
            (volume / name / "rules").write_text(rule)
        (volume / "..data").symlink_to("..1")
        (volume / "rules").symlink_to("..data/rules")
        with observed.echo_server("--allow-file", volume / "rules") as server:
            self.assertEqual((ask(server, alice()), ask(server, bob())), (OK, DENIED))
            (volume / "..data_tmp").symlink_to("..2")
            (volume / "..data_tmp").rename(volume / "..data")
            server.wait("rules-replaced")
            self.assertEqual((ask(server, alice()), ask(server, bob())), (DENIED, OK))

    def test_leaves_the_rules_of_flags_in_force(self) -> None:
        with observed.echo_server("--allow-file", self.file, "--allow", f"dns:bob.zoo.test {ECHO}") as server:
            self.assertEqual((ask(server, alice()), ask(server, bob())), (OK, OK))
            self.file.write_text("dns:carol.zoo.test\n")
            server.wait("rules-replaced")
            self.assertEqual((ask(server, alice()), ask(server, bob())), (DENIED, OK))

    def test_that_changes_leaves_open_calls_alone_and_holds_for_the_next_on_their_connection(self) -> None:
        with observed.echo_server("--allow-file", self.file) as server, observed.channel(server.port, alice()) as over:
            watch = over.unary_stream("/grpc.health.v1.Health/Watch", observed.raw, observed.raw)(b"", timeout=60)
            next(watch)
            self.file.write_text("dns:bob.zoo.test\n")
            server.wait("rules-replaced")
            self.assertEqual(observed.call(over, ECHO), DENIED)
            self.assertTrue(watch.is_active())
            watch.cancel()
