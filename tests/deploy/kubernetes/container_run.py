"""A command line of a container, run here: with its variables, and a folder for what it mounts."""

import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from command import environment
from manifest_object import Object, items
from program import FOLDER, program


def translated(text: str, container: Object, folder: Path) -> str:
    """With the folder in place of the mount's path."""
    for mount in items(container, "volumeMounts"):
        path = mount["mountPath"]
        if text == path or text.startswith(path + "/"):
            return str(folder) + text.removeprefix(path)
    return text


def variables(container: Object, folder: Path) -> dict[str, str]:
    return {key: translated(value, container, folder) for key, value in environment(container).items()}


def run(line: list[str], container: Object, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    arguments = [translated(each, container, folder) for each in line[1:]]
    return program(line[0]).run(*arguments, env=variables(container, folder) | env)


@contextlib.contextmanager
def serving(line: list[str], container: Object, folder: Path) -> Iterator[str]:
    """The server of that line, on a free port; its address as localhost:PORT."""
    env = variables(container, folder) | {"ECHO_LISTEN": "127.0.0.1:0"}
    for each in ("ECHO_HEALTH_LISTEN", "ECHO_METRICS_LISTEN"):
        if each in env:
            env[each] = "127.0.0.1:0"
    arguments = [translated(each, container, folder) for each in line[1:]]
    with subprocess.Popen(
        [FOLDER / line[0], *arguments], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            ready = json.loads(server.stdout.readline())
            yield "localhost:" + ready["listen"][0].rpartition(":")[2]
        finally:
            server.kill()
