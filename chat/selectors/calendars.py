from datetime import timedelta

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Event

from chat.models import CalendarLink, Seat
from hub.foundation.clock import now
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.hashing import keyed_hashes

BEHIND = timedelta(days=30)


def calendar_of(token: str) -> bytes | None:
    """The shifts of the worker whose secret this is; an old, a wrong and an unknown one are all nothing."""
    link = (
        CalendarLink.objects.select_related("user__unit")
        .filter(token_hash__in=keyed_hashes(token, purpose="calendar"))
        .filter(user__is_active=True)
        .first()
    )
    if link is None:
        return None
    with translation.override(link.user.language):
        return shifts_of(link.user)


def shifts_of(user: User) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//contact-hub//roster//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("Chat shifts"))
    for seat in my_seats(user):
        calendar.add_component(event_of(seat, user))
    return bytes(calendar.to_ical())


def my_seats(user: User) -> list[Seat]:
    pair = Seat.objects.live().select_related("worker__profile").order_by("place")
    rows = (
        Seat.objects.live()
        .client()
        .filter(worker=user, opening__ends_at__gt=now() - BEHIND)
        .filter(opening__closed_early_at=None)
        .select_related("opening")
        .prefetch_related(Prefetch("opening__seats", queryset=pair, to_attr="pair"))
    )
    return list(rows.order_by("opening__starts_at", "id"))


def event_of(seat: Seat, user: User) -> Event:
    opening = seat.opening
    pair = [s.worker for s in getattr(opening, "pair", []) if s.worker_id != user.pk]
    event = Event()
    event.add("uid", f"{seat.public_id}@contact-hub")
    event.add("dtstamp", seat.taken_at)
    event.add("dtstart", opening.starts_at)
    event.add("dtend", opening.ends_at)
    event.add("summary", gettext("Chat shift"))
    event.add("location", f"{settings.ORGANISATION_NAME}, {user.unit.local_name}")
    if pair:
        names = ", ".join(map(public_name, pair))
        event.add("description", gettext("With: %(names)s") % {"names": names})
    return event
