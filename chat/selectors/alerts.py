"""What the pair and the supervisors see on every page while something is wrong with a running opening, or with a question
that was not answered in time."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext

from chat import door
from chat.models import Seat
from chat.selectors.questions import overdue_words
from hub.foundation.clock import now
from hub.foundation.templatetags.when import near
from hub.hours.models import Opening
from hub.people.models import User
from hub.people.selectors import public_name


@dataclass(frozen=True, slots=True)
class Standing:
    """`wrong`: with the running opening. `practice`: that the reader is in one."""

    wrong: list[str]
    practice: list[str]


def alerts(user: User) -> list[str]:
    return standing(user).wrong


def standing(user: User) -> Standing:
    """Nothing to others, and nothing once it is right again. One query while no opening runs, two to supervisors."""
    if not user.answers_clients:
        return Standing([], [])
    at = now()
    late = overdue_words(user, at) if user.role == User.Role.SUPERVISOR else ""
    running = list(Opening.objects.running(at).filter(unit_id=user.unit_id))
    client = next((opening for opening in running if not opening.is_practice), None)
    practice = [opening for opening in running if opening.is_practice]
    told = [*([late] if late else []), *(about_running(client, user, at) if client else [])]
    return Standing(told, practising(practice, user))


def practising(openings: list[Opening], user: User) -> list[str]:
    """On every page of who is in a practice: what they see of it is not real."""
    mine = Seat.objects.live().filter(opening__in=openings, worker=user)
    seat = mine.select_related("opening").first() if openings else None
    if seat is None:
        return []
    words = gettext(
        "PRACTICE until %(when)s: conversations marked as practice are not with clients, and nothing of them is "
        "sent or counted."
    )
    return [words % {"when": near(seat.opening.ends_at)}]


def about_running(opening: Opening, user: User, at: datetime) -> list[str]:
    rows = Seat.objects.live().filter(opening=opening).select_related("worker__profile")
    seats = list(rows.order_by("id"))
    if user.role != User.Role.SUPERVISOR and user.pk not in {s.worker_id for s in seats}:
        return []
    told = [missing(seats, door.at_desk(seats)), ending(opening, at)]
    return [words for words in told if words]


def missing(seats: list[Seat], present: list[User]) -> str:
    if len(present) >= settings.CHAT_SEATS:
        return ""
    if not present:
        return gettext(
            "Nobody of the shift is present. Nobody new gets into the chat, and whoever waits or is in "
            "conversation reads that the workers are away."
        )
    here = {worker.pk for worker in present}
    names = [public_name(seat.worker) for seat in seats if seat.worker_id not in here]
    if not names:
        return gettext("The shift lacks a worker: the chat takes nobody new.")
    words = gettext(
        "Not present: %(names)s. Running conversations go on; the chat takes nobody new."
    )
    return words % {"names": get_text_list(names, gettext("and"))}


def ending(opening: Opening, at: datetime) -> str:
    if not opening.closes_soon(at):
        return ""
    words = gettext(
        "The chat closes %(when)s. Whoever is still in the queue then is told that nobody answers today."
    )
    return words % {"when": near(opening.ends_at)}
