"""Looking into JSON of which nothing is promised: every reader takes any value and returns its own type."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

# What PostgreSQL (U+0000) or UTF-8 (lone surrogates) cannot hold.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ID_LENGTH = 255


def text(value: Any) -> str:
    return UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else ""


def line(value: Any, *, limit: int = 200) -> str:
    """One line without control or direction marks, for names and file names."""
    return INVISIBLE.sub(" ", text(value)).strip()[:limit]


def identifier(value: Any) -> str:
    """An opaque id as the provider wrote it; numbers as digits; anything absurd as absent."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**30 else ""
    found = text(value).strip()
    return found if len(found) <= ID_LENGTH else ""


def obj(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def items(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def objects(value: Any, key: str) -> Iterator[dict[str, Any]]:
    return (item for item in items(value, key) if isinstance(item, dict))


def number(value: Any) -> int | None:
    """One that the database holds; anything larger is absurd and absent."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value):
        return None
    found = int(value)
    return found if abs(found) < 10**18 else None


def instant(value: Any) -> datetime | None:
    seconds = (
        number(int(value))
        if isinstance(value, float) and abs(value) < 1e12
        else number(value)
    )
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
