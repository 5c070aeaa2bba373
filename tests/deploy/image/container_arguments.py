"""Prints, ended by NUL each, the arguments by which podman or docker runs the container of a
Deployment as its manifest says.

usage: container_arguments.py run|SOME_PROBE CREDENTIALS <MANIFEST
run: the options of `run`, the image and the command, with the directory CREDENTIALS mounted where
the Secret is; SOME_PROBE, such as readinessProbe: the command of that exec probe.
"""

import sys
from collections.abc import Iterator

import yaml

wanted, credentials = sys.argv[1:]
objects = list(yaml.safe_load_all(sys.stdin))
pod = next(each for each in objects if each["kind"] == "Deployment")["spec"]["template"]["spec"]
container = pod["containers"][0]


def options() -> Iterator[str]:
    security = pod["securityContext"] | container["securityContext"]
    yield f"--user={security['runAsUser']}:{security['runAsGroup']}"
    # What fsGroup is to a Secret's files.
    yield f"--group-add={security['fsGroup']}"
    yield f"--read-only={str(security['readOnlyRootFilesystem']).lower()}"
    yield from (f"--cap-drop={each}" for each in security["capabilities"]["drop"])
    if not security["allowPrivilegeEscalation"]:
        yield "--security-opt=no-new-privileges"
    for variable in container["env"]:
        # The downward API gives the pod's name.
        yield f"--env={variable['name']}={variable.get('value', 'the-pod')}"
    for mount in container["volumeMounts"]:
        yield f"--volume={credentials}:{mount['mountPath']}:ro"
    yield f"--publish=127.0.0.1::{container['ports'][0]['containerPort']}"
    yield f"--memory={container['resources']['limits']['memory'].replace('Mi', 'm')}"
    yield f"--entrypoint={container['command'][0]}"
    yield container["image"]
    yield from container["command"][1:] + container.get("args", [])


for argument in options() if wanted == "run" else container[wanted]["exec"]["command"]:
    sys.stdout.write(argument + "\0")
