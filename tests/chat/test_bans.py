"""A ban takes two: proposed by one, agreed by another, over by itself; and nothing of a visitor stays for it."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from chat import places, selectors, services, watch
from chat.models import Ban, Notice, VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError, NotOpen
from hub.foundation.valkey import valkey
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn, person
from tests.conversations.crowd import at_once
from tests.foundation.test_logs import valkey as everything_in_valkey
from tests.privacy.test_no_plaintext import where

LIBRARY, HOME, WORDS = "203.0.113.7", "198.51.100.9", "kanarialintu-sanat"


@pytest.fixture
def token(pair: list[User]) -> str:
    """Of a visitor in a library, who has written and is answered by Maija."""
    session, token = services.start_visit(language="fi", address=LIBRARY)
    thread = session.conversation
    services.post_message(conversation_id=thread.pk, text="Hei", client_key=uuid.uuid4())
    conversations.take_conversation(conversation=thread, by=pair[0])
    return token


@pytest.fixture
def session(token: str) -> VisitorSession:
    return VisitorSession.objects.select_related("conversation", "opening").get()


@pytest.fixture
def proposed(session: VisitorSession, maija: User) -> Ban:
    return propose(session, maija)


@pytest.fixture
def paula(unit: Unit) -> User:
    return person(unit, "Paula", "worker", "service_secretary")


def propose(session: VisitorSession, by: User, length: str = "conversation") -> Ban:
    return services.propose_ban(
        session=session, by=by, length=length, reason="threats", words=WORDS
    )


def ask(path: str, token: str, address: str = LIBRARY, **words: str) -> Any:
    client = Client(REMOTE_ADDR=address)
    return client.post(path, {"token": token, **words})


def start(address: str) -> VisitorSession:
    return services.start_visit(language="fi", address=address)[0]


def test_before_the_other_agrees_nothing_happens_to_the_visitor(
    proposed: Ban, token: str, leena: User
) -> None:
    answer = ask("/chat/messages/", token, text="Vielä täällä")

    assert (answer.status_code, proposed.state) == (200, "proposed")
    told = Notice.objects.values_list("recipient__profile__first_name", "kind")
    assert list(told) == [("Matti", "ban_asked")]


def test_the_proposer_cannot_agree_by_service_nor_by_database(
    proposed: Ban, maija: User, leena: User, paula: User
) -> None:
    for worker in (maija, leena, paula):
        with pytest.raises(DomainError):
            services.agree_ban(ban=proposed, by=worker)

    at = now()
    agreed = {"state": "in_force", "answered_at": at, "ends_at": at}
    with pytest.raises(IntegrityError, match="chat_ban_takes_two"), transaction.atomic():
        Ban.objects.update(answerer=maija, **agreed)
    with pytest.raises(IntegrityError, match="agreed_by_somebody"), transaction.atomic():
        Ban.objects.update(**agreed)


def test_the_narrow_ban_ends_the_conversation_its_token_and_its_code(
    session: VisitorSession, maija: User, matti: User, token: str
) -> None:
    code = services.issue_code(session=session)
    ban = propose(session, maija)

    services.agree_ban(ban=ban, by=matti)

    page = ask("/chat/messages/list/", token)
    text = page.content.decode()
    assert page.status_code == 404
    for words in (
        "Kaksi chatin työntekijää on yhdessä päättänyt tämän keskustelun. Syy: uhkailu.",
        "Voit aloittaa uuden keskustelun.",
        "soita 112",
        "Voit soittaa meille: 013 3300.",
    ):
        assert words in text
    assert WORDS not in text
    assert ask("/chat/messages/", token, text="Hei").status_code == 404
    assert ask("/chat/delete/", token).status_code == 404
    assert ask("/chat/return/", "", code=code).context["code_error"]
    assert start(LIBRARY)  # and nobody is kept out


def test_an_unknown_token_reads_nothing_of_a_ban(
    proposed: Ban, matti: User, token: str
) -> None:
    services.agree_ban(ban=proposed, by=matti)

    assert "Syy" not in ask("/chat/messages/list/", "x" * 43).content.decode()


def test_the_visitor_reads_it_in_their_language_by_script_too(
    proposed: Ban, matti: User, token: str
) -> None:
    services.agree_ban(ban=proposed, by=matti)

    answer = Client().post(
        "/sv/chat/messages/list/", {"token": token}, headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "banned")
    assert "Orsak: hot." in answer.json()["text"]


def test_a_connections_ban_keeps_it_out_with_the_same_words_until_its_end(
    session: VisitorSession, maija: User, matti: User, token: str
) -> None:
    ban = services.agree_ban(ban=propose(session, maija, "1"), by=matti)
    ban.refresh_from_db()

    refused = ask("/chat/start/", "")

    assert refused.status_code == 409
    read = ask("/chat/messages/list/", token).context["text"]
    assert (
        "Kaksi chatin työntekijää on yhdessä sulkenut chatin tältä verkkoyhteydeltä" in read
    )
    assert "kirjastossa" in read
    assert str(refused.context["error"]) == read
    assert start(HOME)
    assert ban.ends_at
    assert ban.ends_at - ban.answered_at == timedelta(hours=1)  # type: ignore[operator]
    Ban.objects.update(ends_at=now())
    assert start(LIBRARY)


@pytest.mark.parametrize(
    ("length", "key_lasts", "hours"), [("1", 90_000, 1), ("24", 90_000, 24), ("24", 7200, 2), ("opening", 90_000, 1.5)]
)  # fmt: skip
def test_a_ban_ends_at_the_latest_with_the_days_key(
    session: VisitorSession, maija: User, matti: User, monkeypatch: Any,
    length: str, key_lasts: int, hours: float,
) -> None:  # fmt: skip
    ban = propose(session, maija, length)
    monkeypatch.setattr("chat.services.bans.daily_key_lasts", lambda: key_lasts)

    services.agree_ban(ban=ban, by=matti)

    ban.refresh_from_db()
    lasts = (ban.ends_at - ban.answered_at).total_seconds()  # type: ignore[operator]
    assert lasts == pytest.approx(hours * 3600, abs=60)


def test_no_ban_is_longer_than_a_day_in_the_database(proposed: Ban, matti: User) -> None:
    services.agree_ban(ban=proposed, by=matti)

    with pytest.raises(IntegrityError, match="at_most_a_day"), transaction.atomic():
        Ban.objects.update(ends_at=now() + timedelta(hours=25))


def test_the_connections_hash_is_in_valkey_alone_until_two_agree_and_goes_with_the_ban(
    session: VisitorSession, maija: User, matti: User
) -> None:
    key = f"hub:connection:{session.conversation_id}"
    hashed = places.connection_of(session.conversation_id)
    assert 0 < valkey().ttl(key) <= places.HELD_SECONDS  # type: ignore[operator]
    assert len(hashed) == 32
    # Sealed: two visits of one connection do not look alike there.
    other = start(LIBRARY)
    assert places.connection_of(other.conversation_id) == hashed
    assert hashed not in "\n".join(everything_in_valkey())

    ban = propose(session, maija, "24")
    assert where(hashed) == set()
    services.agree_ban(ban=ban, by=matti)
    assert where(hashed) == {"chat_ban"}

    Ban.objects.update(ends_at=now())
    watch.look_round(now=now())

    ban.refresh_from_db()
    assert where(hashed) == set()
    assert (ban.address_hash, ban.token_hash, ban.state) == ("", "", "in_force")
    assert where(LIBRARY) == where(WORDS) == set()


def test_a_hash_stands_in_no_row_but_a_ban_of_a_connection_in_force(
    proposed: Ban, matti: User
) -> None:
    for change in ({"address_hash": "x" * 32}, {"token_hash": "x" * 64}):
        with pytest.raises(IntegrityError, match="in_force"), transaction.atomic():
            Ban.objects.update(**change)
    services.agree_ban(ban=proposed, by=matti)
    with pytest.raises(IntegrityError, match="knows_address"), transaction.atomic():
        Ban.objects.update(address_hash="x" * 32)


def test_once_the_connection_is_forgotten_only_the_conversation_can_be_ended(
    session: VisitorSession, maija: User, matti: User
) -> None:
    ban = propose(session, maija, "1")
    valkey().delete(f"hub:connection:{session.conversation_id}")

    with pytest.raises(DomainError, match="refused") as refusal:
        services.agree_ban(ban=ban, by=matti)

    assert "ei enää tiedetä" in str(refusal.value.message)
    services.withdraw_ban(ban=ban, by=maija)
    with pytest.raises(DomainError):
        propose(session, maija, "1")
    assert propose(session, maija)


@pytest.mark.parametrize("act", [services.refuse_ban, services.withdraw_ban])
def test_refused_or_withdrawn_it_can_no_longer_be_agreed_to(
    proposed: Ban, maija: User, matti: User, token: str, act: Any
) -> None:
    act(ban=proposed, by=maija if act is services.withdraw_ban else matti)

    with pytest.raises(Conflict):
        services.agree_ban(ban=proposed, by=matti)
    assert ask("/chat/messages/list/", token).status_code == 200
    assert not Notice.objects.exists()


def test_a_proposal_that_nobody_answers_lapses(
    proposed: Ban, session: VisitorSession, maija: User, matti: User
) -> None:
    Ban.objects.update(proposed_at=now() - timedelta(minutes=30))

    with pytest.raises(Conflict):
        services.agree_ban(ban=proposed, by=matti)
    watch.look_round(now=now())

    proposed.refresh_from_db()
    assert proposed.state == "lapsed"
    assert propose(session, maija)


@pytest.mark.parametrize(
    ("who", "may"), [("maija", True), ("matti", True), ("leena", True), ("paula", False)]
)
def test_either_of_the_two_lifts_it_and_a_supervisor(
    request: pytest.FixtureRequest,
    session: VisitorSession,
    maija: User,
    matti: User,
    who: str,
    may: bool,
) -> None:
    ban = services.agree_ban(ban=propose(session, maija, "24"), by=matti)
    by: User = request.getfixturevalue(who)

    if may:
        services.lift_ban(ban=ban, by=by)
        assert start(LIBRARY)
        with pytest.raises(Conflict):
            services.lift_ban(ban=ban, by=by)
    else:
        with pytest.raises(DomainError):
            services.lift_ban(ban=ban, by=by)
        with pytest.raises(NotOpen):
            start(LIBRARY)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(
    proposed: Ban, opening: Opening, matti: User, paula: User
) -> None:
    services.join_duty(user=paula)

    answers = at_once(
        partial(services.agree_ban, ban=proposed, by=matti),
        partial(services.refuse_ban, ban=Ban.objects.with_names().get(), by=paula),
        partial(services.agree_ban, ban=Ban.objects.with_names().get(), by=paula),
    )

    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    proposed.refresh_from_db()
    assert len(refused) == 2
    assert proposed.state in ("in_force", "refused")
    settled = AccessEntry.objects.filter(action__in=["agree_ban", "refuse_ban"])
    assert settled.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_agreed_to_or_lapses_never_both(proposed: Ban, matti: User) -> None:
    late = proposed.proposed_at + timedelta(minutes=31)

    agreed, _swept = at_once(
        partial(services.agree_ban, ban=proposed, by=matti),
        partial(Ban.objects.lapse, late),
    )

    proposed.refresh_from_db()
    thread = Conversation.objects.get()
    lapsed = isinstance(agreed, Conflict)
    assert proposed.state == ("lapsed" if lapsed else "in_force")
    assert bool(thread.client_left_at) is not lapsed


@pytest.mark.django_db(transaction=True)
def test_a_ban_ends_or_is_lifted_and_forgets_its_connection_either_way(
    session: VisitorSession, maija: User, matti: User
) -> None:
    ban = services.agree_ban(ban=propose(session, maija, "24"), by=matti)
    over = now() + timedelta(hours=25)

    at_once(
        partial(services.lift_ban, ban=ban, by=maija), partial(Ban.objects.forget, over)
    )

    ban.refresh_from_db()
    assert ban.address_hash == ban.token_hash == ""
    assert start(LIBRARY)


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_with_the_code_at_that_moment_stays_outside(
    session: VisitorSession, maija: User, matti: User
) -> None:
    code = services.issue_code(session=session)
    ban = propose(session, maija)

    at_once(
        partial(services.agree_ban, ban=ban, by=matti),
        partial(services.come_back, code=code),
    )

    thread = Conversation.objects.get()
    assert thread.client_left_at
    assert not thread.client_may_return
    with pytest.raises(DomainError):
        services.come_back(code=code)


def test_with_one_seat_whoever_else_is_here_agrees(
    session: VisitorSession, maija: User, matti: User, leena: User, settings: Any
) -> None:
    settings.CHAT_SEATS = 1
    presence.forget(matti.pk)
    with pytest.raises(DomainError, match="refused"):
        propose(session, maija)
    presence.beat(leena.pk)

    services.agree_ban(ban=propose(session, maija), by=leena)

    assert Ban.objects.get().answerer == leena


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


def test_without_valkey_nobody_is_kept_out(
    session: VisitorSession, maija: User, matti: User, monkeypatch: Any
) -> None:
    services.agree_ban(ban=propose(session, maija, "24"), by=matti)

    def broken() -> None:
        raise OSError

    monkeypatch.setattr("hub.foundation.addresses.valkey", broken)

    assert selectors.ban_on(LIBRARY, now()) is None
    assert places.connection_of(session.conversation_id)


@pytest.mark.parametrize("reason", Ban.Reason.values)
@pytest.mark.parametrize("language", ["fi", "sv", "en", "selko"])
def test_every_reason_has_its_words_in_every_language(
    proposed: Ban, reason: str, language: str
) -> None:
    proposed.reason, proposed.ends_at = reason, now()

    with translation.override(language):
        told = {selectors.banned(proposed, now())}
        proposed.length = "1"
        told.add(selectors.banned(proposed, now()))

    assert len(told) == 2
    if language != "en":
        assert not any("workers" in text or "threats" in text for text in told)
