"""What workers read and press of a ban."""

import pytest

from chat import services
from chat.models import Ban, VisitorSession
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn
from tests.chat.bans.visitor import WORDS


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"reason": "?"}, "reason"),
        ({"length": "48"}, "length"),
        ({"reason": "other", "words": " "}, "words"),
        ({"words": "x" * 301}, "words"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    sign_in: SignIn, session: VisitorSession, maija: User, asked: dict[str, str], wrong: str
) -> None:
    path = f"/staff/duty/bans/{session.conversation.public_id}/"
    form = {"length": "conversation", "reason": "abuse", "words": WORDS} | asked

    answer = sign_in(maija).post(path, form)

    assert (answer.status_code, answer.context["wrong"]) == (422, wrong)
    assert 'role="alert"' in answer.content.decode()
    assert answer.context["words"] == form["words"]
    assert not Ban.objects.exists()


def test_workers_read_whom_else_a_ban_hits_before_they_propose_and_before_they_agree(
    sign_in: SignIn, session: VisitorSession, maija: User, matti: User
) -> None:
    thread = f"/staff/c/{session.conversation.public_id}/"
    form_path = f"/staff/duty/bans/{session.conversation.public_id}/"
    form = sign_in(maija).get(form_path).content.decode()
    assert "kirjasto" in form
    assert 'value="conversation" checked' in form
    sign_in(maija).post(
        form_path, {"length": "24", "reason": "abuse", "words": "Nimittelyä"}
    )

    for page in (thread, "/staff/duty/"):
        read = sign_in(matti).get(page).content.decode()
        assert "kirjasto" in read
        assert "Hyväksy esto" in read
        assert "Hyväksy esto" not in sign_in(maija).get(page).content.decode()
    assert "Nimittelyä" in sign_in(matti).get(thread).content.decode()
    ban = Ban.objects.get()
    sign_in(matti).post(f"/staff/duty/bans/{ban.public_id}/answer/", {"answer": "agree"})

    page = sign_in(maija).get(thread).content.decode()
    assert "Sosiaalityöntekijä Maija ja Sosiaaliohjaaja Matti estivät asiakkaan" in page
    assert "Asiakas poistui keskustelusta" not in page
    assert "Poista esto" in sign_in(maija).get("/staff/duty/").content.decode()


def test_supervisors_see_bans_as_a_count_and_in_the_log_without_a_word(
    sign_in: SignIn, proposed: Ban, opening: Opening, matti: User, leena: User
) -> None:
    services.agree_ban(ban=proposed, by=matti)

    page = sign_in(leena).get(f"/staff/duty/{opening.public_id}/").content.decode()

    assert 'Päättynyt estoon</dt><dd class="figure">1<' in page
    log = AccessEntry.objects.filter(action__endswith="_ban").order_by("id")
    assert list(log.values_list("action", "ground")) == [
        ("propose_ban", "threats conversation"),
        ("agree_ban", "threats conversation"),
    ]


@pytest.mark.parametrize("answer", ["agree", "refuse", "withdraw", "lift"])
def test_eero_learns_and_changes_nothing(
    sign_in: SignIn, proposed: Ban, eero: User, answer: str
) -> None:
    client, thread = sign_in(eero), proposed.conversation.public_id

    posted = client.post(
        f"/staff/duty/bans/{proposed.public_id}/answer/", {"answer": answer}
    )

    assert (
        posted.status_code == client.get(f"/staff/duty/bans/{thread}/").status_code == 404
    )
    proposed.refresh_from_db()
    assert proposed.state == "proposed"
