"""A long list asks the database as little as a short one."""

import uuid
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import services as chat
from feedback.models import SurveyResponse
from hub.conversations import services
from hub.conversations.models import Conversation, Message, Theme
from hub.conversations.retention import ClosedChats
from hub.conversations.services import ClientPost
from hub.foundation.clock import now
from hub.hours import services as hours
from hub.hours.models import ExceptionalHours, Opening
from hub.people.models import Municipality, Unit, User
from hub.requests import services as requests
from hub.requests.models import Details
from tests.cast import SignIn
from tests.chat.shifts import shift
from tests.chat.visits import visit, wednesday
from tests.conversations.samples import picture
from tests.many import (
    many_answers,
    many_colleagues,
    many_ready_answers,
    many_requests,
    many_seats,
    many_shifts,
    many_threads,
)


def asked(client: Any, path: str, **headers: str) -> int:
    client.get(path, headers=headers)  # whatever is asked once in a process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/staff/inbox/?box=queue", 11),
        ("/staff/inbox/?box=mine", 11),
        ("/staff/inbox/?box=unit", 11),
        ("/staff/inbox/?box=closed", 11),
        ("/staff/duty/", 23),
        ("/staff/duty/openings/", 10),
        ("/staff/feedback/", 11),
        ("/staff/exports/", 11),
        ("/staff/answers/", 11),
        ("/staff/answers/search/", 5),
        ("/staff/requests/", 11),
        ("/staff/requests/?box=closed", 11),
    ],
)
def test_a_staff_page_asks_the_same_for_one_row_and_for_twenty(
    sign_in: SignIn,
    unit: Unit,
    matti: User,
    pair: list[User],
    opening: Opening,
    path: str,
    most: int,
    fragment: bool,
) -> None:
    client = sign_in(matti)
    headers = {"HX-Request": "true"} if fragment else {}
    many_threads(unit, matti, 1)
    many_answers(opening, 1)
    many_ready_answers(unit, 1)
    many_requests(matti, 1)
    few = asked(client, path, **headers)
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    SurveyResponse.objects.all().delete()
    Opening.objects.exclude(pk=opening.pk).delete()

    many_threads(unit, matti, 20)
    many_answers(opening, 20)
    many_seats(opening, 10)
    many_ready_answers(unit, 20)
    many_requests(matti, 20)

    assert asked(client, path, **headers) == few <= most


def test_the_openings_page_asks_the_same_for_a_few_and_for_many(
    sign_in: SignIn, aino: User, pair: list[User], opening: Opening
) -> None:
    client, today = sign_in(aino), timezone.localdate()

    def keep(weekday: int, *starts: int) -> None:
        for hour in starts:
            hours.add_rule(
                unit=aino.unit,
                by=None,
                weekday=weekday,
                starts=time(hour),
                ends=time(hour, 30),
                valid_from=today,
            )
            day = today + timedelta(days=hour)
            ExceptionalHours.objects.create(
                unit=aino.unit, kind="closed", first_day=day, last_day=day
            )

    keep(0, 9)
    few = asked(client, "/admin/openings/")
    keep(1, *range(5, 23))

    assert asked(client, "/admin/openings/") == few <= 12


def test_a_thread_asks_the_same_for_one_line_and_for_twenty(
    sign_in: SignIn, running: Conversation, matti: User
) -> None:
    client, path = sign_in(matti), f"/staff/c/{running.public_id}/"

    def talk(times: int) -> None:
        for _ in range(times):
            services.post_client_message(
                conversation_id=running.pk, text="Hei", client_key=uuid.uuid4()
            )
            services.send_reply(
                conversation=running, by=matti, text="Hei", client_key=uuid.uuid4()
            )

    talk(1)
    few = asked(client, path)
    talk(20)

    assert asked(client, path) == few


def test_a_thread_asks_the_same_for_one_file_and_for_five(
    sign_in: SignIn, running: Conversation, matti: User, settings: Any
) -> None:
    settings.CHAT_ATTACHMENTS = True
    client, path = sign_in(matti), f"/staff/c/{running.public_id}/"

    def send(times: int) -> None:
        for _ in range(times):
            services.post_client_attachment(
                conversation_id=running.pk, data=picture(), client_key=uuid.uuid4()
            )

    send(1)
    few = asked(client, path)
    send(4)

    assert asked(client, path) == few


