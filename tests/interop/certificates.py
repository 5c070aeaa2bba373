"""Certificates with chosen faults, made on the spot by the openssl program: nothing of ours judges itself."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LEAF = ("basicConstraints=critical,CA:FALSE", "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid")
CA = (
    "basicConstraints=critical,CA:TRUE",
    "keyUsage=critical,keyCertSign,cRLSign",
    "subjectKeyIdentifier=hash",
    "authorityKeyIdentifier=keyid",
)
NAMES = ("DNS:localhost", "DNS:server.zoo.test", "IP:127.0.0.1")
SETTINGS = """\
[req]
distinguished_name = empty
[empty]
[ca]
default_ca = this
[this]
dir = {folder}
database = $dir/index.txt
new_certs_dir = $dir
certificate = $dir/ca.crt
private_key = $dir/ca.key
rand_serial = yes
unique_subject = no
default_md = sha256
default_crl_days = 30
policy = any
[any]
commonName = supplied
"""


def openssl(*arguments: object) -> str:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments}: {done.stderr}")
    return done.stdout


def days_from_now(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")


@dataclass(frozen=True)
class Credentials:
    """A key, its certificate, and what a server sends after that."""

    certificate: Path
    key: Path
    chain: tuple[Path, ...] = ()

    def sent(self, *chain: Path) -> "Credentials":
        """With those certificates after the leaf, in place of what was there."""
        return Credentials(self.certificate, self.key, chain)

    def file(self) -> Path:
        """All that is sent, the leaf first."""
        handle, name = tempfile.mkstemp(".pem", dir=self.certificate.parent)
        with os.fdopen(handle, "w") as file:
            file.writelines(each.read_text() for each in (self.certificate, *self.chain))
        return Path(name)


@dataclass(frozen=True)
class Leaf:
    """What may be wished of one; nothing is wrong with it unless told otherwise."""

    names: Iterable[str] = NAMES
    # Days from now.
    start: float = -1
    end: float = 30
    # Or "rsa:BITS".
    key: str = "ec"
    digest: str = "sha256"
    usage: str = "serverAuth,clientAuth"
    key_usage: str = "digitalSignature"
    more: Iterable[str] = ()
    self_signed: bool = False

    def extensions(self) -> list[str]:
        names = [f"subjectAltName={','.join(self.names)}"] if self.names else []
        return [*LEAF, f"keyUsage=critical,{self.key_usage}", f"extendedKeyUsage={self.usage}", *self.more, *names]


class Authority:
    """A CA in a folder of its own, whose certificate is `certificate`; a root, unless a parent issues it."""

    def __init__(
        self,
        folder: Path,
        name: str,
        parent: "Authority | None" = None,
        start: float = -2,
        end: float = 3650,
        extensions: Iterable[str] = CA,
    ) -> None:
        folder.mkdir()
        self.folder, self.certificate, self.parent = folder, folder / "ca.crt", parent
        self.settings = folder / "openssl.cnf"
        self.settings.write_text(SETTINGS.format(folder=folder))
        (folder / "index.txt").touch()
        # openssl ca keeps its books in files.
        self.lock = threading.Lock()
        self.count = 0
        request = self._request("ca", name, "ec")
        if parent:
            parent.sign(request, self.certificate, extensions, (start, end))
        else:
            self.sign(request, self.certificate, extensions, (start, end), self_signed=True)

    def _request(self, stem: str, name: str, key: str) -> Path:
        kind, _, bits = key.partition(":")
        how = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256") if kind == "ec" else (f"rsa:{bits}",)
        key_file, request = self.folder / f"{stem}.key", self.folder / f"{stem}.csr"
        new = ("req", "-new", "-config", self.settings, "-nodes", "-newkey", *how)
        openssl(*new, "-subj", f"/CN={name}", "-keyout", key_file, "-out", request)
        return request

    def sign(
        self,
        request: Path,
        certificate: Path,
        extensions: Iterable[str],
        days: tuple[float, float],
        *,
        digest: str = "sha256",
        self_signed: bool = False,
    ) -> None:
        """For days from now."""
        file = request.with_suffix(".ext")
        file.write_text("\n".join(extensions) + "\n")
        signer = ("-selfsign", "-keyfile", request.with_suffix(".key")) if self_signed else ()
        dates = ("-startdate", days_from_now(days[0]), "-enddate", days_from_now(days[1]))
        ca = ("ca", "-config", self.settings, "-batch", "-notext", "-md", digest)
        with self.lock:
            openssl(*ca, *signer, *dates, "-extfile", file, "-in", request, "-out", certificate)

    def issue(self, name: str = "localhost", **wishes: Any) -> Credentials:
        """A leaf, sent with the intermediates above it."""
        leaf = Leaf(**wishes)
        with self.lock:
            self.count += 1
            stem = f"leaf{self.count}"
        request, certificate = self._request(stem, name, leaf.key), self.folder / f"{stem}.crt"
        days = (leaf.start, leaf.end)
        self.sign(request, certificate, leaf.extensions(), days, digest=leaf.digest, self_signed=leaf.self_signed)
        return Credentials(certificate, request.with_suffix(".key"), () if leaf.self_signed else self.chain())

    def chain(self) -> tuple[Path, ...]:
        """What a server sends of it: this CA and those above, without the root."""
        return (self.certificate, *self.parent.chain()) if self.parent else ()

    def revocation_list(self, *revoked: Credentials) -> Path:
        file = self.folder / f"{'-'.join(each.certificate.stem for each in revoked) or 'nothing'}.crl"
        with self.lock:
            for each in revoked:
                openssl("ca", "-config", self.settings, "-revoke", each.certificate)
            openssl("ca", "-config", self.settings, "-gencrl", "-out", file)
        return file
