"""The demo's people, hours and number. Running it again brings them up to date and adds nothing twice."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat import services as chat
from demo.answers import ANSWERS
from demo.requests import ask_for_contact
from demo.whatsapp_phone.phones import PHONES, Phone
from hub.conversations import services as conversations
from hub.conversations.models import Theme
from hub.foundation.errors import DomainError
from hub.guidance import services as guidance
from hub.guidance.models import Answer
from hub.hours import services as hours
from hub.hours.models import ExceptionalHours, Opening
from hub.people import services as people
from hub.people.models import Unit, User, WorkerProfile
from whatsapp_bridge import services as whatsapp

PASSWORD = "demo"
Role, Title = User.Role, WorkerProfile.Title
STAFF = [
    ("maija@example.org", Role.WORKER, Title.SOCIAL_WORKER, "Maija", "Virtanen"),
    ("matti@example.org", Role.WORKER, Title.SOCIAL_INSTRUCTOR, "Matti", "Meikäläinen"),
    ("paula@example.org", Role.WORKER, Title.SERVICE_SECRETARY, "Paula", "Peltola"),
    ("tuuli@example.org", Role.WORKER, Title.SERVICE_SECRETARY, "Tuuli", "Toivonen"),
    (
        "leena@example.org",
        Role.SUPERVISOR,
        Title.LEADING_SOCIAL_WORKER,
        "Leena",
        "Lahtinen",
    ),
    ("aino@example.org", Role.ADMIN, Title.SERVICE_ADVISER, "Aino", "Aaltonen"),
    ("otto@example.org", Role.AUDITOR, Title.SERVICE_ADVISER, "Otto", "Ojala"),
]
ON_DUTY = ("maija@example.org", "matti@example.org")
ON_CALL = ("paula@example.org", "leena@example.org")
TRAINEES = ("tuuli@example.org",)
# Codes of the area's municipalities (Statistics Finland); Valtimo joined Nurmes in 2020.
MUNICIPALITIES = [
    ("167", "Joensuu", ""), ("090", "Heinävesi", ""), ("146", "Ilomantsi", "Ilomants"), ("176", "Juuka", ""),
    ("260", "Kitee", ""), ("276", "Kontiolahti", ""), ("422", "Lieksa", ""), ("426", "Liperi", ""),
    ("541", "Nurmes", ""), ("309", "Outokumpu", ""), ("607", "Polvijärvi", ""), ("707", "Rääkkylä", ""),
    ("848", "Tohmajärvi", ""),
]  # fmt: skip
# Of the social emergency service: made up, and three zeros in each say so.
EMERGENCY_PHONE = "013 000 1120"
EMERGENCY_PHONES = {"090": "017 000 0901", "422": "013 000 4221", "541": "013 000 5411"}
OPENING_DAYS = 7
ROSTER_OPENINGS = 3


@transaction.atomic
def seed(*, now: datetime) -> None:
    unit, _ = Unit.objects.get_or_create(
        name="Aikuissosiaalityö",
        defaults={"name_sv": "Vuxensocialarbete", "name_en": "Adult social work"},
    )
    people.load_municipalities(rows=MUNICIPALITIES)
    tell_emergency_numbers(unit)
    staff = {email: worker(unit, email, *rest) for email, *rest in STAFF}
    open_demo(unit, [staff[email] for email in ON_DUTY], now)
    keep_hours(unit, now)
    roster_demo(unit, [staff[email] for email in ON_CALL], now)
    practise_demo(unit, [staff[email] for email in TRAINEES], now)
    connect_whatsapp(unit)
    for phone in PHONES:
        know_client(unit, phone, staff)
    write_answers(unit)
    ask_for_contact()


def tell_emergency_numbers(unit: Unit) -> None:
    if not unit.emergency_phone:
        conversations.set_emergency_numbers(
            unit=unit, by=None, default=EMERGENCY_PHONE, numbers=EMERGENCY_PHONES
        )


def worker(unit: Unit, email: str, role: str, title: str, first: str, last: str) -> User:
    known = User.objects.filter(email=email).first()
    return known or people.create_worker(
        email=email,
        password=PASSWORD,
        unit=unit,
        role=role,
        title=title,
        first_name=first,
        last_name=last,
    )


def open_demo(unit: Unit, pair: list[User], now: datetime) -> None:
    """Always open, and yet each opening ends on its own day: the next begins as it ends.

    A week of them is made; the next start of the demo makes more.
    """
    at, starts_at = now, last_minute(now) - timedelta(days=1)
    for ahead in range(OPENING_DAYS):
        ends_at = last_minute(now, days=ahead)
        if ends_at > now:
            opening = hours.running_between(
                unit=unit,
                now=at,
                starts_at=starts_at,
                ends_at=ends_at,
                last_entry_minutes=0,
            )
            for member in pair:
                chat.assign_seat(opening=opening, worker=member, by=None)
            at = ends_at
        starts_at = ends_at


def keep_hours(unit: Unit, now: datetime) -> None:
    """Hours as a real chat has them; they begin where the demo's own openings end."""
    if not unit.weekly_rules.exists():
        today = timezone.localdate(now)
        hours.add_rule(
            unit=unit, by=None, weekday=2, starts=time(13), ends=time(15), valid_from=today
        )
        pause = ExceptionalHours(
            unit=unit,
            kind=ExceptionalHours.Kind.CLOSED,
            first_day=today + timedelta(days=21),
            last_day=today + timedelta(days=27),
            reason="Koulutusviikko",
            reason_public=True,
        )
        hours.add_exception(exception=pause, by=None)
    hours.plan_openings(unit=unit, now=now)


