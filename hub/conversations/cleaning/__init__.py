"""Strangers' files are opened in a process of their own, which has no key, no database, little memory and little time."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHILD = str(Path(__file__).with_name("child.py"))
# The child's own time: waiting for a turn is not in it.
SECONDS = 10
# How long one waits for a turn, and how many may wait: a waiting thread serves nobody else.
PATIENCE = 3
REFUSED = 3
# Many who send at once wait for each other, and not for memory.
TURNS = threading.BoundedSemaphore(2)
PLACES = threading.BoundedSemaphore(5)


class Unclean(Exception):
    """Not taken; `code` is one of the child's words, `broken` where it had none left to say, or `busy`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, repr=False)
class Cleaned:
    media_type: str
    data: bytes


@contextmanager
def turn() -> Iterator[None]:
    """Refused with `busy` at once where too many wait already, and otherwise after PATIENCE."""
    if not PLACES.acquire(blocking=False):
        raise Unclean("busy")
    try:
        if not TURNS.acquire(timeout=PATIENCE):
            raise Unclean("busy")
        try:
            yield
        finally:
            TURNS.release()
    finally:
        PLACES.release()


def clean(data: bytes, *, largest: int) -> Cleaned:
    """What the file is by its content, with nothing in it but what it shows. Takes a second or so."""
    try:
        with turn():
            done = opened_apart(data, largest)
    except subprocess.TimeoutExpired:
        raise Unclean("broken") from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode == REFUSED:
        raise Unclean(head.decode("ascii"))
    if done.returncode or not body:
        raise Unclean("broken")
    return Cleaned(head.decode("ascii"), body)


def opened_apart(data: bytes, largest: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own program; the stranger's bytes are its input alone
        [sys.executable, "-I", CHILD, str(largest)],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        timeout=SECONDS,
        check=False,
    )
