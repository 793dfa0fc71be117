"""The Joensuu trial of 2017 as statistics: 8 openings, 12 conversations, 4 survey answers, and no word of a client.

The times, places and free texts are made up; how many there were, and what about, is as in the trial's report.
"""

import uuid
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from chat.models import Seat, VisitorSession
from demo.seed import ON_DUTY
from feedback.models import SurveyResponse
from hub.conversations.models import Conversation, Message, Theme
from hub.hours.models import Opening
from hub.people.models import Municipality, Unit, User
from hub.privacy.hashing import keyed_hash
from hub.privacy.sealing import DataKey
from hub.privacy.sources import retention_sources

FIRST, OPENINGS = date(2017, 10, 4), 8
OVER = datetime(2017, 12, 31, tzinfo=timezone.get_fixed_timezone(120))
JOENSUU, KONTIOLAHTI, UNTOLD = "167", "276", ""


class Talk(NamedTuple):
    """In which opening, from which minute on, how many seconds until it was taken and answered, minutes it lasted,
    which of the pair had it, the client's municipality, and what it was about."""

    opening: int
    minute: int
    taken: int
    answered: int
    lasted: int
    half: int
    municipality: str
    themes: tuple[str, ...]


TALKS = [
    Talk(0, 6, 35, 80, 14, 0, JOENSUU, ("supplementary-support", "preventive-support")),
    Talk(0, 52, 50, 120, 21, 1, JOENSUU, ("supplementary-support", "rent-deposit")),
    Talk(1, 31, 20, 65, 9, 1, UNTOLD, ("contact-details",)),
    Talk(2, 12, 75, 150, 25, 0, JOENSUU, ("preventive-support", "rent")),
    Talk(2, 70, 40, 95, 11, 1, KONTIOLAHTI, ("contact-details",)),
    Talk(3, 44, 30, 70, 17, 1, JOENSUU, ("supplementary-support", "childrens-needs")),
    Talk(4, 3, 65, 130, 19, 0, JOENSUU, ("supplementary-support", "preventive-support")),
    Talk(4, 88, 25, 60, 8, 1, UNTOLD, ("glasses", "supplementary-support")),
    Talk(5, 25, 45, 110, 16, 0, JOENSUU, ("food", "preventive-support")),
    Talk(6, 17, 55, 105, 13, 1, KONTIOLAHTI, ("supplementary-support", "preventive-support")),
    Talk(6, 95, 90, 180, 28, 0, UNTOLD, ("funeral",)),
    Talk(7, 60, 28, 75, 12, 1, JOENSUU, ("studies", "contact-details")),
]  # fmt: skip
ANSWERS = [
    (0, "yes", "yes", "Kiitos! Sain selvän neuvon, mistä lomake löytyy."),
    (
        2,
        "no",
        "no",
        "Piti kuitenkin soittaa toiseen paikkaan. Chat voisi olla auki useammin.",
    ),
    (4, "yes", "yes", ""),
    (6, "yes", "yes", ""),
]


@transaction.atomic
def seed_trial() -> None:
    """Once: the openings stay. What was said is destroyed as in production, and counted by the same way before."""
    pair = [User.objects.get(email=email) for email in ON_DUTY]
    unit = pair[0].unit
    days = [FIRST + timedelta(weeks=week) for week in range(OPENINGS)]
    if Opening.objects.filter(unit=unit, starts_at=at(days[0], 13)).exists():
        return
    openings = [hold(unit, day, pair) for day in days]
    places = {place.code: place for place in Municipality.objects.all()}
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    for talk in TALKS:
        thread = converse(openings[talk.opening], pair[talk.half], talk)
        thread.municipality = places.get(talk.municipality)
        thread.save(update_fields=["municipality"])
        thread.themes.set(themes[slug] for slug in talk.themes if slug in themes)
    answer(openings)
    retention_sources["closed_chats"].purge(now=OVER, limit=len(TALKS))


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def hold(unit: Unit, day: date, pair: list[User]) -> Opening:
    starts_at, ends_at = at(day, 13), at(day, 15)
    opening = Opening.objects.create(
        unit=unit,
        starts_at=starts_at,
        ends_at=ends_at,
        last_entry_at=ends_at - timedelta(minutes=10),
    )
    Seat.objects.bulk_create(
        Seat(opening=opening, worker=worker, place=place, taken_at=starts_at)
        for place, worker in enumerate(pair, 1)
    )
    return opening


def converse(opening: Opening, worker: User, talk: Talk) -> Conversation:
    start = opening.starts_at + timedelta(minutes=talk.minute)
    taken_at = start + timedelta(seconds=talk.taken)
    end = taken_at + timedelta(minutes=talk.lasted)
    key = DataKey.new()
    thread = Conversation.objects.create(
        channel=Conversation.Channel.CHAT,
        status=Conversation.Status.CLOSED,
        unit=opening.unit,
        assignee=worker,
        routing=Conversation.Routing.TAKEN,
        data_key=key.wrapped(),
        last_seq=1,
        last_message_at=end,
        taken_at=taken_at,
        first_answer_at=start + timedelta(seconds=talk.answered),
        client_left_at=end,
        closed_at=end + timedelta(minutes=2),
        closed_by=worker,
        decision=Conversation.Decision.ADVICE,
    )
    Conversation.objects.filter(pk=thread.pk).update(created_at=start)
    Message.objects.create(
        conversation=thread,
        seq=1,
        author=Message.Author.CLIENT,
        body=key.seal("Hei", context=thread.context(1)),
        created_at=start,
    )
    token = keyed_hash(uuid.uuid4().hex, purpose="visitor-token")
    VisitorSession.objects.create(
        conversation=thread, opening=opening, token_hash=token, survey_by=token
    )
    return thread


def answer(openings: list[Opening]) -> None:
    SurveyResponse.objects.bulk_create(
        SurveyResponse(
            opening=openings[place],
            got_advice=advice,
            recommend=recommend,
            free_text=text,
            language="fi",
            ticket_hash=keyed_hash(uuid.uuid4().hex, purpose="survey-ticket"),
        )
        for place, advice, recommend, text in ANSWERS
    )
