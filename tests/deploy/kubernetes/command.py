"""What a container runs: its own program, its probes', and what kubectl exec would."""

from typing import Any

from manifest_object import Object, dig, items
from program import CLIENT_PROGRAM, SERVER_PROGRAM, Settings, program

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
PROGRAMS = (SERVER_PROGRAM, CLIENT_PROGRAM)


def environment(container: Object) -> dict[str, str]:
    """Its variables of fixed value."""
    return {
        str(each.get("name")): str(each["value"]) for each in items(container, "env") if each.get("value") is not None
    }


def command(container: Object) -> list[str]:
    return [str(each) for each in (*items(container, "command"), *items(container, "args"))]


def probe_command(container: Object, probe: str) -> list[str]:
    return [str(each) for each in items(dig(container, probe), "exec", "command")]


def settings(line: list[str], container: Object) -> Settings:
    """Of that command line with the container's variables."""
    if not line or line[0] not in PROGRAMS:
        return Settings(faults=[f"runs {line[:1]}, none of {PROGRAMS}"])
    return program(line[0]).settings(line[1:], environment(container))


def exec_settings(container: Object) -> Settings:
    """Of `kubectl exec POD -- echo-client COMMAND`."""
    return settings([CLIENT_PROGRAM], container)


def duplicates(values: list[Any]) -> list[Any]:
    return sorted({str(each) for each in values if values.count(each) > 1})
