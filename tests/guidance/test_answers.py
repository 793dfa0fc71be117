"""Ready answers: found by the beginnings of words, sent in the client's language, never by themselves."""

import pytest
from django.test import Client

from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Theme
from hub.guidance import selectors, services
from hub.guidance.models import Answer
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn


@pytest.fixture
def deposit(unit: Unit) -> Answer:
    return services.add_answer(
        unit=unit, by=None, title="Vuokravakuus", text_fi="Vakuutta haetaan Kelasta.",
        text_sv="Garantin söks hos FPA.", keywords="takuuvuokra",
        themes=Theme.objects.filter(slug="rent-deposit"),
    )  # fmt: skip


@pytest.fixture
def food(unit: Unit) -> Answer:
    return services.add_answer(
        unit=unit, by=None, title="Ruoka-apu", text_fi="Seurakunnat jakavat ruokaa."
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vuokravak", ["Vuokravakuus"]),
        ("TAKUU", ["Vuokravakuus"]),
        ("garant", ["Vuokravakuus"]),
        ("seurak ruok", ["Ruoka-apu"]),
        ("seurak kela", []),
        ("", ["Ruoka-apu", "Vuokravakuus"]),
        ("' & !(:* | _", ["Ruoka-apu", "Vuokravakuus"]),
        ("avaruus", []),
    ],
)
def test_the_beginnings_of_words_find_an_answer(
    deposit: Answer, food: Answer, maija: User, text: str, found: list[str]
) -> None:
    assert [answer.title for answer in selectors.quick(maija, text)] == found


def test_a_word_of_the_title_counts_more_than_one_of_the_text(
    unit: Unit, deposit: Answer, maija: User
) -> None:
    services.add_answer(
        unit=unit, by=None, title="Asuminen", text_fi="Vuokravakuus, vuokra."
    )

    assert selectors.quick(maija, "vuokravak")[0] == deposit


def test_the_text_is_in_the_clients_language_or_says_that_it_is_not(
    deposit: Answer, sign_in: SignIn, maija: User
) -> None:
    client = sign_in(maija)

    def shown(language: str) -> str:
        query = {"q": "vuokra", "language": language}
        return client.get("/staff/answers/search/", query).content.decode()

    assert 'data-text="Garantin söks hos FPA."' in shown("sv")
    for language, fallback in [
        ("sv", False),
        ("fi", False),
        ("selko", False),
        ("en", True),
    ]:
        assert ("data-fallback" in shown(language)) is fallback, language
    assert 'data-text="Vakuutta haetaan Kelasta."' in shown("en")


def test_a_worker_writes_edits_and_retires_and_each_is_logged(
    sign_in: SignIn, maija: User
) -> None:
    client = sign_in(maija)
    words = {"title": "Silmälasit", "text_fi": "Hae tukea."}
    client.post("/staff/answers/new/", words)
    answer = Answer.objects.get()
    page = f"/staff/answers/{answer.public_id}/"

    client.post(page, words | {"text_fi": "Hae tukea meiltä."})
    client.post(f"{page}retire/", {"retired": "1"})
    retired = selectors.quick(maija, "silmä")
    client.post(f"{page}retire/", {"retired": "0"})

    assert retired == []
    assert [each.text_fi for each in selectors.quick(maija, "silmä")] == [
        "Hae tukea meiltä."
    ]
    logged = AccessEntry.objects.order_by("id").values_list("action", "object_id")
    steps = ["answer_add", "answer_edit", "answer_retire", "answer_restore"]
    assert list(logged) == [(step, str(answer.public_id)) for step in steps]


def test_an_answer_without_a_finnish_text_is_refused_and_kept_on_the_page(
    sign_in: SignIn, maija: User
) -> None:
    answer = sign_in(maija).post("/staff/answers/new/", {"title": "Tyhjä"})

    assert answer.status_code == 422
    assert 'value="Tyhjä"' in answer.content.decode()
    assert not Answer.objects.exists()


def test_eero_neither_finds_nor_changes_our_answers(
    sign_in: SignIn, eero: User, deposit: Answer
) -> None:
    client = sign_in(eero)
    page = f"/staff/answers/{deposit.public_id}/"

    assert selectors.quick(eero, "vuokra") == []
    assert client.get(page).status_code == 404
    assert client.post(f"{page}retire/", {"retired": "1"}).status_code == 404
    deposit.refresh_from_db()
    assert deposit.is_active


def test_without_scripts_an_answer_comes_into_the_reply_and_is_not_sent(
    sign_in: SignIn, matti: User, running: Conversation, deposit: Answer
) -> None:
    conversations.change_language(conversation=running, language="sv")
    client: Client = sign_in(matti)
    listed = client.get(f"/staff/answers/?thread={running.public_id}").content.decode()
    link = f"/staff/c/{running.public_id}/?answer={deposit.public_id}"
    assert link in listed

    page = client.get(link).content.decode()

    assert "Garantin söks hos FPA.</textarea>" in page
    running.refresh_from_db()
    assert running.last_seq == 0


@pytest.mark.parametrize("asked", ["", "x", "00000000-0000-0000-0000-000000000007"])
def test_an_unknown_answer_brings_an_empty_reply(
    sign_in: SignIn, matti: User, running: Conversation, asked: str
) -> None:
    page = sign_in(matti).get(f"/staff/c/{running.public_id}/?answer={asked}")

    assert page.status_code == 200
    assert "></textarea>" in page.content.decode()
