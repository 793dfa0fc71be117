from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from chat import door
from chat.models import DiaryEntry, Seat
from chat.selectors import bans, shifts
from chat.selectors.questions import Waiting, waiting_questions
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import User
from hub.people.selectors import public_name


@dataclass(frozen=True, slots=True, repr=False)
class Chat:
    """A card of the duty page."""

    conversation: Conversation
    waited: timedelta | None
    mine: bool


@dataclass(frozen=True, slots=True, repr=False)
class DutyRoom:
    door: door.Door
    opening: Opening | None
    remaining: timedelta | None
    early: Opening | None
    seats: list[dict[str, Any]]
    my_seat: Seat | None
    my_practice: Opening | None
    capacity: int
    diary: list[DiaryEntry]
    following: Opening | None
    waiting: list[Chat]
    running: list[Chat]
    left: list[Chat]
    bans: list[dict[str, Any]]
    questions: Waiting


def duty_room(user: User) -> DutyRoom:
    at = now()
    opening = Opening.objects.client().running(at).filter(unit_id=user.unit_id).first()
    early = Opening.objects.client().closed_early(at).filter(unit_id=user.unit_id).first()
    following = Opening.objects.client().coming(at).filter(unit_id=user.unit_id).first()
    seats = list(
        Seat.objects.live()
        .filter(opening=opening or early)
        .select_related("worker__profile")
        .order_by("id")
    )
    state = door.look(now=at)
    present = {worker.pk for worker in state.present}
    chats = unclosed_chats(user, at)
    my_seat = next((seat for seat in seats if seat.worker_id == user.pk), None)
    return DutyRoom(
        door=state,
        opening=opening,
        remaining=opening.ends_at - at if opening else None,
        early=early,
        seats=[seat_card(seat, present) for seat in seats],
        my_seat=my_seat,
        my_practice=practised_by(user, at) if opening and not my_seat else None,
        capacity=settings.CHAT_CONVERSATIONS_PER_PAIR,
        diary=shifts.diary(opening) if opening else [],
        following=following,
        waiting=[c for c in chats if expecting(c.conversation)],
        running=sorted(
            (c for c in chats if c.conversation.status == Conversation.Status.OPEN),
            key=lambda c: not c.mine,
        ),
        left=[c for c in chats if c.conversation.left_waiting],
        bans=bans.standing_bans(user),
        questions=waiting_questions(user, at),
    )


def practised_by(user: User, at: datetime) -> Opening | None:
    """The running practice in which this worker has a seat: meanwhile they come to help nowhere else."""
    seats = Seat.objects.live().practice().filter(worker=user)
    return Opening.objects.running(at).filter(pk__in=seats.values("opening")).first()


def unclosed_chats(user: User, at: datetime) -> list[Chat]:
    rows = (
        Conversation.objects.visible_to(user).client().unclosed().for_inbox()
        .select_related("visitor")
        .filter(channel=Conversation.Channel.CHAT, is_question=False).order_by("created_at", "id")
    )  # fmt: skip
    return [
        Chat(conversation=row, waited=row.waited(at), mine=row.assignee_id == user.pk)
        for row in rows[:50]
    ]


def expecting(conversation: Conversation) -> bool:
    waiting = conversation.status == Conversation.Status.WAITING
    return waiting and not conversation.left_waiting


def seat_card(seat: Seat, present: set[int]) -> dict[str, Any]:
    here = seat.worker_id in present
    return {
        "name": public_name(seat.worker),
        "initials": seat.worker.profile.initials,
        "here": here,
        "word": gettext("Present") if here else gettext("Away"),
    }
