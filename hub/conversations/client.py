"""ClamAV over its own protocol: one connection, one file, one word of answer."""

import socket
import struct
import time
from contextlib import closing

from django.conf import settings

SECONDS, CONNECT_SECONDS = 20.0, 3.0
CHUNK = 64 * 1024
LONGEST_ANSWER = 1024


class ScanFailed(Exception):
    """Nobody knows what the file is: no scanner, no answer in time, or none that makes sense."""


def is_configured() -> bool:
    return bool(settings.CLAMAV_URL)


def is_harmless(data: bytes) -> bool:
    """Asks the scanner of `CLAMAV_URL` (`host:port`, or the path of a socket); raises ScanFailed."""
    try:
        with closing(connect(settings.CLAMAV_URL)) as clamd:
            clamd.settimeout(SECONDS)
            clamd.sendall(b"zINSTREAM\0")
            for place in range(0, len(data), CHUNK):
                chunk = data[place : place + CHUNK]
                clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!I", 0))
            said = answer(clamd)
    except (OSError, ValueError):
        raise ScanFailed from None
    if said == b"stream: OK":
        return True
    if said.startswith(b"stream: ") and said.endswith(b" FOUND"):
        return False
    raise ScanFailed


def connect(address: str) -> socket.socket:
    address = address.removeprefix("tcp://").removeprefix("unix:").rstrip("/")
    if address.startswith("/"):
        return connect_file("/" + address.lstrip("/"))
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)


def connect_file(path: str) -> socket.socket:
    clamd = socket.socket(socket.AF_UNIX)
    try:
        clamd.settimeout(CONNECT_SECONDS)
        clamd.connect(path)
    except OSError:
        clamd.close()
        raise
    return clamd


def answer(clamd: socket.socket) -> bytes:
    """Up to the NUL that ends it. A scanner that dribbles has no more time than one that is silent."""
    until, said = time.monotonic() + SECONDS, b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and time.monotonic() < until:
        part = clamd.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.partition(b"\0")[0].strip()
