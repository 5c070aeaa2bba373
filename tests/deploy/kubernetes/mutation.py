"""Each way to break an object by one key, one list item or one value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from manifest_object import Object, title


@dataclass(frozen=True)
class Mutant:
    """One that is in effect as long as it is the current one of `mutants`."""

    of: Object
    title: str
    change: str


def mutants(objects: list[Object]) -> Iterator[Mutant]:
    """Each change is made in the objects, and undone when the next one is asked for."""
    for each in objects:
        name = title(each)
        for path, container, key in places(each, ""):
            value = container[key]
            del container[key]
            yield Mutant(each, name, f"without {path}")
            restore(container, key, value)
            for change in changes(value):
                container[key] = change
                yield Mutant(each, name, f"{path} is {change!r}")
                container[key] = value


def restore(container: Any, key: Any, value: Any) -> None:
    if isinstance(container, list):
        container.insert(key, value)
        return
    # In the order of before: `places` is walking through it.
    container[key] = value


def places(value: Any, path: str) -> list[tuple[str, Any, Any]]:
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = []
    for key in list(keys):
        inner = f"{path}[{key}]" if isinstance(value, list) else f"{path}.{key}"
        found += [(inner, value, key), *places(value[key], inner)]
    return found


def changes(value: Any) -> list[Any]:
    """Others of the same type; of numbers, one that no rule's margin takes."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 100000, *([0] if value else [])]
    if isinstance(value, str):
        return [value + "x", ""]
    return []
