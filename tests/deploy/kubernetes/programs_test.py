import shutil
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path

from command import PROBES, command, environment, exec_settings, probe_command, settings
from container_run import run, serving
from manifest_object import Object, Pod, called_services, dig, items, of_kind, pods
from program import CLIENT_PROGRAM, program
from rendering import compositions, render
from secret import SERVICES, Certgen

CREDENTIALS_CANNOT_WORK = 10
USAGES = {"server auth": "server", "client auth": "client"}


def checking(line: list[str]) -> list[str]:
    """The line that checks and calls nobody: --check-config in place of the command."""
    words = settings(line, {}).words
    kept = line[: line.index(words[0])] if words else line
    return [*kept, "--check-config"]


def lines(container: Object) -> list[list[str]]:
    """All that the manifest lets run in the container, and what users may by kubectl exec."""
    probes = [line for probe in PROBES if (line := probe_command(container, probe))]
    own = [[CLIENT_PROGRAM]] if command(container)[0] != CLIENT_PROGRAM else []
    return [command(container), *probes, *own]


class ProgramsTest(unittest.TestCase):
    """The programs themselves take what the manifests give them."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.certgen = Certgen()
        cls.mounts = cls.certgen.mounts

    def different(self) -> Iterator[tuple[str, list[Object], Pod, Object]]:
        """Each container that is not in an earlier composition already."""
        seen = []
        for name, composition in compositions().items():
            for pod in pods(render(composition)):
                for container in pod.containers:
                    if container not in seen:
                        seen.append(container)
                        yield name, render(composition), pod, container
        servers = ("mutual", "TLS only", "health", "both")
        self.assertGreaterEqual(len(seen), 2 * len(servers) + len(("client",)), "each with metrics and without")

    def folder(self, pod: Pod) -> Path:
        return self.mounts[dig(items(pod.spec, "volumes")[0], "secret", "secretName")]

    def good(self, line: list[str], container: Object, folder: Path, name: str) -> None:
        with self.subTest(composition=name, line=line, folder=folder.name):
            done = run(checking(line), container, folder)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_help_names_every_flag_with_its_variable(self) -> None:
        self.assertEqual(program("echo-server").flags["--drain-timeout"].variable, "ECHO_DRAIN_TIMEOUT")
        self.assertEqual(program("echo-server").flags["--client-cert"].default, "require")
        self.assertFalse(program("echo-server").flags["--json"].takes_value)
        self.assertEqual(program("echo-client").subcommands, {"diagnose", "echo", "health", "load", "stream", "whoami"})
        for name in ("echo-server", "echo-client"):
            text = program(name).run("--help").stdout
            self.assertEqual(len(program(name).flags), text.count("[$ECHO_"))

    def test_every_line_with_the_exported_secret_is_a_good_configuration(self) -> None:
        for name, _, pod, container in self.different():
            for line in lines(container):
                self.good(line, container, self.folder(pod), name)

    def test_a_certificate_for_servers_only_is_enough_where_a_component_says_so(self) -> None:
        for name, _, pod, container in self.different():
            if not pod.serves():
                continue
            if environment(container)["ECHO_CLIENT_CERT"] == "none":
                for line in lines(container):
                    self.good(line, container, self.mounts["for servers only"], name)
            elif "ECHO_HEALTH_LISTEN" in environment(container):
                self.good(command(container), container, self.mounts["for servers only"], name)
            else:
                done = run(checking([CLIENT_PROGRAM]), container, self.mounts["for servers only"])
                self.assertIn("[CERTIFICATE_WRONG_PURPOSE]", done.stderr)

    def test_without_a_key_of_the_secret_that_is_read_the_program_says_which(self) -> None:
        for name, _, pod, container in self.different():
            for line in lines(container):
                for file in self.read_by(line, container):
                    with self.subTest(composition=name, line=line, file=file), tempfile.TemporaryDirectory() as empty:
                        folder = Path(empty) / "mount"
                        shutil.copytree(self.folder(pod), folder)
                        (folder / file).unlink()
                        done = run(checking(line), container, folder)
                        self.assertEqual(done.returncode, CREDENTIALS_CANNOT_WORK)
                        self.assertIn(f"{folder / file}: ", done.stderr)

    def read_by(self, line: list[str], container: Object) -> set[str]:
        said = settings(line, container).said
        if "--tls-dir" in said:
            return {"tls.crt", "tls.key", "ca.crt"}
        named = {said[flag].rpartition("/")[2] for flag in ("--cert", "--key", "--ca") if flag in said}
        # A server that asks for no certificate has nothing to check by roots.
        return named - {"ca.crt"} if said.get("--client-cert") == "none" else named

    def test_an_exported_secret_has_just_the_files_that_are_read(self) -> None:
        for folder in self.mounts.values():
            self.assertEqual({each.name for each in folder.iterdir()}, {"tls.crt", "tls.key", "ca.crt"})
        self.assertEqual(self.certgen.secret("leaf", "echo-tls")["type"], "kubernetes.io/tls")

    def test_a_server_as_the_manifest_starts_it_passes_its_probes_and_serves_the_job(self) -> None:
        job = next(container for _, _, pod, container in self.different() if not pod.serves())
        for name, _, pod, container in self.different():
            if not pod.serves():
                continue
            only_server = environment(container)["ECHO_CLIENT_CERT"] == "none"
            folder = self.mounts["for servers only" if only_server else "echo-tls"]
            with self.subTest(composition=name), serving(command(container), container, folder) as address:
                for line in (*lines(container)[1:-1], [CLIENT_PROGRAM, "health"]):
                    done = run(line, container, folder, ECHO_TARGET=address)
                    self.assertEqual((done.returncode, done.stderr), (0, ""), line)
                line = [address if "dns:///" in word else word for word in command(job)]
                done = run(line, job, self.mounts["echo-client-tls"], ECHO_SERVER_NAME="echo-headless")
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "hello\n", ""))

    def verify(self, folder: Path, *arguments: str) -> None:
        done = program("certgen").run("verify", str(folder), *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_certificate_is_for_each_name_that_the_manifests_call_the_server_by(self) -> None:
        for name, objects, _, container in self.different():
            with self.subTest(composition=name):
                for host in self.hosts(container, objects):
                    self.verify(self.mounts["echo-tls"], "--as", "server", "--host", host)
        self.verify(self.mounts["echo-client-tls"], "--as", "client")

    def test_so_is_one_of_the_names_and_usages_that_cert_manager_is_asked_for(self) -> None:
        for name, objects, _, container in self.different():
            for number, each in enumerate(of_kind(objects, "Certificate")):
                spec = each["spec"]
                usages = {USAGES[usage] for usage in spec["usages"] if usage in USAGES}
                if "server" not in usages:
                    continue
                leaf = f"leaf-{len(list((self.certgen.folder / 'pki').iterdir()))}-{number}"
                names = [word for host in spec["dnsNames"] for word in ("--dns", host)]
                self.certgen.run("leaf", leaf, *names, "--usage", "both" if len(usages) > 1 else "server")
                with self.subTest(composition=name):
                    for host in self.hosts(container, objects):
                        self.verify(self.certgen.folder / "pki" / leaf, "--host", host)

    def hosts(self, container: Object, objects: list[Object]) -> set[str]:
        target = settings(command(container), container)["--target"]
        called = {exec_settings(container)["--server-name"], target and target.split("/")[-1].partition(":")[0]}
        return {host for host in called if host and host != "localhost"} | set(called_services(objects))

    def test_services_are_those_that_the_certificate_is_made_for(self) -> None:
        for composition in compositions().values():
            self.assertEqual(set(called_services(render(composition))), set(SERVICES[1::2]))
