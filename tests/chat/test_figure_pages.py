"""Who reads which figures on a page, and takes them as a file."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from chat import packaging
from chat.packaging import Table
from feedback.models import SurveyResponse
from hub.conversations.models import Theme
from hub.hours.models import Opening
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from hub.privacy.suppression import Hidden
from tests.cast import SignIn
from tests.chat.visits import a_season, told, visit, wednesday

pytestmark = pytest.mark.usefixtures("themes")

PERIOD = "/staff/figures/?first_day=2017-08-15&last_day=2017-11-22"


@pytest.fixture
def wed(unit: Unit) -> Opening:
    return wednesday(unit)


def test_others_learn_nothing_of_groups_under_five(unit: Unit, matti: User) -> None:
    openings = a_season(unit, matti)

    shown = told(*openings, in_full=False)

    themes = list(Theme.objects.order_by("id")[:3])
    assert [shown["themes"][theme.name][0] for theme in themes] == [14, 9, Hidden.UNDER]
    assert shown["municipality"] == {"Joensuu": [8, 57], "Liperi": [6, 43]}
    assert all(
        row[-1] in (Hidden.KEPT, timedelta(seconds=36))
        for row in shown["openings"].values()
    )


def test_of_a_few_conversations_others_learn_only_how_they_ended(
    wed: Opening, matti: User
) -> None:
    visit(wed, by=matti)
    SurveyResponse.objects.create(
        opening=wed, got_advice="yes", language="fi", ticket_hash="1"
    )

    shown = told(wed, in_full=False)

    assert (shown["totals"]["Keskustelut"], shown["totals"]["Otettu"]) == ([1], [1])
    for name in ("themes", "municipality", "language", "title", "survey"):
        assert shown[name] == {}
    assert {cell for row in shown["times"].values() for cell in row[1:]} == {
        Hidden.KEPT,
        None,
    }


def page(sign_in: SignIn, user: User, opening: Opening) -> Any:
    return sign_in(user).get(f"/staff/figures/{opening.public_id}/")


def test_the_pair_reads_its_own_opening_in_full_and_others_do_not(
    sign_in: SignIn, pair: list[User], opening: Opening, leena: User, aino: User, eero: User
) -> None:
    thread = visit(opening, by=pair[0])
    thread.themes.add(Theme.objects.get(slug="food"))

    assert "Ruoka-apu" in page(sign_in, pair[0], opening).content.decode()
    for keeper in (leena, aino):
        answer = page(sign_in, keeper, opening).content.decode()
        assert "Liian vähän keskusteluja" in answer
        assert "Ruoka-apu" not in answer
    assert page(sign_in, eero, opening).status_code == 404


def test_a_worker_reads_only_openings_they_sat_in(
    sign_in: SignIn, unit: Unit, wed: Opening, matti: User
) -> None:
    assert page(sign_in, matti, wed).status_code == 404
    assert sign_in(matti).get(f"/staff/figures/{wed.public_id}/csv/").status_code == 404
    assert sign_in(matti).get(PERIOD).status_code == 403


def test_the_summary_of_a_shift_hides_small_groups_from_who_was_not_there(
    sign_in: SignIn, pair: list[User], opening: Opening, leena: User
) -> None:
    for _ in range(5):
        thread = visit(opening, by=pair[0])
    thread.themes.add(Theme.objects.get(slug="food"))
    address = f"/staff/duty/{opening.public_id}/"

    assert "Ruoka-apu 1" in sign_in(pair[0]).get(address).content.decode()
    answer = sign_in(leena).get(address).content.decode()
    assert "Ruoka-apu alle 5" in answer


def test_of_few_conversations_a_summary_tells_others_only_how_they_ended(
    sign_in: SignIn, pair: list[User], opening: Opening, leena: User
) -> None:
    thread = visit(opening, by=pair[0])
    thread.themes.add(Theme.objects.get(slug="food"))
    SurveyResponse.objects.create(opening=opening, got_advice="yes")
    address = f"/staff/duty/{opening.public_id}/"

    answer = sign_in(leena).get(address).content.decode()

    assert "Liian vähän keskusteluja" in answer
    assert "Ruoka-apu" not in answer
    assert "Sai neuvon" not in answer
    assert "pisin" not in answer


def test_a_unit_reads_its_own_figures(
    sign_in: SignIn, other_unit: Unit, wed: Opening, leena: User
) -> None:
    visit(wednesday(other_unit))

    assert "Ei keskusteluja" in sign_in(leena).get(PERIOD).content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("first_day=2017-11-22&last_day=2017-08-15", "ei voi olla ennen ensimmäistä"),
        ("first_day=eilen&last_day=2017-08-15", 'value="eilen"'),
        ("first_day=2017-08-15", "Tämä kenttä vaaditaan"),
        ("first_day=9999-12-31&last_day=9999-12-31", "9999-12-31"),
    ],
)
@pytest.mark.parametrize("tail", ["", "csv/"])
def test_days_that_make_no_sense_are_given_back(
    sign_in: SignIn, leena: User, query: str, words: str, tail: str
) -> None:
    answer = sign_in(leena).get(f"/staff/figures/{tail}?{query}")

    assert answer.status_code == 422
    assert words in answer.content.decode()


# Files.


def test_a_file_says_what_the_page_says_and_its_taking_is_logged(
    sign_in: SignIn, unit: Unit, matti: User, leena: User
) -> None:
    a_season(unit, matti)
    client, days = sign_in(leena), PERIOD.split("?")[1]

    as_csv = client.get(f"/staff/figures/csv/?{days}")
    as_xlsx = client.get(f"/staff/figures/xlsx/?{days}")

    text = as_csv.content.decode("utf-8")
    assert text.startswith("\ufeffYhteensä\r\nLuku;Määrä\r\n")
    assert "Joensuu;8;57\r\n" in text
    assert ";alle 5;\r\n" in text
    assert (
        as_csv["Content-Disposition"]
        == 'attachment; filename="chat-2017-08-15-2017-11-22.csv"'
    )
    book = load_workbook(io.BytesIO(as_xlsx.content))
    in_csv = [
        row for row in csv.reader(io.StringIO(text[1:]), delimiter=";") if len(row) > 1
    ]
    in_xlsx = [
        ["" if cell is None else str(cell) for cell in row]
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
    ]
    assert in_xlsx == in_csv
    logged = AccessEntry.objects.filter(action="export_figures").order_by("id")
    assert [(entry.actor_id, entry.ground) for entry in logged] == [
        (leena.pk, "2017-08-15/2017-11-22 csv"),
        (leena.pk, "2017-08-15/2017-11-22 xlsx"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_begins_a_formula(text: str) -> None:
    table = Table("t", "Teemat", ["Teema", "Keskustelut"], [packaging.Row([text, 3])])

    cell = load_workbook(io.BytesIO(packaging.as_xlsx([table]))).worksheets[0]["A2"]

    assert packaging.plain(text) == f"'{text}"
    assert cell.data_type == "s"
    row = packaging.as_csv([table]).decode("utf-8-sig").splitlines()
    assert not any(line.startswith(text) for line in row)


def test_a_pairs_own_file_is_in_full(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    thread = visit(opening, by=pair[0])
    thread.themes.add(Theme.objects.get(slug="food"))

    answer = sign_in(pair[0]).get(f"/staff/figures/{opening.public_id}/csv/")

    assert "Ruoka-apu;1;100" in answer.content.decode()
    assert AccessEntry.objects.filter(
        action="export_figures", object_id=str(opening.public_id)
    ).exists()


def test_times_in_files_say_their_unit() -> None:
    hour = timedelta(hours=1)
    rows = [packaging.Row(["Odotti", 7, hour]), packaging.Row(["Kesti", 2, Hidden.KEPT])]
    mixed = [packaging.Row(["Vastaus", hour]), packaging.Row(["Montako", 2])]
    tables = [
        Table("a", "Ajat", ["Mikä", "Keskustelut", "Mediaani"], rows),
        Table("b", "Kysymykset", ["Luku", "Määrä"], mixed),
    ]

    text = packaging.as_csv(tables).decode("utf-8-sig")

    assert "Mikä;Keskustelut;Mediaani (s)\r\nOdotti;7;3600\r\n" in text
    assert "Luku;Määrä\r\nVastaus (s);3600\r\nMontako;2\r\n" in text


def test_a_control_character_breaks_no_file() -> None:
    table = Table("t", "Teemat", ["Teema"], [packaging.Row(["a\x01b\x0bc"])])

    book = load_workbook(io.BytesIO(packaging.as_xlsx([table])))

    assert book.worksheets[0]["A2"].value == "abc"
