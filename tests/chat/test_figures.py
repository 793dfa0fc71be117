"""What the statistics count, how each figure is defined, and that it outlives the content."""

import threading
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from chat import selectors
from chat import services as chat
from chat.models import Fact, VisitorSession
from chat.packaging import Cell
from chat.selectors.figures import parts
from feedback.models import SurveyResponse
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message, Theme
from hub.conversations.retention import ClosedChats
from hub.foundation.clock import now
from hub.foundation.errors import NotOpen
from hub.hours.models import Opening
from hub.people.models import Municipality, Unit, User
from hub.privacy.suppression import Hidden
from tests.cast import SignIn
from tests.chat.visits import HELSINKI, a_season, told, visit, wednesday

pytestmark = pytest.mark.usefixtures("themes")

AFTER = datetime(2018, 1, 1, tzinfo=HELSINKI)
PERIOD = "/staff/figures/?first_day=2017-08-15&last_day=2017-11-22"


def outcomes(opening: Opening) -> dict[Cell, list[Cell]]:
    return told(opening)["totals"]


@pytest.fixture
def wed(unit: Unit) -> Opening:
    return wednesday(unit)


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, "Otettu"),
        # Taken and then gone: somebody was there for them.
        ({"left": 90}, "Otettu"),
        ({"taken": None, "left": 40, "decision": "never_taken"}, "Lähti ennen ottamista"),
        ({"taken": None, "lasted": None, "left": 40}, "Lähti ennen ottamista"),
        ({"taken": None, "decision": "unanswered"}, "Suljettiin ennen ottamista"),
        # Told at closing that nobody came, and gone only then.
        (
            {"taken": None, "left": 7300, "decision": "unanswered"},
            "Suljettiin ennen ottamista",
        ),
        # Retention ended what nobody had looked at.
        ({"taken": None, "decision": "never_taken"}, "Suljettiin ennen ottamista"),
        ({"taken": None, "lasted": None}, "Odottaa vastausta"),
    ],
)
def test_each_conversation_ends_in_one_way(
    wed: Opening, fields: dict[str, Any], outcome: str
) -> None:
    visit(wed, **fields)

    figures = outcomes(wed)
    ways = {
        "Otettu",
        "Lähti ennen ottamista",
        "Suljettiin ennen ottamista",
        "Odottaa vastausta",
    }
    assert {way for way in ways if figures.get(way) == [1]} == {outcome}


@pytest.mark.parametrize(
    ("taken", "outcome"), [(60, "Otettu"), (None, "Lähti ennen ottamista")]
)
def test_what_a_client_deleted_is_counted_with_its_times_alone(
    wed: Opening, matti: User, taken: int | None, outcome: str
) -> None:
    joensuu = Municipality.objects.create(code="167", name_fi="Joensuu")
    thread = visit(wed, taken=taken, lasted=None, by=matti, municipality=joensuu)
    thread.themes.add(Theme.objects.all()[0])

    conversations.delete_for_client(conversation=thread)

    figures = told(wed)
    assert figures["totals"][outcome] == [1]
    assert figures["totals"]["Asiakkaan poistamia (luettu myös edellä)"] == [1]
    assert figures["themes"] == {}
    assert list(figures["municipality"]) == list(figures["language"]) == ["Ei tiedossa"]
    assert Fact.objects.get().title == ""


def test_median_and_ninetieth_percentile_are_exact(wed: Opening, matti: User) -> None:
    for seconds in (10, 20, 30, 40, 50, 60, 70, 80, 90, 100):
        visit(wed, taken=seconds, answered=2 * seconds, lasted=3 * seconds, by=matti)

    times = list(told(wed, in_full=False)["times"].values())

    assert times == [
        [10, timedelta(seconds=median), timedelta(seconds=tail)]
        for median, tail in ((55, 91), (110, 182), (165, 273))
    ]


def test_a_conversation_lasts_until_its_client_has_gone(wed: Opening) -> None:
    visit(wed, taken=60, lasted=3600, left=660)

    assert told(wed)["times"]["Keskustelu ottamisesta päättymiseen"][0:2] == [
        1,
        timedelta(minutes=10),
    ]


def test_practice_is_in_no_figure(unit: Unit, wed: Opening, leena: User) -> None:
    visit(wed)
    practice = wednesday(unit, 11, kind="practice")
    visit(practice)
    day = date(2017, 10, 11)

    assert outcomes(wed)["Keskustelut"] == [1]
    assert selectors.openings_between(leena, day, day) == []
    ClosedChats().purge(now=AFTER, limit=100)
    assert Fact.objects.count() == 1
    assert outcomes(wed)["Keskustelut"] == [1]


