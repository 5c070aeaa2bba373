"""Objects of Kubernetes as parsed from YAML: how to reach into them, and which pods they make."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]

NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"
SERVER = {NAME: "echo", COMPONENT: "server"}
CLIENT = {NAME: "echo", COMPONENT: "client"}
# The Service by which Prometheus finds the pods, and nobody calls.
METRICS = "echo-metrics"


def dig(value: Any, *path: str) -> Any:
    """What stands at the path, or None as soon as something is not there."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def mapping(value: Any, *path: str) -> dict[str, Any]:
    found = dig(value, *path)
    return found if isinstance(found, dict) else {}


def items(value: Any, *path: str) -> list[Any]:
    found = dig(value, *path)
    return found if isinstance(found, list) else []


def number(value: Any, *path: str, default: int = 0) -> int:
    found = dig(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def title(of: Object) -> str:
    return f"{of.get('kind')}/{dig(of, 'metadata', 'name')}"


def of_kind(objects: list[Object], kind: str) -> list[Object]:
    return [each for each in objects if each.get("kind") == kind]


def names_of(objects: list[Object], kind: str) -> list[str]:
    return [str(dig(each, "metadata", "name")) for each in of_kind(objects, kind)]


def called_services(objects: list[Object]) -> list[str]:
    """Those whose names the server's certificate is for."""
    return [each for each in names_of(objects, "Service") if each != METRICS]


@dataclass(frozen=True)
class Pod:
    """A pod template and the object whose template it is."""

    owner: Object
    labels: dict[str, str]
    spec: Object

    @property
    def title(self) -> str:
        return title(self.owner)

    @property
    def containers(self) -> list[Object]:
        """Of every sort: no rule has exceptions for init containers."""
        sorts = ("initContainers", "containers", "ephemeralContainers")
        return [each for sort in sorts for each in items(self.spec, sort)]

    def serves(self) -> bool:
        return self.owner.get("kind") == "Deployment"

    def port(self, name: Any) -> int | None:
        """The number of the port of that name or number."""
        for container in self.containers:
            for port in items(container, "ports"):
                if name in (port.get("name"), port.get("containerPort")):
                    return port.get("containerPort")
        return None


def pods(objects: list[Object]) -> Iterator[Pod]:
    for each in objects:
        template = dig(each, "spec", "template")
        if isinstance(template, dict):
            yield Pod(each, mapping(template, "metadata", "labels"), mapping(template, "spec"))


def selects(selector: dict[str, str], labels: dict[str, str]) -> bool:
    return selector.items() <= labels.items()