def test_a_text_asks_nothing_about_files(
    client: Any, visit: Any, django_assert_num_queries: Any
) -> None:
    line = ClientPost(visit[0].conversation_id, uuid.uuid4(), "Hei")

    with django_assert_num_queries(4) as asked:
        services.post_client_messages([line])

    assert not [each for each in asked if "attachment" in each["sql"]]


def test_a_summary_asks_the_same_for_one_of_each_and_for_twenty(
    sign_in: SignIn, pair: list[User], opening: Opening, settings: Any
) -> None:
    settings.CHAT_STARTS_PER_TEN_MINUTES = 100
    client, path = sign_in(pair[0]), f"/staff/duty/{opening.public_id}/"

    def shift(times: int) -> None:
        for _ in range(times):
            chat.start_visit(language="fi")
            chat.write_entry(
                opening=opening, by=pair[1], kind="came_up", text="Hei", key=uuid.uuid4()
            )

    shift(1)
    few = asked(client, path)
    shift(20)
    many_seats(opening, 5)

    # Frozen facts, live visits, themes of either and their names: as many for any number of them.
    assert asked(client, path) == few <= 19


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 8),
        ("/chat/", 7),
        ("/chat/status.json", 5),
        ("/privacy/", 2),
        ("/contact-request/", 1),
    ],
)
def test_a_clients_page_asks_little(
    client: Any, pair: list[User], path: str, most: int
) -> None:
    assert asked(client, path) <= most


@pytest.mark.parametrize("view", ["week", "month", "mine"])
def test_the_roster_asks_the_same_for_one_shift_and_for_twenty(
    sign_in: SignIn, unit: Unit, maija: User, matti: User, leena: User, view: str
) -> None:
    client, path = sign_in(leena), f"/staff/roster/?view={view}"
    many_shifts(unit, 2, [leena, maija])
    few = asked(client, path)

    many_shifts(unit, 20, [leena, maija, matti])

    assert asked(client, path) == few <= 17


def test_a_shift_with_much_behind_it_asks_as_little_as_a_new_one(
    sign_in: SignIn, unit: Unit, maija: User, matti: User, leena: User
) -> None:
    opening, client = shift(unit), sign_in(leena)
    path = f"/staff/roster/{opening.public_id}/"
    for worker in (maija, leena):
        chat.withdraw(seat=chat.sign_up(opening=opening, by=worker), by=worker)
    chat.ask_swap(seat=chat.sign_up(opening=opening, by=leena), asked=None, by=leena)
    few = asked(client, path)

    for worker in (maija, matti) * 5:
        chat.withdraw(seat=chat.sign_up(opening=opening, by=worker), by=worker)

    assert asked(client, path) == few <= 15


def test_the_statistics_ask_the_same_for_one_opening_and_for_twenty(
    sign_in: SignIn, leena: User, matti: User, unit: Unit
) -> None:
    """Openings, frozen facts and live visits, themes of either and their names, places, the survey and how often it
    was offered, questions, the years; the rest is every staff page's."""
    client = sign_in(leena)
    path = "/staff/figures/?first_day=2017-10-01&last_day=2017-10-31"
    joensuu = Municipality.objects.get_or_create(code="167", name_fi="Joensuu")[0]

    def hold(days: range) -> None:
        for day in days:
            opening = wednesday(unit, day)
            for decision in ("advice", "unanswered"):
                thread = visit(opening, by=matti, decision=decision, municipality=joensuu)
                thread.themes.set(Theme.objects.all()[: day % 5])
        ClosedChats().purge(now=now(), limit=len(days))

    hold(range(1, 4))
    few = asked(client, path)
    hold(range(4, 24))

    assert asked(client, path) == few <= 20


def test_a_request_asks_the_same_whatever_has_been_done_with_it(
    sign_in: SignIn, unit: Unit, matti: User
) -> None:
    made = requests.leave_request(details=Details(name="Kaisa", phone="0401234567"))
    client, path = sign_in(matti), f"/staff/requests/{made.public_id}/"
    few = asked(client, path)
    many_colleagues(unit, 5)
    requests.take_request(request=made, by=matti)
    for _ in range(3):
        requests.record_try(request=made, by=matti)

    assert asked(client, path) == few <= 18
