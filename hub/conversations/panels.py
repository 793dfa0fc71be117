"""The outward door of the thread page: rooms above add what they know of a conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.conversations.models import Conversation
    from hub.people.models import User

    Act = Callable[[Conversation, User, Mapping[str, str]], object]


@dataclass(frozen=True, slots=True)
class Panel:
    """`context` may query once or twice; None leaves the panel out."""

    name: str
    template_name: str
    order: int
    context: "Callable[[Conversation, User], dict[str, Any] | None]"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a thread, between its messages; `name` is there once in a thread."""

    name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Aid:
    """A help for writing, inside the composer. `draft` is the text that the thread's address asks for by `name`."""

    name: str
    template_name: str
    script: str
    draft: "Callable[[Conversation, User, str], str]"


_acts: "dict[str, Act]" = {}
_aids: dict[str, Aid] = {}
_panels: dict[str, Panel] = {}
_tellers: "dict[str, Callable[[Conversation], list[Event]]]" = {}


def register(panel: Panel) -> None:
    _panels[panel.name] = panel


def register_events(name: str, tell: "Callable[[Conversation], list[Event]]") -> None:
    _tellers[name] = tell


def register_act(name: str, act: "Act") -> None:
    """What a panel's form does to the thread: called with what was posted; a DomainError is told to the worker."""
    _acts[name] = act


def act_of(name: str) -> "Act | None":
    return _acts.get(name)


def register_aid(aid: Aid) -> None:
    _aids[aid.name] = aid


def aids() -> list[Aid]:
    return list(_aids.values())


def draft_of(conversation: "Conversation", user: "User", asked: "Mapping[str, str]") -> str:
    """The first text that is asked for and found."""
    found = (
        aid.draft(conversation, user, asked[aid.name])
        for aid in _aids.values()
        if aid.name in asked
    )
    return next((text for text in found if text), "")


def events_of(conversation: "Conversation") -> list[Event]:
    return [event for tell in _tellers.values() for event in tell(conversation)]


def panels_of(conversation: "Conversation", user: "User") -> list[dict[str, Any]]:
    """Template name and context of each panel that has something to say, in order."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda panel: panel.order):
        context = panel.context(conversation, user)
        if context is not None:
            shown.append({"template_name": panel.template_name, **context})
    return shown
