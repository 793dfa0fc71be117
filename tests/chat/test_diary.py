"""The shared diary of an opening, and what the summary of a shift tells afterwards."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from chat import services as chat
from chat.models import DiaryEntry, VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message, Theme
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import User
from tests.cast import SignIn


def entry(text: str, **fields: str) -> dict[str, str]:
    return {
        "key": str(uuid.uuid4()),
        "kind": "came_up",
        "text": text,
        "page": "duty",
    } | fields


def address(opening: Opening, tail: str = "") -> str:
    return f"/staff/duty/{opening.public_id}/{tail}"


def test_both_of_the_pair_write_and_read_with_author_and_order(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    maija, matti = (sign_in(worker) for worker in pair)
    maija.post(address(opening, "diary/"), entry("Paljon kysymyksiä vuokrasta"))
    matti.post(address(opening, "diary/"), entry("Pohja puuttuu", kind="improve"))

    page = maija.get("/staff/duty/").content.decode()

    assert page.index("Paljon kysymyksiä vuokrasta") < page.index("Pohja puuttuu")
    assert "Mitä parannetaan · Sosiaaliohjaaja Matti" in page


def test_the_other_half_is_told_that_the_diary_grew(
    sign_in: SignIn,
    pair: list[User],
    opening: Opening,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    pushed: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        "chat.services.diary.publish", lambda group, event: pushed.append((group, event))
    )
    fields = entry("Kerran")

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            sign_in(pair[0]).post(address(opening, "diary/"), fields)

    told = {"type": "staff.event", "event": "diary"}
    assert pushed == [(f"unit.{opening.unit_id}", told)]
    assert DiaryEntry.objects.count() == 1


def test_an_identity_code_is_masked_in_the_diary(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    sign_in(pair[0]).post(address(opening, "diary/"), entry("Tunnus 131052-308T näkyi"))

    assert DiaryEntry.objects.get().text == "Tunnus ••••••-•••• näkyi"


@pytest.mark.parametrize("page", ["duty", "shift"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "pitkä " * 500}, "liian pitkä"),
        ({"text": "teksti jää", "kind": "other"}, "Valitse, mitä merkintä koskee"),
        ({"text": "  "}, "Kirjoita ensin jotain"),
    ],
)
def test_a_refused_entry_is_given_back_with_the_reason(
    sign_in: SignIn,
    pair: list[User],
    opening: Opening,
    page: str,
    fields: dict[str, str],
    words: str,
) -> None:
    answer = sign_in(pair[0]).post(
        address(opening, "diary/"), entry("") | fields | {"page": page}
    )

    assert answer.status_code == 422
    body = answer.content.decode()
    assert words in body
    assert fields["text"].strip() in body
    assert not DiaryEntry.objects.exists()


def test_the_summary_counts_a_shift_and_outlives_its_messages(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    visits = [chat.start_visit(language="fi")[0] for _ in range(4)]
    for visit, minutes in zip(visits[:2], (2, 6), strict=True):
        thread = conversations.take_conversation(
            conversation=visit.conversation, by=pair[0]
        )
        conversations.send_reply(
            conversation=thread, by=pair[0], text="Hei", client_key=uuid.uuid4()
        )
        assert thread.taken_at
        start = thread.taken_at - timedelta(minutes=minutes)
        Conversation.objects.filter(pk=thread.pk).update(created_at=start)
    rent, other = (
        Theme.objects.create(slug=name.lower(), name_fi=name) for name in ("Vuokra", "Muu")
    )
    visits[0].conversation.themes.add(rent, other)
    visits[1].conversation.themes.add(rent)
    chat.leave(session=visits[2])
    conversations.end_unanswered(conversation_id=visits[3].conversation_id, text="Suljettu")
    Message.objects.all().delete()

    page = sign_in(pair[0]).get(address(opening)).content.decode()

    assert page.count("keskimmäinen 4 min, pisin 6 min") == 2
    figures = [part.split("<")[0] for part in page.split('class="figure">')[1:]]
    assert figures == ["4", "2", "1", "1", "0"]
    assert "Vuokra 2, Muu 1" in page
    assert "Kyselyn vastaukset tähän mennessä" in page


def test_a_summary_is_its_own_units_alone(
    sign_in: SignIn,
    visit: tuple[VisitorSession, str],
    opening: Opening,
    eero: User,
    leena: User,
    aino: User,
) -> None:
    assert sign_in(leena).get(address(opening)).status_code == 200
    assert sign_in(aino).get(address(opening)).status_code == 403
    assert sign_in(eero).get(address(opening)).status_code == 404
    assert sign_in(eero).post(address(opening, "diary/"), entry("Ei")).status_code == 404
    assert "Avaukset" in sign_in(eero).get("/staff/duty/openings/").content.decode()
    assert (
        str(opening.public_id)
        not in sign_in(eero).get("/staff/duty/openings/").content.decode()
    )


def test_an_opening_that_has_not_begun_has_no_summary(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    Opening.objects.filter(pk=opening.pk).update(starts_at=now() + timedelta(minutes=1))

    assert sign_in(pair[0]).get(address(opening)).status_code == 404
