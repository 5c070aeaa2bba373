"""Amounts as Kubernetes, the programs and cert-manager write them. None: not an amount."""

import re
from typing import Any

SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
UNITS = {"": 1.0, "m": 0.001, "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "k": 1e3, "M": 1e6, "G": 1e9}


def seconds(text: Any) -> float | None:
    found = re.fullmatch(r"(\d+)(ms|s|m|h)", str(text))
    return int(found[1]) * SECONDS[found[2]] if found else None


def amount(text: Any) -> float | None:
    found = re.fullmatch(r"(\d+)(|m|Ki|Mi|Gi|k|M|G)", str(text))
    return int(found[1]) * UNITS[found[2]] if found else None


def size(text: Any) -> float | None:
    """As the programs write it."""
    found = re.fullmatch(r"(\d+(?:|Ki|Mi|Gi))B?", str(text))
    return amount(found[1]) if found else None


def port_of(address: Any) -> int | None:
    found = re.fullmatch(r".*:(\d{1,5})", str(address))
    return int(found[1]) if found else None
