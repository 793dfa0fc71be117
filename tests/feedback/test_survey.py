"""An answer that nobody can join to the conversation it came from."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import models
from django.test import Client

from chat import services as chat
from chat.models import VisitorSession
from feedback import services
from feedback.models import SurveyResponse
from feedback.selectors import by_opening, summary
from hub.foundation.errors import DomainError
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.masking import MASK
from tests.cast import SignIn

PATH = "/feedback/survey/"
TEXT = "Oli hyvä, että sai kirjoittaa."


@pytest.fixture
def ticket(visit: tuple[VisitorSession, str]) -> str:
    return ticket_of(visit)


def ticket_of(visit: tuple[VisitorSession, str]) -> str:
    session, token = visit
    return chat.survey_ticket(session=session, token=token)


def answer(ticket: str, free_text: str = TEXT, **words: str) -> None:
    services.answer_survey(
        ticket=ticket,
        got_advice=words.get("got_advice", ""),
        recommend=words.get("recommend", ""),
        free_text=free_text,
        language="fi",
    )


def test_an_answer_is_kept(client: Client, ticket: str) -> None:
    form = {"ticket": ticket, "got_advice": "partly", "recommend": "yes", "free_text": TEXT}

    page = client.post(PATH, form)

    kept = SurveyResponse.objects.get()
    assert page.status_code == 200
    assert (kept.got_advice, kept.recommend, kept.free_text) == ("partly", "yes", TEXT)
    assert not client.cookies


def test_the_same_form_sent_twice_is_one_answer(ticket: str) -> None:
    answer(ticket)
    answer(ticket)

    assert SurveyResponse.objects.get().free_text == TEXT


def test_a_conversation_answers_once_however_often_its_page_is_seen(
    client: Client, visit: tuple[VisitorSession, str]
) -> None:
    answer(ticket_of(visit))

    page = client.post(PATH, {"ticket": ticket_of(visit), "free_text": "Toinen"})

    assert (page.status_code, "Olet jo vastannut" in page.content.decode()) == (422, True)
    assert SurveyResponse.objects.get().free_text == TEXT


def test_each_conversation_has_an_answer_of_its_own(
    visit: tuple[VisitorSession, str],
) -> None:
    answer(ticket_of(visit))
    answer(ticket_of(chat.start_visit(language="fi")))

    assert SurveyResponse.objects.count() == 2


def test_an_answer_in_a_hurry_is_asked_to_wait_and_its_words_stay(
    client: Client, ticket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ANSWERS_PER_TEN_MINUTES", 2)
    for _ in range(2):
        assert client.post(PATH, {"ticket": ticket, "free_text": TEXT}).status_code == 200

    page = client.post(PATH, {"ticket": ticket, "free_text": TEXT})

    assert (page.status_code, TEXT in page.content.decode()) == (422, True)
    assert "Odota hetki" in page.content.decode()


def test_an_opening_of_last_week_takes_no_answer(ticket: str, opening: Opening) -> None:
    week = timedelta(days=7)
    Opening.objects.filter(pk=opening.pk).update(
        starts_at=opening.starts_at - week,
        last_entry_at=opening.last_entry_at - week,
        ends_at=opening.ends_at - week,
    )

    with pytest.raises(DomainError):
        answer(ticket)


def forged(ticket: str) -> list[str]:
    return [
        "",
        "x",
        ticket[:-1] + ("a" if ticket[-1] != "a" else "b"),
        signing.dumps(["x", "y"]),
        "x" * 5000,
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_forged_ticket_is_refused_and_the_words_stay(
    client: Client, ticket: str, number: int
) -> None:
    page = client.post(PATH, {"ticket": forged(ticket)[number], "free_text": TEXT})

    assert (page.status_code, TEXT in page.content.decode()) == (422, True)
    assert not SurveyResponse.objects.exists()


def test_an_old_ticket_is_refused_and_the_words_stay(
    client: Client, ticket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "TICKET_SECONDS", -1)

    page = client.post(PATH, {"ticket": ticket, "free_text": TEXT})

    assert (page.status_code, TEXT in page.content.decode()) == (422, True)
    assert not SurveyResponse.objects.exists()


def test_an_empty_answer_is_not_kept(ticket: str) -> None:
    with pytest.raises(DomainError):
        answer(ticket, "  ")


@pytest.mark.parametrize(
    "form", [{"got_advice": "zzz"}, {"free_text": "a\x00b"}, {"free_text": "x" * 2001}]
)
def test_an_odd_answer_is_refused(
    client: Client, ticket: str, form: dict[str, str]
) -> None:
    assert client.post(PATH, {"ticket": ticket} | form).status_code == 422
    assert not SurveyResponse.objects.exists()


LONG, UNSENDABLE = "Liian pitkä sana " * 118, "Hyvä\x00 neuvo"


@pytest.mark.parametrize(
    ("prefix", "words", "told"),
    [
        ("", LONG, "Teksti on liian pitkä (enintään 2 000 merkkiä)."),
        ("", UNSENDABLE, "Tekstissä on merkkejä, joita ei voi lähettää."),
        ("/sv", LONG, "Texten är för lång (högst 2 000 tecken)."),
        ("/sv", UNSENDABLE, "Texten innehåller tecken som inte kan skickas."),
        ("/en", UNSENDABLE, "The text has characters that cannot be sent."),
        ("/selko", LONG, "Teksti on liian pitkä. Siinä saa olla 2 000 merkkiä."),
    ],
)
def test_a_text_that_cannot_be_kept_is_shown_again_with_the_reason_beside_it(
    client: Client, ticket: str, prefix: str, words: str, told: str
) -> None:
    page = client.post(f"{prefix}{PATH}", {"ticket": ticket, "free_text": words})

    shown = page.content.decode()
    assert page.status_code == 422
    assert f'<p class="error" role="alert" id="free_error">{told}</p>' in shown
    assert 'aria-describedby="free_hint free_error" aria-invalid="true"' in shown
    assert f">{words}</textarea>" in shown
    assert f'value="{ticket}"' in shown


def test_a_line_end_counts_once_as_in_the_browser(client: Client, ticket: str) -> None:
    page = client.post(PATH, {"ticket": ticket, "free_text": "Kyllä\r\n" * 332 + "Kiitos"})

    assert page.status_code == 200
    assert SurveyResponse.objects.get().free_text.count("\n") == 332


@pytest.mark.parametrize("number", range(5))
def test_a_survey_that_cannot_be_answered_says_so(
    client: Client, ticket: str, number: int
) -> None:
    page = client.post(PATH, {"ticket": forged(ticket)[number], "free_text": TEXT})

    assert "Tähän kyselyyn ei voi enää vastata" in page.content.decode()


def test_an_identity_code_is_masked(ticket: str) -> None:
    answer(ticket, "Olen 010180-9015")

    assert SurveyResponse.objects.get().free_text == f"Olen {MASK}"


def test_the_table_knows_neither_time_nor_conversation() -> None:
    fields = SurveyResponse._meta.concrete_fields
    relations = {field.name for field in fields if field.is_relation}

    assert not [
        field for field in fields if isinstance(field, models.DateField | models.TimeField)
    ]
    assert relations == {"opening"}
    assert SurveyResponse._meta.pk.get_internal_type() == "UUIDField"


def test_a_ticket_does_not_name_the_conversation(
    ticket: str, visit: tuple[VisitorSession, str]
) -> None:
    session, token = visit

    inside = str(signing.loads(ticket, salt="survey"))

    assert str(session.conversation.public_id) not in inside
    assert token not in inside
    assert session.token_hash not in inside
    assert str(session.opening.public_id) in inside


def test_the_unit_sees_its_answers_and_others_do_not(
    ticket: str, maija: User, leena: User, eero: User, aino: User, otto: User
) -> None:
    answer(ticket, got_advice="yes")

    assert [summary(user).answers for user in (maija, leena, eero, aino, otto)] == [
        1,
        1,
        0,
        0,
        0,
    ]
    assert [len(by_opening(user)) for user in (maija, eero)] == [1, 0]
    assert summary(maija).got_advice == 1


def test_a_question_left_unanswered_is_not_counted_as_a_no(
    sign_in: SignIn, ticket: str, maija: User
) -> None:
    client = sign_in(maija)
    empty = client.get("/staff/feedback/").content.decode()
    answer(ticket, got_advice="yes")

    page = client.get("/staff/feedback/").content.decode()

    assert ("0 vastausta" in empty, "Ei vielä vastauksia" in empty) == (False, True)
    assert "Sai neuvon: 1 (tähän vastanneita 1)." in page
    assert "Suosittelisi:" not in page


@pytest.mark.parametrize("language", ["", "/sv", "/en", "/selko"])
def test_an_empty_answer_is_told_beside_the_way_past_it(
    client: Client, ticket: str, language: str
) -> None:
    page = client.post(f"{language}{PATH}", {"ticket": ticket})

    assert page.status_code == 422
    assert f'<a class="button button-link" href="{language}/">' in page.content.decode()
