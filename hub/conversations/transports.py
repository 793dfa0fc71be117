"""The outward door: each channel registers how its replies reach the client."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class TransportError(Exception):
    """The outside said no. `permanent`: do not try again; `uncertain`: it may have left, a person decides.

    `code` is the provider's; `message` is translated and tells the worker what to do next.
    """

    def __init__(
        self,
        message: object = "",
        *,
        code: str = "",
        permanent: bool = False,
        uncertain: bool = False,
    ) -> None:
        super().__init__(code)
        self.message = message
        self.code = code
        self.permanent = permanent
        self.uncertain = uncertain


@dataclass(frozen=True, slots=True, repr=False)
class Outbound:
    """One message on its way out. `sender_name` is the server's word for who writes."""

    delivery_id: uuid.UUID
    conversation_id: int
    contact_id: int | None
    connection: str
    sender_name: str
    text: str


class Transport(Protocol):
    external: bool

    def refusal(self, conversation_id: int, now: datetime) -> object | None:
        """A translated sentence when the client cannot be written to just now, else None."""

    def pair(self, conversation_id: int) -> set[int]:
        """The ids of the workers who sit by this conversation together; empty where nobody does."""

    def deliver(self, outbound: Outbound) -> str:
        """Hand it to the provider and return its id; raises TransportError."""


_transports: dict[str, Transport] = {}


def register(channel: str, transport: Transport) -> None:
    _transports[channel] = transport


def get(channel: str) -> Transport:
    return _transports[channel]
