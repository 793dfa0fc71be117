import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from hub.conversations.models import Conversation
from hub.conversations.panels import Event
from hub.people.models import User
from hub.people.selectors import public_name
from hub.requests.models import Ask, ContactRequest
from hub.requests.selectors.pages import purposes

State = Ask.State


def may_be_asked(conversation: Conversation) -> bool:
    """A client's own chat that runs: a practice makes no request of anybody, and who is known needs no asking."""
    return (
        conversation.channel == Conversation.Channel.CHAT
        and conversation.kind == Conversation.Kind.CLIENT
        and conversation.status == Conversation.Status.OPEN
        and not conversation.has_left
    )


@dataclass(frozen=True, slots=True, repr=False)
class Consent:
    """What the client of a chat sees of the question, or of what they answered. `version` changes when any of it does."""

    ask_id: uuid.UUID
    state: str
    version: str
    purpose: str
    worker: str
    reference: str
    due_at: datetime | None
    may_be_taken_back: bool


def consent_of(conversation: Conversation) -> Consent | None:
    """The last question of a chat; none before a worker has taken it, nor once its words are destroyed."""
    if conversation.status == Conversation.Status.WAITING:
        return None
    asks = conversation.asks.select_related("request", "by__profile")
    ask = asks.order_by("-id").first()
    if ask is None or (conversation.is_closed and ask.state == State.ASKED):
        return None
    request: ContactRequest | None = ask.request
    return Consent(
        ask_id=ask.public_id,
        state=ask.state,
        version=ask.version,
        purpose=ask.purpose,
        worker=public_name(ask.by),
        reference=request.spoken if request else "",
        due_at=request.due_at if request else None,
        may_be_taken_back=request.may_be_taken_back if request else False,
    )


def panel(conversation: Conversation, user: User) -> dict[str, Any] | None:
    """Beside the thread: the buttons to ask with, or what became of the question. One query; in practice a sentence
    says why there are none."""
    if conversation.channel != Conversation.Channel.CHAT or conversation.purged_at:
        return None
    if conversation.is_practice:
        return {"practice": True}
    ask = conversation.asks.select_related("request").order_by("-id").first()
    askable = may_be_asked(conversation) and (
        ask is None or ask.state not in (State.ASKED, State.GIVEN)
    )
    if ask is None and not askable:
        return None
    return {
        "ask": ask,
        "ask_request": ask.request if ask else None,
        "unanswered": bool(ask and ask.state == State.ASKED and conversation.is_closed),
        "ask_purposes": purposes() if askable else {},
    }


def events(conversation: Conversation) -> list[Event]:
    """In the thread's time line: asked by whom, and what the client said."""
    if conversation.channel != Conversation.Channel.CHAT:
        return []
    asks = conversation.asks.select_related("by__profile").order_by("id")
    return [event for ask in asks for event in told(ask)]


def told(ask: Ask) -> list[Event]:
    asked = gettext("%(worker)s asked the client's permission: %(purpose)s")
    words = {"worker": public_name(ask.by), "purpose": ask.get_purpose_display()}
    events = [Event(f"ask-{ask.pk}", ask.asked_at, asked % words)]
    if ask.settled_at:
        name = f"ask-{ask.pk}-{ask.state}"
        events.append(Event(name, ask.settled_at, answer(State(ask.state))))
    return events


def answer(state: State) -> str:
    return {
        State.ASKED: "",
        State.REFUSED: gettext("The client said no"),
        State.GIVEN: gettext("The client gave their permission and made a contact request"),
        State.TAKEN_BACK: gettext("The client took their permission back"),
        State.WITHDRAWN: gettext("The question was withdrawn"),
    }[state]
