import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from credentials import SECRETS
from manifest_object import Object, dig, items, of_kind, pods
from program import FOLDER, program
from rendering import COMPONENTS, DEPLOY, OVERLAYS, build
from schema import schema_faults
from structure import structure_faults

README = (DEPLOY / "README.md").read_text()
# As far as the page uses it: what is applied from files is printed, what is piped in too.
KUBECTL = """#!/bin/sh
case "$1 $2" in
"apply -k") exec {kustomize} "$3" ;;
"apply -f") echo --- && exec cat ;;
*) exit 64 ;;
esac
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


class ReadmeTest(unittest.TestCase):
    """What deploy/kubernetes/README.md shows works."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.deploy = self.root / "deploy/kubernetes"
        shutil.copytree(DEPLOY, self.deploy)

    def overlay(self, name: str) -> list[Object]:
        text = next(each for each in blocks("yaml") if each.startswith(f"# overlays/{name}/kustomization.yaml\n"))
        folder = self.deploy / "overlays" / name
        folder.mkdir()
        (folder / "kustomization.yaml").write_text(text)
        objects = build(folder)
        for each in objects:
            self.assertEqual(list(schema_faults(each)), [])
        return objects

    def test_it_names_every_overlay_and_component(self) -> None:
        for each in COMPONENTS:
            self.assertIn(f"| `{each}` |", README)
        for each in OVERLAYS:
            self.assertIn(f"| `overlays/{each}` |", README)

    def test_it_exports_the_secrets_that_the_manifests_mount(self) -> None:
        for secret in SECRETS.values():
            self.assertIn(f"certgen export {secret} --format k8s-secret | kubectl apply -f -\n", README)

    def test_every_example_is_run_here(self) -> None:
        self.assertEqual(len(blocks("yaml")), len(("mine", "shop", "watched")))
        self.assertEqual(len(blocks(r"\w*")), len(blocks("yaml")) + len(blocks("sh")))

    def test_the_commands_succeed(self) -> None:
        command, *rest = shlex.split(os.environ["KUSTOMIZE"])
        kustomize = shlex.join([str(shutil.which(command)), *rest])
        kubectl = self.root / "bin/kubectl"
        kubectl.parent.mkdir()
        kubectl.write_text(KUBECTL.format(kustomize=kustomize))
        kubectl.chmod(0o755)
        env = os.environ | {"PATH": f"{kubectl.parent}:{FOLDER}:{os.environ['PATH']}"}
        for number, text in enumerate(blocks("sh")):
            line = ["bash", "-euo", "pipefail", "-c", f"cd {self.root} && rm -rf pki\n{text}"]
            done = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
            with self.subTest(number=number):
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stdout.count("\nkind: Secret"), text.count("kubectl apply -f -"))
                self.assertEqual(done.stdout.count("\nkind: Deployment"), text.count("kubectl apply -k"))

    def test_an_overlay_of_your_own_changes_what_it_says_and_nothing_else(self) -> None:
        objects = self.overlay("mine")
        for each in objects:
            self.assertEqual(each["metadata"].pop("namespace"), "shop")
        for pod in pods(objects):
            for container in pod.containers:
                name, _, tag = container["image"].rpartition(":")
                self.assertEqual(name, "registry.example.com/team/tls-echo")
                container["image"] = f"localhost/tls-echo:{tag}"
        self.assertEqual(list(structure_faults(objects)), [])
        limits = [
            dig(container, "resources", "limits", "memory") for pod in pods(objects) for container in pod.containers
        ]
        self.assertIn("512Mi", limits)

    def test_prometheus_of_other_labels_and_another_namespace_is_let_in_and_nothing_else_changes(self) -> None:
        objects = self.overlay("watched")
        for kind in ("ServiceMonitor", "PrometheusRule"):
            for each in of_kind(objects, kind):
                self.assertEqual(each["metadata"]["labels"].pop("release"), "kube-prometheus-stack")
        name = "kubernetes.io/metadata.name"
        selector = of_kind(objects, "NetworkPolicy")[0]["spec"]["ingress"][1]["from"][0]["namespaceSelector"]
        self.assertEqual(selector["matchLabels"], {name: "observability"})
        selector["matchLabels"][name] = "monitoring"
        self.assertEqual(list(structure_faults(objects)), [])
        self.assertIn("PrometheusRule", {each["kind"] for each in objects})

    def test_the_patch_adds_the_names_that_certgen_gives_a_service(self) -> None:
        certificate = next(
            each for each in of_kind(self.overlay("shop"), "Certificate") if each["metadata"]["name"] == "echo-tls"
        )
        pki = str(self.root / "pki")
        arguments = ("--service", "echo", "--service", "echo-headless", "--namespace", "shop")
        self.assertEqual(program("certgen").run("init", "--dir", pki, *arguments).returncode, 0)
        text = program("certgen").run("verify", f"{pki}/leaf").stdout
        made = set(re.findall(r"DNS:([^,*][^,]*)", text))
        self.assertEqual(set(items(certificate, "spec", "dnsNames")), made)
