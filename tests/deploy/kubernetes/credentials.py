"""From the Secret to the files that the program reads."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from command import PROBES, command, exec_settings, probe_command, settings
from manifest_object import Object, Pod, dig, items, mapping, names_of, of_kind, pods
from program import Settings

MODE = 0o440
# What `certgen export` makes by the README, and cert-manager by our Certificates.
SECRETS = {"Deployment": "echo-tls", "Job": "echo-client-tls"}
FILES = {"--cert": "tls.crt", "--key": "tls.key", "--ca": "ca.crt"}


def credential_faults(objects: list[Object]) -> Iterator[str]:
    for pod in pods(objects):
        if pod.spec.get("serviceAccountName") not in names_of(objects, "ServiceAccount"):
            yield f"{pod.title}: serviceAccountName {pod.spec.get('serviceAccountName')} is no account of ours"
        elif pod.spec.get("serviceAccountName") != dig(pod.owner, "metadata", "name"):
            yield f"{pod.title}: the service account is another's"
        for fault in (*volume_faults(pod, objects), *mount_faults(pod)):
            yield f"{pod.title}: {fault}"
        for container in pod.containers:
            for fault in file_faults(pod, container):
                yield f"{pod.title}: {fault}"


def volume_faults(pod: Pod, objects: list[Object]) -> Iterator[str]:
    volumes = items(pod.spec, "volumes")
    if len(volumes) != 1:
        yield f"has {len(volumes)} volumes, not that of the Secret alone"
    issued = [dig(each, "spec", "secretName") for each in of_kind(objects, "Certificate")]
    for volume in volumes:
        secret = mapping(volume, "secret")
        name = secret.get("secretName")
        if name != SECRETS.get(str(pod.owner.get("kind"))):
            yield f"mounts the Secret {name}, which is not the one that certgen exports for it"
        if issued and name not in issued:
            yield f"mounts the Secret {name}, for which there is no Certificate"
        if secret.get("defaultMode") != MODE:
            yield f"the Secret's defaultMode is not {MODE:#o}"
        if secret.keys() - {"secretName", "defaultMode"}:
            yield "the Secret is not mounted whole, or is optional"


def mount_faults(pod: Pod) -> Iterator[str]:
    names = [each.get("name") for each in items(pod.spec, "volumes")]
    for container in pod.containers:
        mounts = items(container, "volumeMounts")
        if sorted(str(each.get("name")) for each in mounts) != sorted(map(str, names)):
            yield f"volumes {names}, but mounts {mounts}"
        for mount in mounts:
            if mount.get("readOnly") is not True:
                yield f"{mount.get('mountPath')} is not mounted readOnly"
            if mount.keys() - {"name", "mountPath", "readOnly"}:
                yield f"{mount.get('mountPath')} is not mounted as a whole: it would not see updates"


def file_faults(pod: Pod, container: Object) -> Iterator[str]:
    """A server and, where it asks for one, each client have a certificate; each checks the other."""
    own = settings(command(container), container)
    if pod.serves():
        asks = own["--client-cert"] != "none"
        yield from from_mount("the server", own, container, own=True, roots=asks)
        for probe in PROBES:
            if line := probe_command(container, probe):
                yield from from_mount(probe, settings(line, container), container, own=asks, roots=True)
        yield from from_mount("kubectl exec", exec_settings(container), container, own=asks, roots=True)
    else:
        yield from from_mount("the client", own, container, own=True, roots=True)


def from_mount(of: str, found: Settings, container: Object, *, own: bool, roots: bool) -> Iterator[str]:
    mounts = {str(each.get("mountPath")) for each in items(container, "volumeMounts")}
    directory = found.said.get("--tls-dir")
    if directory is not None and directory not in mounts:
        yield f"{of}: --tls-dir {directory} is not mounted"
    for flag, file in FILES.items():
        path = found.said.get(flag) or (directory and f"{directory}/{file}")
        if path is None:
            if roots if flag == "--ca" else own:
                yield f"{of} has no {flag}"
        elif str(PurePosixPath(path).parent) not in mounts or PurePosixPath(path).name not in FILES.values():
            yield f"{of}: {flag} {path} is not in the mounted Secret"
        elif PurePosixPath(path).name != file:
            yield f"{of}: {flag} {path} is not {file}"
