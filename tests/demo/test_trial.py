"""The demo has the Joensuu trial behind it: its published figures, and no client's word."""

from datetime import date

import pytest

from chat import selectors
from chat.models import Fact, VisitorSession
from chat.packaging import Cell
from demo.seed import seed
from demo.trial import seed_trial
from feedback.models import SurveyResponse
from hub.conversations.models import Conversation, Message, Theme
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.suppression import Hidden
from tests.cast import SignIn

pytestmark = pytest.mark.usefixtures("themes")

TRIAL = {"first_day": date(2017, 8, 15), "last_day": date(2017, 11, 22)}
PAGE = "/staff/figures/?first_day=2017-08-15&last_day=2017-11-22"


@pytest.fixture
def leena(db: None) -> User:
    seed(now=now())
    seed_trial()
    return User.objects.get(email="leena@example.org")


def told(leena: User) -> dict[str, dict[Cell, list[Cell]]]:
    found = selectors.figures(selectors.openings_between(leena, **TRIAL))
    return {
        table.name: {row.cells[0]: row.cells[1:] for row in table.rows}
        for table in found.tables
    }


def test_the_trials_published_figures(leena: User) -> None:
    figures = told(leena)
    totals, survey = figures["totals"], figures["survey"]

    assert (totals["Avaukset"], totals["Keskustelut"]) == ([8], [12])
    assert survey["Vastaukset"] == [4]
    assert survey["Sai neuvoa"] == [3]
    assert survey["Suosittelisi"] == [3]
    assert survey["Vapaita tekstejä"] == [2]


def test_the_page_shows_them_too(leena: User, sign_in: SignIn) -> None:
    page = sign_in(leena).get(PAGE).content.decode()

    assert "8 avausta." in page
    assert "12 keskustelua, joista otettu 12." in page
    for name, number in (("Vastaukset", 4), ("Sai neuvoa", 3), ("Suosittelisi", 3), ("Vapaita tekstejä", 2)):  # fmt: skip
        row = page.split(f">{name}</th>")[1].split("</tr>")[0]
        assert f">{number}</td>" in row


def test_income_support_led_the_themes_and_rare_ones_are_hidden(leena: User) -> None:
    themes = told(leena)["themes"]

    assert list(themes.items())[:2] == [
        ("Täydentävä toimeentulotuki", [6, 50]),
        ("Ehkäisevä toimeentulotuki", [5, 42]),
    ]
    assert {row[0] for row in list(themes.values())[2:]} == {Hidden.UNDER}
    assert len(themes) == Theme.objects.count()


def test_nothing_is_left_of_what_was_said(leena: User) -> None:
    threads = Conversation.objects.filter(visitor__opening__starts_at__year=2017)

    assert threads.count() == Fact.objects.count() == 12
    assert not threads.filter(purged_at=None).exists()
    assert {bytes(thread.data_key) for thread in threads} == {b""}
    assert not Message.objects.filter(conversation__in=threads).exists()
    assert not threads.exclude(themes=None, municipality=None).exists()


def test_a_second_start_of_the_demo_adds_nothing(leena: User) -> None:
    def rows() -> list[int]:
        tables = (Opening, VisitorSession, Fact, SurveyResponse, Conversation)
        return [table._default_manager.count() for table in tables]

    before = rows()
    seed(now=now())
    seed_trial()

    assert rows() == before
