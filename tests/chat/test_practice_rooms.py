"""Opening a practice, its pages, and what is said of the tool."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from chat import services as chat
from chat.models import PracticeFeedback, Seat
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError, NotOpen
from hub.hours.models import Opening
from hub.people.models import Unit, User
from tests.cast import SignIn
from tests.chat.shifts import shift
from tests.chat.trainees import practice_of

KEY = "k" * 40


# --- Opening and closing it ---


def test_a_worker_on_a_real_shift_cannot_practise_at_that_time(
    unit: Unit, opening: Opening, pair: list[User], paula: User, leena: User
) -> None:
    with pytest.raises(Conflict) as caught:
        practice_of(unit, paula, pair[0], by=leena)

    assert "Maija on jo vuorossa" in str(caught.value.message)
    assert not Opening.objects.practice().exists()
    assert not Seat.objects.filter(worker=paula).exists()


def test_a_worker_in_a_practice_gets_no_real_seat_at_that_time(
    unit: Unit, opening: Opening, practice: Opening, paula: User
) -> None:
    with pytest.raises(Conflict) as caught:
        chat.sign_up(opening=opening, by=paula)
    assert "harjoituksessa samaan aikaan" in str(caught.value.message)

    chat.leave_practice(seat=Seat.objects.get(worker=paula), by=paula)

    assert chat.sign_up(opening=opening, by=paula).worker == paula


def test_two_who_seat_the_same_worker_at_once_give_one_seat(
    unit: Unit, paula: User, leena: User, opening: Opening
) -> None:
    """See tests/chat/test_practice_wall.py for threads; here the order of one after the other."""
    chat.sign_up(opening=opening, by=paula)

    with pytest.raises(Conflict):
        practice_of(unit, paula, by=leena)


@pytest.mark.parametrize(
    ("span", "words"),
    [((2, 1), "päättyä"), ((-3, -2), "ohi"), ((0, 30), "24 tuntia")],
)
def test_a_practice_has_a_time_that_can_be(
    unit: Unit, paula: User, leena: User, span: tuple[int, int], words: str
) -> None:
    starts_at, ends_at = (now() + timedelta(hours=hours) for hours in span)

    with pytest.raises(DomainError) as caught:
        chat.open_practice(
            unit=unit, workers=[paula], starts_at=starts_at, ends_at=ends_at, by=leena
        )

    assert words in str(caught.value.message)


def test_a_closed_practice_lets_nobody_in_and_answers_who_waits(
    practice: Opening, rehearsed: Conversation, leena: User
) -> None:
    from chat import watch

    chat.close_practice(opening=practice, by=leena)
    practice.refresh_from_db()

    with pytest.raises(NotOpen):
        chat.enter_practice(opening=practice, by=leena, language="fi")
    with pytest.raises(NotOpen):
        chat.start_script(opening=practice, slug="rude", by=leena)
    with pytest.raises(Conflict):
        chat.close_practice(opening=practice, by=leena)
    watch.look_round(now=now())
    rehearsed.refresh_from_db()
    assert rehearsed.decision == "unanswered"


def test_no_client_is_asked_to_play(
    practice: Opening, opening: Opening, leena: User
) -> None:
    with pytest.raises(NotOpen):
        chat.enter_practice(opening=opening, by=leena, language="fi")
    with pytest.raises(NotOpen):
        chat.start_script(opening=opening, slug="rude", by=leena)


def test_a_practice_seat_cannot_be_swapped_or_given_up_as_a_shift(
    sign_in: SignIn, practice: Opening, paula: User
) -> None:
    seat, client = Seat.objects.get(), sign_in(paula)

    for act in ("withdraw", "swap", "remove"):
        answer = client.post(f"/staff/roster/seats/{seat.public_id}/{act}/")
        assert answer.status_code in (403, 404)
    assert client.get(f"/staff/roster/{practice.public_id}/").status_code == 404


def test_who_falls_sick_leaves_the_practice_too(
    practice: Opening, unit: Unit, paula: User
) -> None:
    seat = chat.sign_up(opening=shift(unit, hours=2), by=paula)

    chat.report_sick(seat=seat, by=paula)

    states = set(Seat.objects.filter(opening=practice).values_list("state", flat=True))
    days = {localdate(each.starts_at) for each in (seat.opening, practice)}
    assert states == ({"sick"} if len(days) == 1 else {"taken"})


# --- Its pages ---


def test_leena_opens_a_practice_and_what_is_wrong_keeps_what_she_typed(
    sign_in: SignIn, leena: User, paula: User
) -> None:
    client, today = sign_in(leena), f"{localdate():%Y-%m-%d}"
    typed = {"day": today, "starts": "23:00", "ends": "23:30"}

    nobody = client.post("/staff/practice/open/", typed)
    made = client.post("/staff/practice/open/", typed | {"workers": [paula.pk]})

    page = nobody.content.decode()
    assert nobody.status_code == 422
    assert "Valitse vähintään yksi" in page
    assert 'value="23:00"' in page
    opening = Opening.objects.practice().get()
    assert made["Location"] == f"/staff/practice/{opening.public_id}/"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("open/", {"leena", "aino"}), ("feedback/", {"leena", "aino"}),
     ("{}/close/", {"leena", "aino"}), ("{}/script/", {"leena", "aino", "paula", "maija"}),
     ("{}/add/", {"leena", "aino"})],
)  # fmt: skip
@pytest.mark.parametrize("who", ["leena", "aino", "paula", "maija", "otto"])
def test_who_may_do_what(
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    practice: Opening,
    path: str,
    allowed: set[str],
    who: str,
) -> None:
    address = f"/staff/practice/{path.format(practice.public_id)}"
    client = sign_in(request.getfixturevalue(who))

    answer = client.get(address) if path == "feedback/" else client.post(address)

    assert (answer.status_code != 403) is (who in allowed)


def test_another_unit_finds_no_practice_of_ours(
    sign_in: SignIn, eero: User, practice: Opening
) -> None:
    client = sign_in(eero)

    assert client.get(f"/staff/practice/{practice.public_id}/").status_code == 404
    page = client.get(f"/staff/practice/chat/?opening={practice.public_id}")
    assert page.status_code == 302
    answer = client.post(
        "/staff/practice/chat/start/", {"opening": str(practice.public_id)}
    )
    assert (answer.status_code, Conversation.objects.count()) == (302, 0)


def test_nobody_plays_the_client_without_signing_in(
    client: Client, practice: Opening
) -> None:
    for path in ("", "start/", "messages/", "messages/list/", "leave/", "exit/"):
        answer = client.post(f"/staff/practice/chat/{path}", {"token": "t" * 40})
        assert answer["Location"].startswith("/accounts/login/")


def test_a_colleague_plays_the_client_in_swedish_by_forms_alone(
    sign_in: SignIn, practice: Opening, maija: User, paula: User
) -> None:
    client = sign_in(maija)
    page = client.get(f"/staff/practice/chat/?opening={practice.public_id}")
    key = page.context["start_key"]
    begun = client.post(
        "/staff/practice/chat/start/",
        {"opening": practice.public_id, "key": key, "language": "sv"},
    )
    token = begun.context["session"]["token"]
    said = client.post(
        "/staff/practice/chat/messages/", {"token": token, "text": "Min kod är 131052-308T"}
    )

    for answer in (page, begun, said):
        assert "data-practice" in answer.content.decode()
    assert 'lang="sv"' in begun.content.decode()
    assert "131052-308T" not in said.content.decode()
    assert 'action="/staff/practice/chat/messages/"' in said.content.decode()
    assert 'data-socket="/ws/practice/"' in said.content.decode()
    assert "/chat/exit" in said.content.decode()
    conversation = Conversation.objects.get()
    assert (conversation.language, conversation.kind) == ("sv", "practice")
    assert "X-Frame-Options" in said

    left = client.post("/staff/practice/chat/leave/", {"token": token})
    assert "data-survey" not in left.content.decode()


def test_the_start_needs_djangos_token(practice: Opening, maija: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(maija)

    answer = client.post(
        "/staff/practice/chat/start/", {"opening": str(practice.public_id)}
    )

    assert (answer.status_code, Conversation.objects.count()) == (403, 0)


# --- Feedback on the tool ---


def words(**fields: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "worked": "Otto kävi helposti", **fields}


def test_feedback_has_a_name_only_if_its_writer_wishes(
    sign_in: SignIn, practice: Opening, paula: User, leena: User
) -> None:
    path, client = f"/staff/practice/{practice.public_id}/feedback/", sign_in(paula)
    twice = words()
    for _ in range(2):
        client.post(path, twice)
    client.post(path, words(did_not="Haku 131052-308T", named="1"))
    empty = client.post(path, words(worked=" "))
    long = client.post(path, words(free_text="a" * 2001))

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Kirjoita ensin jotain" in empty.content.decode()
    assert "a" * 2001 in long.content.decode()
    rows = PracticeFeedback.objects.order_by("author")
    assert [row.author for row in rows] == [paula, None]
    assert "131052" not in rows[0].did_not
    page = sign_in(leena).get("/staff/practice/feedback/").content.decode()
    assert page.count("Otto kävi helposti") == 2
    assert "Palvelusihteeri Paula" in page
    assert "Ilman nimeä" in page


def test_nothing_but_the_wish_ties_feedback_to_its_writer(
    practice: Opening, paula: User
) -> None:
    from hub.privacy.models import AccessEntry

    before = AccessEntry.objects.count()
    chat.leave_feedback(
        opening=practice, by=paula, named=False, key=uuid.uuid4(),
        worked="Hyvä", did_not="", free_text="",
    )  # fmt: skip

    assert AccessEntry.objects.count() == before
    fields = {field.name for field in PracticeFeedback._meta.get_fields()}
    assert fields == {"id", "opening", "author", "worked", "did_not", "free_text", "key"}


def test_status_is_the_same_bytes_with_a_practice_and_without(
    client: Client, pair: list[User], unit: Unit, paula: User, leena: User
) -> None:
    def surfaces() -> list[bytes]:
        paths = ("/chat/status.json", "/chat/hours.json")
        return [client.get(path).content for path in paths]

    before = surfaces()
    made = practice_of(unit, paula, by=leena)
    chat.start_script(opening=made, slug="rude", by=leena)

    assert [json.loads(one) for one in surfaces()] == [json.loads(one) for one in before]


def test_a_practice_that_was_ended_can_be_opened_again_in_the_same_minute(
    practice: Opening, unit: Unit, paula: User, leena: User
) -> None:
    chat.close_practice(opening=practice, by=leena)

    again = practice_of(unit, paula, by=leena)

    assert again.takes_new(now())
