"""What the pair and the supervisors see on every page while something is wrong with a running opening, or with a question
that was not answered in time."""

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


def alerts(user: User) -> list[str]:
    """Nothing to others, and nothing once it is right again. One query while no opening runs, two to supervisors."""
    at = now()
    late = overdue_words(user, at) if user.role == User.Role.SUPERVISOR else ""
    return [*([late] if late else []), *about_running(user, at)]


def about_running(user: User, at: datetime) -> list[str]:
    running = Opening.objects.client().running(at).filter(unit_id=user.unit_id)
    opening = running.first() if user.answers_clients else None
    if opening is None:
        return []
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
