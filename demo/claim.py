"""What only one hub at a time may hold: its folder and its three ports."""

import fcntl
import os
import socket
import time
from contextlib import suppress
from pathlib import Path


class Refusal(Exception):
    """One clear sentence for the person at the terminal."""


def hub_port() -> int:
    text = os.environ.get("HUB_PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65533:
        raise Refusal(f"HUB_PORT must be a number between 1 and 65533, not {text!r}.")
    return int(text)


def refuse_taken_ports(port: int) -> None:
    for number in range(port, port + 3):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                raise Refusal(
                    f"Port {number} is taken by another program: stop it, or choose three free ports in a row"
                    f" with HUB_PORT={port + 100 if port < 65400 else 8100} make run."
                ) from None


def lock(var: Path) -> int:
    """Held by this process and its guard, so that it opens only when the last child is gone."""
    path = var / "hub.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    for _ in range(200):
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()} {hub_port()}\n".encode())
            return descriptor
        holder, _, port = path.read_text().strip().partition(" ")
        if holder.isdigit() and alive(int(holder)):
            raise Refusal(
                f"The hub already runs from {var} at http://127.0.0.1:{port}/ (process {holder});"
                " stop it, or set HUB_VAR and HUB_PORT for a second one."
            )
        time.sleep(0.1)  # its holder was killed: the guard is still tidying up
    raise Refusal(
        f"The processes of an earlier hub in {var} do not end; stop them and try again."
    )


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
