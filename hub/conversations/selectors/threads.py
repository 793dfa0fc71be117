"""Read models of the console and of whoever shows a thread."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.utils import translation
from django.utils.translation import gettext

from hub.conversations.journal import Line, line_of
from hub.conversations.models import (
    Conversation,
    ConversationQuerySet,
    Handover,
    Message,
)
from hub.conversations.panels import Event, events_of
from hub.conversations.selectors.attachments import attachments_of
from hub.foundation.clock import now
from hub.hours import sources
from hub.people import presence
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.masking import mask_phone

INBOX_LIMIT = 100
WHISPERED_KINDS = (Message.Kind.NOTE,)


def thread_lines(
    conversation: Conversation, *, after: int = 0, internal: bool = False
) -> list[Line]:
    """Messages past `after` in order; notes only for staff (`internal`). Two queries at most, one more with files."""
    if not conversation.data_key:
        return []
    rows = conversation.messages.filter(seq__gt=after).select_related(
        "sender__profile", "delivery"
    )
    if not internal:
        rows = rows.exclude(kind__in=WHISPERED_KINDS)
    key, messages = conversation.key(), list(rows.order_by("seq"))
    files = attachments_of(messages)
    return [
        line_of(
            message,
            key.open(message.body, context=conversation.context(message.seq)),
            getattr(message, "delivery", None),
            files.get(message.pk),
        )
        for message in messages
    ]


def heard_after(conversation: Conversation, seq: int) -> int:
    """How many messages for the client have come past `seq`; none of them is opened."""
    others = conversation.messages.filter(seq__gt=seq).exclude(author=Message.Author.CLIENT)
    return others.exclude(kind__in=WHISPERED_KINDS).count()


def thread_events(conversation: Conversation) -> list[Event]:
    """Who took it, handed it on, left it and ended it, and what other rooms know of it, in the order of time."""
    handovers = list(conversation.handovers.with_names().order_by("id"))
    told = [
        taken(conversation, handovers), left(conversation), ended(conversation), deleted(conversation),
    ]  # fmt: skip
    settled = [settled_offer(handover) for handover in handovers if handover.settled_at]
    events = [event for event in told if event] + settled + events_of(conversation)
    # A room above that knows better what happened tells it under the same name.
    known = {event.name: event for event in events}
    return sorted(known.values(), key=lambda event: event.at)


def taken(conversation: Conversation, handovers: list[Handover]) -> Event | None:
    """By its first worker, whoever answers it now."""
    passed = [each.giver for each in handovers if each.state == Handover.State.ACCEPTED]
    taker = next(iter(passed), conversation.assignee)
    if conversation.taken_at is None or taker is None:
        return None
    words = gettext("%(worker)s took the conversation")
    return Event("taken", conversation.taken_at, words % {"worker": public_name(taker)})


def settled_offer(handover: Handover) -> Event:
    State = Handover.State  # noqa: N806 - the class, by its short name
    words = {
        State.ACCEPTED: gettext("%(giver)s handed the conversation over to %(receiver)s"),
        State.REFUSED: gettext("%(receiver)s did not take the conversation from %(giver)s"),
        State.WITHDRAWN: gettext("%(giver)s withdrew the offer to %(receiver)s"),
        State.EXPIRED: gettext("The offer of %(giver)s to %(receiver)s was not answered"),
    }[State(handover.state)]
    names = {"giver": handover.giver, "receiver": handover.receiver}
    told = words % {role: public_name(who) for role, who in names.items()}
    assert handover.settled_at
    return Event(f"handover-{handover.pk}", handover.settled_at, told)


def left(conversation: Conversation) -> Event | None:
    at = conversation.client_left_at
    return Event("left", at, gettext("The client left the conversation")) if at else None


def ended(conversation: Conversation) -> Event | None:
    if (
        conversation.closed_at is None
        or conversation.closed_at == conversation.client_deleted_at
    ):
        return None
    decision = conversation.get_decision_display()
    if conversation.closed_by is None:
        words = gettext("The conversation ended: %(decision)s")
        return Event("ended", conversation.closed_at, words % {"decision": decision})
    words = gettext("%(worker)s ended the conversation: %(decision)s")
    name = public_name(conversation.closed_by)
    told = words % {"worker": name, "decision": decision}
    return Event("ended", conversation.closed_at, told)


def deleted(conversation: Conversation) -> Event | None:
    at = conversation.client_deleted_at
    return (
        Event("deleted", at, gettext("The client deleted the conversation")) if at else None
    )


def timeline(lines: list[Line], events: list[Event]) -> list[Line | Event]:
    """Events between the lines by their time; the lines keep the order of their sequence."""
    entries: list[Line | Event] = [*lines]
    for event in events:
        later = (place for place, entry in enumerate(entries) if entry.at > event.at)
        entries.insert(next(later, len(entries)), event)
    return entries


@dataclass(frozen=True, slots=True, repr=False)
class InboxRow:
    conversation: Conversation
    label: str
    preview: str
    worker: str
    waited: timedelta | None
    offered: str


BOXES = ("queue", "questions", "mine", "unit", "closed")


def in_box(user: User, box: str) -> ConversationQuerySet:
    rows = Conversation.objects.in_boxes_of(user)
    if box == "queue":
        left_last = F("client_left_at").asc(nulls_first=True)
        return rows.queued().order_by(left_last, "created_at", "id")
    if box == "questions":
        return rows.questions().waiting().order_by("created_at", "id")
    if box == "mine":
        return rows.unclosed().filter(mine(user)).order_by("last_message_at", "id")
    if box == "closed":
        return rows.closed().order_by("-closed_at", "-id")
    return rows.unclosed().order_by("last_message_at", "id")


def mine(user: User) -> Q:
    """What I answer, and what a colleague would have me answer."""
    offers = Handover.objects.offered().filter(receiver=user)
    return Q(assignee=user) | Q(pk__in=offers.values("conversation"))


def inbox_rows(user: User, box: str) -> list[InboxRow]:
    """The first hundred of a box, who has waited longest first; two queries and the key arithmetic."""
    at = now()
    offers = Prefetch("handovers", Handover.objects.offered().with_names(), "offers")
    return [
        InboxRow(
            conversation=conversation,
            label=client_label(conversation),
            preview=conversation.preview,
            worker=public_name(conversation.assignee) if conversation.assignee else "",
            waited=conversation.waited(at),
            offered=offered(getattr(conversation, "offers", []), user),
        )
        for conversation in in_box(user, box)
        .for_inbox()
        .prefetch_related(offers)[:INBOX_LIMIT]
    ]


def offered(offers: list[Handover], user: User) -> str:
    """In a list row: who offers it to me, or to whom it is offered."""
    for offer in offers:
        if offer.receiver_id == user.pk:
            words = gettext("%(worker)s offers this to you")
            return words % {"worker": public_name(offer.giver)}
        words = gettext("Offered to: %(worker)s")
        return words % {"worker": public_name(offer.receiver)}
    return ""


def client_label(conversation: Conversation) -> str:
    """How a list names a client: never by number, never by more than they told the channel."""
    if conversation.contact is None:
        return gettext("Anonymous client")
    return conversation.contact.name or gettext("Client")


def box_counts(user: User) -> dict[str, int]:
    """How many each box holds; who has left the queue is in it, and not counted."""
    there = Q(client_left_at=None) | Q(client_may_return=True)
    waits = Q(status=Conversation.Status.WAITING)
    return (
        Conversation.objects.in_boxes_of(user)
        .unclosed()
        .aggregate(
            queue=Count("id", filter=waits & there & Q(is_question=False)),
            questions=Count("id", filter=waits & Q(is_question=True)),
            mine=Count("id", filter=mine(user)),
            unit=Count("id"),
        )
    )


def waiting_count(user: User) -> int:
    """What the header of every page tells."""
    return Conversation.objects.in_boxes_of(user).queued().expecting().count()


def offers_to(user: User) -> list[Handover]:
    """What colleagues offer to this worker, the oldest first: stands on every page of theirs."""
    offers = Handover.objects.offered().with_names().filter(receiver=user)
    return list(offers.order_by("id"))


def standing_offer(conversation: Conversation) -> Handover | None:
    return conversation.handovers.offered().with_names().first()


def receivers(conversation: Conversation, user: User) -> list[User]:
    """To whom this worker may hand it over just now: who else of the unit, or of the practice, has a console open.
    Who practises is offered no client."""
    if conversation.status != Conversation.Status.OPEN or conversation.assignee != user:
        return []
    roles = (User.Role.WORKER, User.Role.SUPERVISOR)
    colleagues = (
        User.objects.filter(unit=conversation.unit_id, is_active=True, role__in=roles)
        .exclude(pk=user.pk)
        .select_related("profile")
        .order_by("id")
    )
    if conversation.practice_id is not None:
        colleagues = colleagues.filter(pk__in=sources.workers_of(conversation.practice_id))
    else:
        for busy in sources.practising():
            colleagues = colleagues.exclude(pk__in=busy)
    here = presence.online(colleagues.values_list("pk", flat=True))
    return [colleague for colleague in colleagues if colleague.pk in here]


def masked_phone(conversation: Conversation) -> str:
    if conversation.contact is None:
        return ""
    numbers = [
        i.value
        for i in conversation.contact.identities.all()
        if i.kind in ("phone", "wa_id")
    ]
    return mask_phone(numbers[0]) if numbers else ""


def name_to_client(user: User, conversation_id: int) -> str:
    """How the client of a running thread knows this worker, in the client's language; empty when none runs."""
    running = Conversation.objects.visible_to(user).filter(
        pk=conversation_id, status=Conversation.Status.OPEN
    )
    language = running.values_list("language", flat=True).first()
    if language is None:
        return ""
    with translation.override(language):
        return public_name(user)


def follow(
    user: User, public_id: uuid.UUID, after: int
) -> tuple[Conversation, list[dict[str, Any]]] | None:
    """A thread this user may see, and the frames past `after`, notes included."""
    conversation = Conversation.objects.visible_to(user).filter(public_id=public_id).first()
    if conversation is None:
        return None
    with translation.override(user.language):
        lines = thread_lines(conversation, after=after, internal=True)
    return conversation, [line.frame() | {"kind": line.kind} for line in lines]
