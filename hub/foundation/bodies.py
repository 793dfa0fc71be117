"""What a request brings is laid on no disk, and nothing is kept of it beyond what the largest form may weigh.

Twisted, under Daphne, puts a body of 100 kB and more into a file; Django does so with one of `FILE_UPLOAD_MAX_MEMORY_SIZE`.
Either would lay a client's file there as it came. Neither has an end: a body is read as long as somebody sends.
"""

import io
from collections.abc import Awaitable, Callable
from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings

Receive = Callable[[], Awaitable[dict[str, Any]]]
FORM_OF_FILES = "multipart/form-data"
# Declared larger than this many times what is kept, it is not even listened to.
HOPELESS = 4
TOO_LARGE = (
    b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


def most(content_type: str) -> int:
    """A little more than may be taken, so that whoever reads it sees that it was too much."""
    if content_type.lower().startswith(FORM_OF_FILES):
        return int(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) + 1


class Kept(io.BytesIO):
    """In memory; what comes beyond `limit` is let go."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: Any) -> int:
        room = max(0, self.limit - self.tell())
        super().write(data[:room])
        return len(data)


def guard_daphne() -> None:
    """Twisted asks each request, once its headers are there, where its body shall go."""
    WebRequest.gotLength = got_length


def got_length(request: Any, length: int | None) -> None:
    kind = request.requestHeaders.getRawHeaders("content-type") or [""]
    limit = most(kind[0])
    request.content = Kept(limit)
    if length and length > HOPELESS * limit:
        request.channel.transport.write(TOO_LARGE)
        request.channel.loseConnection()


def bounded(scope: dict[str, Any], receive: Receive) -> Receive:
    """The same for whichever server: the rest of too long a body is heard out, and not handed on."""
    headers = dict(scope["headers"])
    left = most(headers.get(b"content-type", b"").decode("latin-1"))

    async def receive_so_much() -> dict[str, Any]:
        nonlocal left
        message = await receive()
        if message["type"] != "http.request":
            return message
        body = message.get("body", b"")[:left]
        left -= len(body)
        return message | {"body": body}

    return receive_so_much
