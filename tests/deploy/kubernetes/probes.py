"""Probes that say what they are asked, in time, and never end a pod for its certificate."""

from collections.abc import Iterator
from typing import Any

from command import PROBES, probe_command, settings
from manifest_object import Object, Pod, dig, mapping, number, pods
from program import CLIENT_PROGRAM
from quantity import seconds

HANDLERS = {"exec", "grpc", "httpGet", "tcpSocket"}
NUMBERS = ("periodSeconds", "timeoutSeconds", "failureThreshold")
# A server has so long to start, in seconds, and so soon is its failure known.
START, NOTICE = 30, 60
# A probe that takes longer, in seconds, has failed.
LONGEST = 10


def probe_faults(objects: list[Object]) -> Iterator[str]:
    for pod in pods(objects):
        if pod.serves():
            for container in pod.containers:
                for probe in PROBES:
                    yield from (f"{pod.title}: {probe} {fault}" for fault in faults_of(probe, container, pod))
                yield from (f"{pod.title}: {fault}" for fault in budgets(container))


def faults_of(probe: str, container: Object, pod: Pod) -> Iterator[str]:
    stated = mapping(container, probe)
    handlers = sorted(HANDLERS & stated.keys())
    if len(handlers) != 1:
        yield f"has the handlers {handlers}, not one"
        return
    yield from number_faults(stated)
    match handlers[0]:
        case "exec" if probe == "livenessProbe":
            yield "is an exec: it must not depend on a certificate"
        case "exec":
            yield from exec_faults(probe, container)
        case "grpc":
            yield from grpc_faults(dig(stated, "grpc", "port"), container, pod)
        case "tcpSocket":
            if probe != "livenessProbe":
                yield "is a tcpSocket: it would not know whether calls are served"
            if dig(stated, "tcpSocket", "port") != "grpc" or pod.port("grpc") is None:
                yield "is not on a port of the container, named grpc"
        case "httpGet":
            yield "is an httpGet, which this server does not answer"


def number_faults(stated: Object) -> Iterator[str]:
    for key in NUMBERS:
        if number(stated, key) <= 0:
            yield f"does not say its {key}"
    if number(stated, "timeoutSeconds") > LONGEST:
        yield f"waits for longer than {LONGEST} s"


def exec_faults(probe: str, container: Object) -> Iterator[str]:
    line = probe_command(container, probe)
    found = settings(line, container)
    yield from found.faults
    if line[:1] != [CLIENT_PROGRAM] or found.words != ["health"]:
        yield f"runs {line}, not {CLIENT_PROGRAM} ... health"
    own, limit = seconds(found.said.get("--timeout")), number(container, probe, "timeoutSeconds")
    if own is None or own >= limit:
        yield f"ends after {limit} s: the command's own --timeout must be said, and be shorter, to tell why"


def grpc_faults(port: Any, container: Object, pod: Pod) -> Iterator[str]:
    """Kubernetes speaks it in the clear only."""
    if port is None or port != pod.port("health") or port == pod.port("grpc"):
        yield f"goes to port {port}, not to that named health"
    if "--health-listen" not in settings(["echo-server"], container).said:
        yield "is of grpc, but there is no ECHO_HEALTH_LISTEN"


def budgets(container: Object) -> Iterator[str]:
    start, ready, live = (
        number(container, probe, "periodSeconds") * number(container, probe, "failureThreshold") for probe in PROBES
    )
    if not START <= start <= 10 * START:
        yield f"startupProbe gives the server {start} s, not {START} to {10 * START}"
    if not 0 < ready <= NOTICE:
        yield f"readinessProbe needs {ready} s to notice, more than {NOTICE}"
    if not ready < live <= 2 * NOTICE:
        yield f"livenessProbe ends the pod after {live} s, not after it is unready ({ready} s) and within {2 * NOTICE}"
