"""What those who practise see: the practices of a unit, the room of one, and what was said of the tool."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from chat import door
from chat.models import PracticeFeedback, ScriptRun, Seat
from chat.scripts import Script, scripts
from chat.selectors.duty import Chat, expecting, practised_by, seat_card
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import User

PAGE = 20


@dataclass(frozen=True, slots=True, repr=False)
class Practice:
    """A row of the list."""

    opening: Opening
    running: bool
    over: bool
    workers: list[str]
    mine: bool
    feedback: int


@dataclass(frozen=True, slots=True, repr=False)
class PracticePage:
    """`coming`: what runs and what will; `past` page by page."""

    coming: list[Practice]
    past: Page[Any]
    rows: list[Practice]
    colleagues: list[User]


def practice_page(user: User, *, number: str) -> PracticePage:
    at = now()
    rows = practices(user)
    over = Q(ends_at__lte=at) | Q(closed_early_at__lte=at)
    past = Paginator(rows.filter(over).order_by("-starts_at", "-id"), PAGE).get_page(number)
    return PracticePage(
        coming=[
            row_of(o, user, at) for o in rows.exclude(over).order_by("starts_at", "id")
        ],
        past=past,
        rows=[row_of(opening, user, at) for opening in past],
        colleagues=colleagues(user) if user.keeps_roster else [],
    )


def practices(user: User) -> QuerySet[Opening]:
    seated = Seat.objects.live().select_related("worker__profile").order_by("place", "id")
    return (
        Opening.objects.practice()
        .visible_to(user)
        .annotate(said=Count("practice_feedback"))
        .prefetch_related(Prefetch("seats", queryset=seated, to_attr="seated"))
    )


def row_of(opening: Opening, user: User, at: datetime) -> Practice:
    seats: list[Seat] = getattr(opening, "seated", [])
    return Practice(
        opening=opening,
        running=opening.takes_new(at),
        over=opening.ended(at),
        workers=[seat.worker.profile.public_name for seat in seats],
        mine=any(seat.worker_id == user.pk for seat in seats),
        feedback=getattr(opening, "said", 0),
    )


def colleagues(user: User) -> list[User]:
    rows = User.objects.answering(user.unit_id).select_related("profile")
    return list(rows.order_by("profile__first_name", "id"))


@dataclass(frozen=True, slots=True, repr=False)
class PracticeRoom:
    opening: Opening
    running: bool
    over: bool
    seats: list[Seat]
    cards: list[dict[str, Any]]
    my_seat: Seat | None
    waiting: list[Chat]
    talking: list[Chat]
    sees_chats: bool
    scripts: list[Script]
    played: list[tuple[ScriptRun, str]]
    free: list[User]


def practice_room(opening: Opening, user: User) -> PracticeRoom:
    at = now()
    rows = Seat.objects.live().filter(opening=opening).select_related("worker__profile")
    seats = list(rows.order_by("place", "id"))
    present = {worker.pk for worker in door.at_desk(seats)}
    mine = next((seat for seat in seats if seat.worker_id == user.pk), None)
    sees = mine is not None or user.role == User.Role.SUPERVISOR
    chats = practice_chats(opening, user, at) if sees else []
    seated = {seat.worker_id for seat in seats}
    return PracticeRoom(
        opening=opening,
        running=opening.takes_new(at),
        over=opening.ended(at),
        seats=seats,
        cards=[seat_card(seat, present) | {"seat": seat} for seat in seats],
        my_seat=mine,
        waiting=[chat for chat in chats if expecting(chat.conversation)],
        talking=[chat for chat in chats if not expecting(chat.conversation)],
        sees_chats=sees,
        scripts=list(scripts().values()),
        played=played(opening),
        free=[one for one in colleagues(user) if one.pk not in seated]
        if user.keeps_roster
        else [],
    )


def practice_chats(opening: Opening, user: User, at: datetime) -> list[Chat]:
    rows = Conversation.objects.visible_to(user).filter(practice=opening).unclosed()
    shown = rows.for_inbox().select_related("visitor").order_by("created_at", "id")[:50]
    return [
        Chat(conversation=row, waited=row.waited(at), mine=row.assignee_id == user.pk)
        for row in shown
    ]


def played(opening: Opening) -> list[tuple[ScriptRun, str]]:
    runs = ScriptRun.objects.filter(visitor__opening=opening).order_by("-id")[:20]
    known = scripts()
    return [(run, known[run.script].title) for run in runs if run.script in known]


def my_practice(user: User) -> PracticeRoom | None:
    """The running practice in which this worker has a seat, for the duty page. One query while there is none."""
    opening = practised_by(user, now())
    return practice_room(opening, user) if opening else None


def feedback_page(user: User, *, number: str) -> Page[PracticeFeedback]:
    """Newest practice first; inside one, the order is random and means nothing."""
    rows = PracticeFeedback.objects.visible_to(user).select_related(
        "opening", "author__profile"
    )
    return Paginator(rows.order_by("-opening__starts_at", "id"), PAGE).get_page(number)