def roster_demo(unit: Unit, pair: list[User], now: datetime) -> None:
    """The next planned openings have a pair, the second but one of it: a gap to look at."""
    planned = Opening.objects.planned(now).filter(unit=unit).order_by("starts_at", "id")
    # The always open days have moved on and reached these.
    planned.filter(starts_at__lt=last_minute(now, days=OPENING_DAYS - 1)).delete()
    for number, opening in enumerate(planned[:ROSTER_OPENINGS]):
        if not opening.seats.exists():
            for member in pair[: 1 if number == 1 else 2]:
                chat.assign_seat(opening=opening, worker=member, by=None)


def practise_demo(unit: Unit, trainees: list[User], now: datetime) -> None:
    """A practice runs all day for a newcomer: the others have shifts."""
    ends_at = last_minute(now)
    practices = Opening.objects.practice().filter(unit=unit, closed_early_at=None)
    if practices.filter(ends_at__gt=now).exists():
        return
    with suppress(
        DomainError
    ):  # the day is over, or somebody has given the newcomer a shift
        chat.open_practice(
            unit=unit, workers=trainees, starts_at=now, ends_at=ends_at, by=None
        )


def last_minute(now: datetime, *, days: int = 0) -> datetime:
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def connect_whatsapp(unit: Unit) -> None:
    whatsapp.create_connection(
        name="demo",
        unit=unit,
        phone_number_id="106540352242922",
        token="demo-access-token",
        app_secret="demo-app-secret",
        verify_token="demo-verify-token",
        base_url=f"http://127.0.0.1:{settings.HUB_PORT + 1}",
        display_number="+358 50 000 0000",
        enabled=True,
    )


def know_client(unit: Unit, phone: Phone, staff: dict[str, User]) -> None:
    identities = {"bsuid": phone.user_id} | ({"wa_id": phone.wa_id} if phone.wa_id else {})
    contact = conversations.find_or_create_contact(
        unit=unit, identities=identities, name=phone.name
    )
    if phone.named_worker and contact.named_worker is None:
        conversations.name_worker(
            contact=contact, worker=staff[phone.named_worker], by=None
        )


def write_answers(unit: Unit) -> None:
    if Answer.objects.filter(unit=unit).exists():
        return
    for title, fi, sv, en, keywords, slugs in ANSWERS:
        guidance.add_answer(
            unit=unit,
            by=None,
            themes=Theme.objects.filter(slug__in=slugs),
            title=title,
            text_fi=fi,
            text_sv=sv,
            text_en=en,
            keywords=keywords,
        )
