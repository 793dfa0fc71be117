from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import phonenumbers
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from hub.conversations.models import Conversation
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.masking import mask_phone
from hub.requests.models import ContactRequest, ContactRequestQuerySet, Details

PER_PAGE = 30
MOST_PAGES = 1000
BOXES = ("open", "new", "mine", "overdue", "closed")


def purposes() -> dict[str, Any]:
    """WhatsApp among them where the organisation answers there."""
    offered = dict(ContactRequest.Purpose.choices)
    if not settings.ORGANISATION_WHATSAPP:
        del offered[ContactRequest.Purpose.WHATSAPP]
    return offered


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    request: ContactRequest
    name: str
    reach: str
    worker: str
    clock: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    """One page of a box; `late` says to a supervisor with whom the overdue ones are."""

    box: str
    rows: list[Row]
    counts: dict[str, int]
    page: int
    more: bool
    late: list[tuple[str, int]]


def listing(user: User, *, box: str, page: int, text: str, now: datetime) -> Listing:
    """Three queries, whatever it shows, and a fourth for supervisors."""
    box = box if box in BOXES else "open"
    first = (min(max(page, 1), MOST_PAGES) - 1) * PER_PAGE
    asked = in_box(user, box, text, now)[first : first + PER_PAGE + 1]
    found = list(asked)
    return Listing(
        box=box,
        rows=[row(request, now) for request in found[:PER_PAGE]],
        counts=box_counts(user, now),
        page=first // PER_PAGE + 1,
        more=len(found) > PER_PAGE,
        late=late(user, now) if user.role == User.Role.SUPERVISOR else [],
    )


def in_box(user: User, box: str, text: str, now: datetime) -> ContactRequestQuerySet:
    """Urgent ones first, then what is due first; the settled by their ending. A reference finds its one, in any box."""
    rows = ContactRequest.objects.visible_to(user).for_page()
    digits = "".join(sign for sign in text if sign.isdecimal())
    if digits:
        return rows.filter(reference=digits)
    if box == "closed":
        return rows.closed().order_by("-closed_at", "-id")
    return chosen(rows, box, user, now).order_by("-urgent", "due_at", "id")


def chosen(
    rows: ContactRequestQuerySet, box: str, user: User, now: datetime
) -> ContactRequestQuerySet:
    if box == "new":
        return rows.filter(state=ContactRequest.State.NEW)
    if box == "mine":
        return rows.unclosed().filter(assignee=user)
    return rows.overdue(now) if box == "overdue" else rows.unclosed()


def box_counts(user: User, now: datetime) -> dict[str, int]:
    return (
        ContactRequest.objects.visible_to(user)
        .unclosed()
        .aggregate(
            open=Count("id"),
            new=Count("id", filter=Q(state=ContactRequest.State.NEW)),
            mine=Count("id", filter=Q(assignee=user)),
            overdue=Count("id", filter=Q(due_at__lt=now)),
        )
    )


def late(user: User, now: datetime) -> list[tuple[str, int]]:
    rows = (
        ContactRequest.objects.visible_to(user)
        .overdue(now)
        .values("assignee")
        .annotate(number=Count("id"))
        .order_by("-number", "assignee")
    )
    numbers = {each["assignee"]: each["number"] for each in rows}
    workers = User.objects.select_related("profile").in_bulk([pk for pk in numbers if pk])
    return [
        (public_name(workers[pk]) if pk else gettext("Nobody has taken"), number)
        for pk, number in numbers.items()
    ]


def row(request: ContactRequest, now: datetime) -> Row:
    details = request.details
    return Row(
        request=request,
        name=details.name or gettext("Destroyed"),
        reach=mask_phone(details.phone) if details.phone else "",
        worker=public_name(request.assignee) if request.assignee else "",
        clock=clock(request, now),
        is_overdue=request.is_overdue(now),
    )


def clock(request: ContactRequest, now: datetime) -> str:
    """How long until it is due, in words; nothing once it is settled."""
    if request.is_closed:
        return ""
    days = (timezone.localdate(request.due_at) - timezone.localdate(now)).days
    if days < 0:
        return gettext("Overdue")
    if days == 0:
        return gettext("Due today")
    return gettext("Due tomorrow") if days == 1 else ""


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One request's page."""

    request: ContactRequest
    details: Details
    phone: str
    clock: str
    is_overdue: bool
    language: str
    colleagues: list[User]
    thread: Conversation | None


def sheet(user: User, request: ContactRequest, *, now: datetime) -> Sheet:
    details = request.details
    return Sheet(
        request=request,
        details=details,
        phone=spaced(details.phone),
        clock=clock(request, now),
        is_overdue=request.is_overdue(now),
        language=Conversation(language=request.language).language_name,
        colleagues=[] if request.is_closed else list(colleagues(user)),
        thread=thread_of(user, request),
    )


def spaced(phone: str) -> str:
    """`+358 40 1234567`, to be read aloud or keyed in."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone)
    shape = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def colleagues(user: User) -> Iterable[User]:
    return User.objects.answering(user.unit_id).select_related("profile")


def thread_of(user: User, request: ContactRequest) -> Conversation | None:
    """The chat it came from, while the client's permission and the chat's words last."""
    rows = Conversation.objects.visible_to(user).filter(
        asks__request=request, purged_at=None
    )
    return rows.first()
