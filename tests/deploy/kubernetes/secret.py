"""Secrets as certgen exports them, unpacked as the kubelet does."""

import base64
import functools
import tempfile
from pathlib import Path

import yaml
from manifest_object import Object
from program import program

SERVICES = ("--service", "echo", "--service", "echo-headless")


class Certgen:
    """A directory of credentials that ends with the object."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self.run("init", *SERVICES)

    def run(self, command: str, *arguments: str) -> str:
        done = program("certgen").run(command, "--dir", str(self.folder / "pki"), *arguments)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    def secret(self, leaf: str, name: str) -> Object:
        return yaml.safe_load(self.run("export", leaf, "--name", name, "--format", "k8s-secret"))

    @functools.cached_property
    def mounts(self) -> dict[str, Path]:
        """A folder for each Secret that the manifests mount; and "for servers only"."""
        self.run("leaf", "client", "--usage", "client")
        self.run("leaf", "server", "--usage", "server", *SERVICES)
        secrets = {
            "echo-tls": self.secret("leaf", "echo-tls"),
            "echo-client-tls": self.secret("client", "echo-client-tls"),
            "for servers only": self.secret("server", "echo-tls"),
        }
        return {key: unpack(secret, self.folder / key) for key, secret in secrets.items()}


def unpack(secret: Object, folder: Path) -> Path:
    folder.mkdir()
    for key, value in secret["data"].items():
        # certgen will not read a key that others may read.
        (folder / key).touch(mode=0o600)
        (folder / key).write_bytes(base64.b64decode(value))
    return folder
