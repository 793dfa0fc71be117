"""Ways into a record system. One is chosen by `RECORD_SYSTEM_ADAPTER`; none is chosen silently."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.conf import settings

from hub.records import client
from hub.records.models import Export
from hub.records.payloads import Answer, Unreadable, parse


class Fate(StrEnum):
    RECEIVED = "received"
    REFUSED = "refused"  # a person must decide
    LATER = "later"  # certainly not there
    UNKNOWN = "unknown"  # may have arrived; the same package again does no harm


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    trouble: str = ""


class Unconfigured(Exception):
    """No adapter, an unknown one, or one without its settings."""


class RecordSystem(Protocol):
    def deposit(self, *, package_id: uuid.UUID, data: bytes, digest: str) -> Outcome:
        """Hand a package over; the same one again is welcome. Never raises for the receiver's doings."""

    def answer(self, *, package_id: uuid.UUID) -> Answer | None:
        """What the receiver says of a package, when it says anything that we understand."""


@dataclass(frozen=True, slots=True)
class HttpRecordSystem:
    url: str
    token: str

    def deposit(self, *, package_id: uuid.UUID, data: bytes, digest: str) -> Outcome:
        reply = client.put(
            url=self.url, token=self.token, package_id=package_id, data=data, digest=digest
        )
        return outcome(reply, package_id)

    def answer(self, *, package_id: uuid.UUID) -> Answer | None:
        reply = client.get(url=self.url, token=self.token, package_id=package_id)
        if reply.status != 200:
            return None
        return understood(reply.body, package_id)


def outcome(reply: client.Reply, package_id: uuid.UUID) -> Outcome:
    """A 200 of some proxy's page is no receipt: the answer must name the package."""
    trouble = Export.Trouble
    if reply.status in (200, 201):
        if understood(reply.body, package_id):
            return Outcome(Fate.RECEIVED)
        return Outcome(Fate.UNKNOWN, trouble.NONSENSE)
    if reply.status == 409:
        return Outcome(Fate.REFUSED, trouble.CONFLICT)
    if reply.status in (400, 413, 422):
        return Outcome(Fate.REFUSED, trouble.REFUSED)
    if reply.status in (401, 403):
        return Outcome(Fate.LATER, trouble.UNAUTHORISED)
    if reply.status == 0:
        return Outcome(Fate.UNKNOWN, trouble.SILENT)
    busy = reply.status in (429, 502, 503, 504)
    return Outcome(Fate.LATER, trouble.BUSY if busy else trouble.NONSENSE)


def understood(body: bytes, package_id: uuid.UUID) -> Answer | None:
    try:
        answer = parse(body)
    except Unreadable:
        return None
    return answer if answer.package_id == package_id else None


def http() -> RecordSystem:
    if not settings.RECORD_SYSTEM_URL or not settings.RECORD_SYSTEM_TOKEN:
        raise Unconfigured
    return HttpRecordSystem(settings.RECORD_SYSTEM_URL, settings.RECORD_SYSTEM_TOKEN)


ADAPTERS: dict[str, Callable[[], RecordSystem]] = {"http": http}


def record_system() -> RecordSystem:
    """The chosen one; raises Unconfigured rather than dropping a package."""
    adapter = ADAPTERS.get(settings.RECORD_SYSTEM_ADAPTER)
    if adapter is None:
        raise Unconfigured
    return adapter()
