"""What we ask of our pods beyond "restricted"."""

from collections.abc import Iterator

from manifest_object import Object, Pod, dig, items, mapping, of_kind, pods, title
from program import version
from quantity import amount

# The user and group of the image, and the group that may read a mounted Secret.
IDENTITY = 65532


def hardening_faults(objects: list[Object]) -> Iterator[str]:
    for pod in pods(objects):
        yield from (f"{pod.title}: {fault}" for fault in pod_faults(pod))
        for container in pod.containers:
            yield from (f"{pod.title}: {container.get('name')}: {fault}" for fault in container_faults(container))
    for account in of_kind(objects, "ServiceAccount"):
        if account.get("automountServiceAccountToken") is not False:
            yield f"{title(account)}: automountServiceAccountToken is not false"


def pod_faults(pod: Pod) -> Iterator[str]:
    if pod.spec.get("automountServiceAccountToken") is not False:
        yield "automountServiceAccountToken is not false: the token of the API server would be mounted"
    if pod.spec.get("enableServiceLinks") is not False:
        yield "enableServiceLinks is not false: the Service echo would set variables that begin with ECHO_"
    if len(pod.containers) != 1:
        yield f"has {len(pod.containers)} containers, not one"
    context = mapping(pod.spec, "securityContext")
    if context.get("runAsNonRoot") is not True or dig(context, "seccompProfile", "type") != "RuntimeDefault":
        yield "runAsNonRoot and seccompProfile do not stand at the pod, for containers that others add too"
    for key in ("runAsUser", "runAsGroup", "fsGroup"):
        if context.get(key) != IDENTITY:
            yield f"{key} is {context.get(key)}, not {IDENTITY}"


def container_faults(container: Object) -> Iterator[str]:
    context = mapping(container, "securityContext")
    if context.get("readOnlyRootFilesystem") is not True:
        yield "readOnlyRootFilesystem is not true"
    if items(context, "capabilities", "drop") != ["ALL"] or "add" in mapping(context, "capabilities"):
        yield "capabilities are other than drop: [ALL]"
    if container.get("terminationMessagePolicy") != "FallbackToLogsOnError":
        yield "terminationMessagePolicy is not FallbackToLogsOnError: our words would not be the pod's"
    yield from image_faults(str(container.get("image")))
    if container.get("imagePullPolicy") != "IfNotPresent":
        yield "imagePullPolicy is not IfNotPresent: an image loaded into the nodes would not be found"
    for resource in ("cpu", "memory"):
        request = amount(dig(container, "resources", "requests", resource))
        limit = amount(dig(container, "resources", "limits", resource))
        if not request or not limit or request > limit:
            yield f"{resource}: a request, and a limit not below it, are needed"


def image_faults(image: str) -> Iterator[str]:
    name, _, tag = image.rpartition(":")
    if not name or "/" in tag:
        yield f"image {image} has no tag"
    elif name.rpartition("/")[2] != "tls-echo":
        yield f"image {image} is not tls-echo"
    elif tag != version():
        yield f"image {image} is not of version {version()}, which certgen --version prints"
