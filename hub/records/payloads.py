"""The receiver's acknowledgement, as it comes by callback or by asking."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

STATUSES = ("received", "accepted", "rejected")
NO_MATTER = "matter_not_found"


class Unreadable(ValueError):
    """Not an acknowledgement. Says nothing of the content."""


@dataclass(frozen=True, slots=True)
class Answer:
    package_id: uuid.UUID
    status: str
    receiver_document_id: str
    error_codes: tuple[str, ...]


def parse(body: bytes) -> Answer:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(value, dict) or value.get("status") not in STATUSES:
        raise Unreadable
    document = value.get("receiver_document_id") or ""
    if not isinstance(document, str) or len(document) > 120 or not document.isprintable():
        raise Unreadable
    if value["status"] == "accepted" and not document.strip():
        raise Unreadable
    return Answer(
        identifier(value.get("package_id")),
        value["status"],
        document.strip(),
        codes(value.get("errors")),
    )


def identifier(value: Any) -> uuid.UUID:
    if not isinstance(value, str):
        raise Unreadable
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Unreadable from None


def codes(errors: Any) -> tuple[str, ...]:
    if not isinstance(errors, list):
        return ()
    found = [error.get("code") for error in errors[:20] if isinstance(error, dict)]
    return tuple(code[:60] for code in found if isinstance(code, str))
