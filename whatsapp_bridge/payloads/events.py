from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is at the other end. The user id is stable; the phone may be missing, the name means nothing."""

    user_id: str = ""
    parent_user_id: str = ""
    wa_id: str = ""
    name: str = field(default="", repr=False)

    @property
    def known(self) -> bool:
        return bool(self.user_id or self.wa_id)


@dataclass(frozen=True, slots=True)
class Event:
    number_id: str


@dataclass(frozen=True, slots=True)
class InboundMessage(Event):
    wamid: str
    kind: str
    at: datetime | None
    person: Person = field(repr=False)
    text: str = field(repr=False)
    reply_to: str = ""
    group_id: str = ""
    moved_to: Person | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StatusChange(Event):
    wamid: str
    status: str
    at: datetime | None
    code: int | None = None
    callback: str = ""


@dataclass(frozen=True, slots=True)
class Echo(Event):
    """A message sent from the phone app of a shared number, not through the hub."""

    wamid: str
    at: datetime | None
    person: Person = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderError(Event):
    code: int | None


@dataclass(frozen=True, slots=True)
class Unhandled(Event):
    """Something not understood. The label is one of ours, never the provider's text."""

    label: str
