"""What is handed on of a body, whichever server reads it."""

from typing import Any

import pytest

from hub.foundation.bodies import Kept, bounded

FILES, TEXT = b"multipart/form-data; boundary=x", b"application/x-www-form-urlencoded"


@pytest.mark.parametrize("kind", [FILES, TEXT])
async def test_no_more_of_a_body_goes_on_than_a_form_may_weigh(
    kind: bytes, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10, 9
    parts = [b"1234567", b"8901234", b"567", b""]

    async def receive() -> dict[str, Any]:
        body = parts.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(parts)}

    take = bounded({"headers": [(b"content-type", kind)]}, receive)

    taken = [await take() for _ in range(4)]

    assert b"".join(message["body"] for message in taken) == b"1234567890"
    assert [message["more_body"] for message in taken] == [True, True, True, False]


def test_what_comes_beyond_the_limit_is_let_go() -> None:
    kept = Kept(10)

    taken = [kept.write(part) for part in (b"1234567", b"8901234", b"567")]

    assert (taken, kept.getvalue()) == ([7, 7, 3], b"1234567890")


async def test_a_visitor_who_hangs_up_is_told_as_such() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert await bounded({"headers": []}, receive)() == {"type": "http.disconnect"}
