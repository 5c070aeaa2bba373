"""The CAs that the cases share, made once and in a folder that goes when all is over."""

import atexit
import functools
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from certificates import LEAF, Authority, Credentials

FOLDER = Path(tempfile.mkdtemp(prefix="zoo-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
_lock = threading.RLock()
T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """functools.cache makes a thing twice when two threads ask at once."""
    cached = functools.cache(make)

    @functools.wraps(make)
    def locked() -> T:
        with _lock:
            return cached()

    return locked


@once
def root() -> Authority:
    """The one that the client trusts."""
    return Authority(FOLDER / "root", "Zoo Root")


@once
def foreign() -> Authority:
    return Authority(FOLDER / "foreign", "Foreign Root")


@once
def twin() -> Authority:
    """It has the root's name, and another key."""
    return Authority(FOLDER / "twin", "Zoo Root")


@once
def intermediate() -> Authority:
    return Authority(FOLDER / "intermediate", "Zoo Intermediate", root())


@once
def lower() -> Authority:
    """Two intermediates below the root."""
    return Authority(FOLDER / "lower", "Zoo Lower Intermediate", intermediate())


@once
def expired_intermediate() -> Authority:
    return Authority(FOLDER / "expired", "Zoo Expired Intermediate", root(), start=-20, end=-3)


@once
def leaf_that_issues() -> Authority:
    return Authority(FOLDER / "leaf", "Zoo Leaf", root(), extensions=LEAF)


@once
def server() -> Credentials:
    """With nothing wrong."""
    return root().issue()


@once
def expired() -> Credentials:
    return root().issue(start=-9, end=-3)


@once
def self_signed() -> Credentials:
    return root().issue("Zoo Self", self_signed=True)


@once
def client() -> Credentials:
    """Ours: with nothing wrong."""
    return root().issue("caller", names=("DNS:caller",))


@once
def revoked() -> Credentials:
    return root().issue("revoked")


@once
def revocation_list() -> Path:
    """The root's."""
    return root().revocation_list(revoked())
