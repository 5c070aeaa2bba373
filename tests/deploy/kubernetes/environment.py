"""Variables that the programs know, with values that fit together and to the Services."""

import re
from collections.abc import Iterator

from command import PROGRAMS, command, duplicates, environment, exec_settings, settings
from manifest_object import Object, Pod, called_services, dig, items, of_kind, pods
from program import program
from quantity import amount, port_of, size

POD_NAME = {"fieldRef": {"fieldPath": "metadata.name"}}
MODES = {"require", "none"}
# Said aloud even where the default is the same: they are what a reader looks for.
SERVER_SAYS = (
    "--listen",
    "--client-cert",
    "--log-format",
    "--drain-delay",
    "--drain-timeout",
    "--max-connection-age",
    "--memory-quota",
)


def environment_faults(objects: list[Object]) -> Iterator[str]:
    for pod in pods(objects):
        for container in pod.containers:
            # In a server's container echo-client runs too, as probe and by kubectl exec.
            programs = PROGRAMS if pod.serves() else PROGRAMS[1:]
            own_faults = server_faults if pod.serves() else client_faults
            for fault in (*variable_faults(container, programs), *own_faults(container, objects)):
                yield f"{pod.title}: {fault}"
            yield from (f"{pod.title}: {fault}" for fault in downward_faults(pod, container))


def variable_faults(container: Object, programs: tuple[str, ...]) -> Iterator[str]:
    known = {variable for each in programs for variable in program(each).variables}
    names = [str(each.get("name")) for each in items(container, "env")]
    yield from (f"the variable {each} is set twice" for each in duplicates(names))
    if container.get("envFrom"):
        yield "envFrom: nobody could say which variables there are"
    for name, value in environment(container).items():
        if name not in known:
            yield f"the variable {name}={value} is no flag of {programs}"


def downward_faults(pod: Pod, container: Object) -> Iterator[str]:
    wanted = [{"name": "POD_NAME", "valueFrom": POD_NAME}] if pod.serves() else []
    found = [each for each in items(container, "env") if "value" not in each]
    if found != wanted:
        yield f"variables without a value are {found}, not {wanted}: the server names itself by POD_NAME"


def server_faults(container: Object, objects: list[Object]) -> Iterator[str]:
    found, client = settings(command(container), container), exec_settings(container)
    yield from found.faults
    if items(container, "command") != [PROGRAMS[0]]:
        yield f"command is {container.get('command')}, not [{PROGRAMS[0]}]"
    if container.get("name") != PROGRAMS[0]:
        yield f"the container is {container.get('name')}, which the components' patches do not find"
    for flag in SERVER_SAYS:
        if flag not in found.said:
            yield f"{flag} is not said"
    if found["--client-cert"] not in MODES:
        yield f"--client-cert {found['--client-cert']} is not of {MODES}"
    if found["--log-format"] != "json":
        yield "--log-format is not json"
    quota, limit = size(found["--memory-quota"]), amount(dig(container, "resources", "limits", "memory"))
    if quota is None or limit is None or not 0 < quota <= limit / 2:
        yield f"--memory-quota {found['--memory-quota']} is not at most half of the container's memory"
    if client.said.get("--target") != f"localhost:{port_of(found['--listen'])}":
        yield f"ECHO_TARGET is {client.said.get('--target')}, which is not this server"
    if client.said.get("--server-name") not in called_services(objects):
        yield f"ECHO_SERVER_NAME is {client.said.get('--server-name')}, the name of no Service"


def client_faults(container: Object, objects: list[Object]) -> Iterator[str]:
    found = settings(command(container), container)
    yield from found.faults
    if items(container, "command")[:1] != [PROGRAMS[1]]:
        yield f"command is {container.get('command')}, not {PROGRAMS[1]}"
    if container.get("name") != PROGRAMS[1]:
        yield f"the container is {container.get('name')}, not {PROGRAMS[1]}"
    if found.words[:1] != ["echo"] or len(found.words) != len(("echo", "TEXT")):
        yield f"calls {found.words}, not echo TEXT"
    target = re.fullmatch(r"dns:///([a-z-]+):(\d+)", str(found.said.get("--target")))
    headless = {
        dig(each, "metadata", "name"): [port.get("port") for port in items(each, "spec", "ports")]
        for each in of_kind(objects, "Service")
        if dig(each, "spec", "clusterIP") == "None"
    }
    if not target or int(target[2]) not in headless.get(target[1], []):
        yield f"--target {found.said.get('--target')} is no port of a headless Service, of {headless}"