def everything(openings: list[Opening]) -> list[list[list[Cell]]]:
    return [
        [row.cells for row in table.rows] for table in selectors.figures(openings).tables
    ]


def test_the_figures_are_the_same_after_the_content_has_gone(
    unit: Unit, matti: User
) -> None:
    openings = a_season(unit, matti)
    before = everything(openings)

    assert ClosedChats().purge(now=AFTER, limit=100) == 14
    assert ClosedChats().purge(now=AFTER, limit=100) == 0

    assert everything(openings) == before
    assert Fact.objects.count() == 14
    thread = Conversation.objects.all()[0]
    assert (thread.municipality, thread.themes.count()) == (None, 0)


def test_what_is_told_after_the_end_and_before_the_content_goes_is_counted(
    wed: Opening, matti: User
) -> None:
    thread = visit(wed, by=matti)
    theme = Theme.objects.all()[0]

    conversations.add_theme(conversation=thread, name=theme.name_fi)
    ClosedChats().purge(now=AFTER, limit=100)

    assert told(wed)["themes"] == {theme.name_fi: [1, 100]}


def test_what_is_told_later_is_refused(sign_in: SignIn, wed: Opening, matti: User) -> None:
    thread = visit(wed, by=matti)
    ClosedChats().purge(now=AFTER, limit=100)

    answer = sign_in(matti).post(
        f"/staff/c/{thread.public_id}/subjects/set/",
        {"theme": Theme.objects.all()[0].name_fi},
    )

    assert answer.status_code == 422
    assert "luvut ovat lopulliset" in answer.content.decode()
    assert told(wed)["themes"] == {}


