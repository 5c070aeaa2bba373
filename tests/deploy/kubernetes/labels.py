"""Names, labels, and the selectors that find them."""

from collections.abc import Iterator

from manifest_object import (
    CLIENT,
    COMPONENT,
    METRICS,
    NAME,
    SERVER,
    Object,
    dig,
    items,
    mapping,
    of_kind,
    pods,
    title,
)
from program import version

NAMES = {
    "Deployment": {"echo"},
    "Service": {"echo", "echo-headless", "echo-metrics"},
    "PodDisruptionBudget": {"echo"},
    "ServiceAccount": {"echo", "echo-client"},
    "NetworkPolicy": {"echo", "echo-client"},
    "Job": {"echo-client"},
    "Issuer": {"echo-ca", "echo-self-signed"},
    "Certificate": {"echo-ca", "echo-tls", "echo-client-tls"},
    "ServiceMonitor": {"echo"},
    "PrometheusRule": {"echo"},
}
LABELS = {
    NAME: "echo",
    "app.kubernetes.io/part-of": "tls-echo",
    "app.kubernetes.io/managed-by": "kustomize",
    "app.kubernetes.io/version": version(),
}
COMPONENTS = {
    "Job": {"client"},
    "Issuer": {"certificates"},
    "Certificate": {"certificates"},
    "ServiceMonitor": {"metrics"},
    "PrometheusRule": {"metrics"},
}
# The base, and so in every composition.
ALWAYS = (
    "Deployment/echo",
    "Service/echo",
    "Service/echo-headless",
    "ServiceAccount/echo",
    "PodDisruptionBudget/echo",
)


def label_faults(objects: list[Object]) -> Iterator[str]:
    titles = [title(each) for each in objects]
    yield from (f"there is no {each}" for each in ALWAYS if each not in titles)
    for each in objects:
        kind, name = str(each.get("kind")), dig(each, "metadata", "name")
        if name not in NAMES.get(kind, {name}):
            yield f"{title(each)}: not one of {NAMES[kind]}"
        if "namespace" in mapping(each, "metadata"):
            yield f"{title(each)}: the namespace is the user's to choose"
        of_client = str(name).startswith("echo-client")
        default = {"client"} if of_client else {"metrics"} if name == METRICS else {"server"}
        yield from wrong_labels(title(each), mapping(each, "metadata", "labels"), COMPONENTS.get(kind, default))
    for pod in pods(objects):
        yield from wrong_labels(f"{pod.title}'s pods", pod.labels, {"server" if pod.serves() else "client"})


def wrong_labels(of: str, labels: dict[str, str], components: set[str]) -> Iterator[str]:
    for key, value in LABELS.items():
        if labels.get(key) != value:
            yield f"{of}: the label {key} is {labels.get(key)}, not {value}"
    if labels.get(COMPONENT) not in components:
        yield f"{of}: the label {COMPONENT} is {labels.get(COMPONENT)}, not of {components}"


def selector_faults(objects: list[Object]) -> Iterator[str]:
    """A selector is what never changes of the labels, and tells server from client."""
    for where, selector, wanted in selectors(objects):
        if selector != wanted:
            yield f"{where} is {selector}, not {wanted}"
    for pod in pods(objects):
        wanted = SERVER if pod.serves() else CLIENT
        if not wanted.items() <= pod.labels.items():
            yield f"{pod.title}: no selector finds its pods, labelled {pod.labels}"


def selectors(objects: list[Object]) -> Iterator[tuple[str, object, dict[str, str]]]:
    for each in of_kind(objects, "Service"):
        yield f"{title(each)}: selector", dig(each, "spec", "selector"), SERVER
    for kind in ("Deployment", "PodDisruptionBudget"):
        for each in of_kind(objects, kind):
            yield f"{title(each)}: selector", dig(each, "spec", "selector"), {"matchLabels": SERVER}
    for each in of_kind(objects, "NetworkPolicy"):
        wanted = CLIENT if dig(each, "metadata", "name") == "echo-client" else SERVER
        yield f"{title(each)}: podSelector", dig(each, "spec", "podSelector"), {"matchLabels": wanted}
    for pod in pods(objects):
        for spread in items(pod.spec, "topologySpreadConstraints"):
            yield (
                f"{pod.title}: topology spread's labelSelector",
                spread.get("labelSelector"),
                {"matchLabels": SERVER},
            )
