"""A body on its way into a web process: on no disk, and no more of it than a form may weigh."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.embedded.test_engines import eventually
from tests.processes.people import Visitor
from tests.processes.stack import Stack

pytestmark = pytest.mark.timeout(300)
WORD = b"kanarialintu" * 100
HEAD = (
    b"POST /chat/files/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n"
)
FIELDS = (
    b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nnobody\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
)


def connected(stack: Stack) -> socket.socket:
    address = urlsplit(stack.url("web-a"))
    return socket.create_connection((address.hostname, address.port), 10)


def unread(line: socket.socket) -> int:
    """Bytes of ours that the process has not taken from the system yet."""
    ends = f":{line.getpeername()[1]:04X}", f":{line.getsockname()[1]:04X}"
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, here, there, _state, queues, *_rest = row.split()
        if here.endswith(ends[0]) and there.endswith(ends[1]):
            return int(queues.split(":")[1], 16)
    raise AssertionError("the connection is gone")


def open_files(stack: Stack) -> list[str]:
    folder = Path(f"/proc/{stack.alive['web-a'].process.pid}/fd")
    names = [str(each.readlink()) for each in folder.iterdir() if each.is_symlink()]
    return [name for name in names if "(deleted)" in name or name.startswith("/tmp/tmp")]  # noqa: S108


def test_half_a_file_lies_in_no_file_of_ours(stack: Stack) -> None:
    files = open_files(stack)
    with connected(stack) as line:
        line.sendall(HEAD % 8_000_000 + FIELDS + WORD * 4000)

        assert eventually(lambda: unread(line) == 0)
        assert open_files(stack) == files


def test_what_is_too_long_is_heard_out_and_answered_in_words(
    stack: Stack, visitor: Visitor
) -> None:
    answer = httpx.post(
        f"{stack.url('web-a')}/chat/files/",
        data={"token": visitor.token, "text": "Kesken"},
        files={"file": ("a.jpg", bytes(30_000_000))},
        timeout=30,
    )

    assert answer.status_code == 409
    assert "Tiedosto on liian suuri (enintään 8 Mt)." in answer.text
    assert ">Kesken</textarea>" in answer.text


def test_a_hopeless_length_is_refused_before_it_comes(stack: Stack) -> None:
    with connected(stack) as line:
        line.sendall(HEAD % 500_000_000 + FIELDS)

        assert line.recv(100).startswith(b"HTTP/1.1 413 ")
        assert eventually(lambda: line.recv(100) == b"")