def test_content_that_cannot_be_counted_does_not_go(
    wed: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = visit(wed)
    Message.objects.create(
        conversation=thread, seq=1, author="client", body=b"sealed", created_at=AFTER
    )

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("nothing can be written")

    monkeypatch.setattr("chat.retention.Fact.objects.bulk_create", broken)
    with pytest.raises(OSError, match="nothing can be written"):
        ClosedChats().purge(now=AFTER, limit=100)

    thread.refresh_from_db()
    assert (thread.purged_at, Message.objects.count()) == (None, 1)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_count_each_conversation_once(unit: Unit) -> None:
    opening = wednesday(unit)
    for _ in range(20):
        visit(opening)

    def run() -> None:
        ClosedChats().purge(now=AFTER, limit=100)
        connection.close()

    runs = [threading.Thread(target=run) for _ in range(4)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()

    assert Fact.objects.count() == 20
    assert outcomes(opening)["Keskustelut"] == [20]


def test_a_fact_names_no_conversation_and_no_moment(wed: Opening) -> None:
    kinds = {field.name: field.get_internal_type() for field in Fact._meta.get_fields()}

    assert not [name for name, kind in kinds.items() if "Date" in kind or "Time" in kind]
    assert "conversation" not in kinds


def test_months_and_days_are_those_of_the_place(unit: Unit, leena: User) -> None:
    """An opening at half past midnight on the first is of the new month, though not in UTC."""
    last_of_october = wednesday(
        unit, 31, starts_at=datetime(2017, 10, 31, 23, 30, tzinfo=HELSINKI),
        ends_at=datetime(2017, 11, 1, 0, 15, tzinfo=HELSINKI),
        last_entry_at=datetime(2017, 11, 1, 0, 15, tzinfo=HELSINKI),
    )  # fmt: skip
    first_of_november = wednesday(
        unit, 1, 11, starts_at=datetime(2017, 11, 1, 0, 30, tzinfo=HELSINKI),
        ends_at=datetime(2017, 11, 1, 1, tzinfo=HELSINKI),
        last_entry_at=datetime(2017, 11, 1, 1, tzinfo=HELSINKI),
    )  # fmt: skip

    october = selectors.openings_between(leena, date(2017, 10, 1), date(2017, 10, 31))
    november = selectors.openings_between(leena, date(2017, 11, 1), date(2017, 11, 30))

    assert (october, november) == ([last_of_october], [first_of_november])
    both = told(last_of_october, first_of_november)["months"]
    assert {name: row[0] for name, row in both.items()} == {
        "lokakuu 2017": 1,
        "marraskuu 2017": 1,
    }


def test_the_day_on_which_the_clocks_turn_has_all_its_hours(
    unit: Unit, leena: User
) -> None:
    sunday = date(2017, 10, 29)
    for hour, fold in ((0, 0), (3, 0), (3, 1), (23, 0)):
        start = datetime(2017, 10, 29, hour, 15, tzinfo=HELSINKI, fold=fold)
        end = datetime.fromtimestamp(start.timestamp() + 1200, tz=HELSINKI)
        wednesday(unit, starts_at=start, ends_at=end, last_entry_at=end)

    assert len(selectors.openings_between(leena, sunday, sunday)) == 4
    after = sunday + timedelta(days=1)
    assert selectors.openings_between(leena, after, after) == []


def test_an_opening_that_was_called_off_or_has_not_begun_is_not_counted(
    unit: Unit, wed: Opening, leena: User
) -> None:
    off = wednesday(unit, 11)
    Opening.objects.filter(pk=off.pk).update(
        closed_early_at=off.starts_at - timedelta(days=1)
    )
    start = now() + timedelta(hours=1)
    end = start + timedelta(hours=1)
    Opening.objects.create(unit=unit, starts_at=start, ends_at=end, last_entry_at=end)

    assert list(selectors.held_openings(leena)) == [wed]


def test_the_survey_is_counted_beside_how_many_were_offered_it(
    wed: Opening, matti: User
) -> None:
    for number in range(5):
        thread = visit(wed, by=matti)
        if number < 3:
            VisitorSession.objects.filter(conversation=thread).update(survey_by="token")
    SurveyResponse.objects.create(
        opening=wed, got_advice="partly", recommend="yes", language="fi", ticket_hash="1"
    )
    SurveyResponse.objects.create(
        opening=wed, got_advice="yes", free_text="Kiitos", language="fi", ticket_hash="2"
    )

    survey = [row[0] for row in told(wed, in_full=False)["survey"].values()]

    assert survey == [3, 2, 2, 1, 1, 1, 1]


def test_a_visit_that_was_deleted_twice_is_counted_once(
    visit: tuple[VisitorSession, str], opening: Opening
) -> None:
    chat.delete(session=visit[0])
    with pytest.raises(NotOpen):
        chat.delete(session=visit[0])

    assert Fact.objects.count() == 1
    assert uuid.UUID(str(Fact.objects.get().pk)).version == 4


def test_questions_left_while_closed_are_a_line_of_their_own(
    unit: Unit, wed: Opening, leena: User
) -> None:
    day = date(2017, 10, 5)
    for hours in (1, 2, 3, 4, 5, None):
        thread = conversations.start_conversation(channel="chat", unit=unit)
        left = datetime(2017, 10, 5, 9, tzinfo=HELSINKI)
        Conversation.objects.filter(pk=thread.pk).update(
            is_question=True,
            created_at=left,
            first_answer_at=left + timedelta(hours=hours) if hours else None,
        )
        VisitorSession.objects.create(conversation=thread, token_hash=uuid.uuid4().hex)

    questions = selectors.questions_between(leena, day, day)
    found = selectors.figures([wed], questions=questions)

    assert selectors.questions_between(leena, day + timedelta(days=1), day) == []
    rows = next(table for table in found.tables if table.name == "questions").rows
    assert [row.cells[1] for row in rows] == [6, 5, timedelta(hours=3)]
    assert found.conversations == 0


def shown(groups: list[str | None], **known: Any) -> list[list[Cell]]:
    names = {group: group for group in groups if group}
    table = parts("x", ["X", "X"], groups, names, in_full=False, **known)
    return [row.cells[:2] for row in table.rows]


def test_the_place_of_a_hidden_group_does_not_tell_its_size() -> None:
    assert shown(["Joensuu"] * 20 + ["Liperi"] * 4 + ["Kitee"] * 3) == [
        ["Joensuu", 20],
        ["Kitee", Hidden.UNDER],
        ["Liperi", Hidden.UNDER],
    ]


def test_nobody_hides_behind_a_group_that_the_totals_tell() -> None:
    groups = ["ohjaaja"] * 9 + [None] * 3 + ["sihteeri"] * 2

    assert shown(groups, open_to_all=[None]) == [
        ["Ei tiedossa", 3],
        ["ohjaaja", Hidden.KEPT],
        ["sihteeri", Hidden.UNDER],
    ]
