"""A ban takes two: proposed by one, agreed by another, over by itself; and nothing of a visitor stays for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from chat import places, selectors, services, watch
from chat.models import Ban, Notice, VisitorSession
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError, NotOpen
from hub.foundation.valkey import valkey
from hub.people import presence
from hub.people.models import User
from tests.chat.bans.visitor import HOME, LIBRARY, WORDS, ask, propose
from tests.foundation.test_logs import valkey as everything_in_valkey
from tests.privacy.test_no_plaintext import where


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
    start(LIBRARY)  # and nobody is kept out


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
    start(HOME)
    assert ban.ends_at
    assert ban.ends_at - ban.answered_at == timedelta(hours=1)  # type: ignore[operator]
    Ban.objects.update(ends_at=now())
    start(LIBRARY)


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
    propose(session, maija)


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
    propose(session, maija)


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
        start(LIBRARY)
        with pytest.raises(Conflict):
            services.lift_ban(ban=ban, by=by)
    else:
        with pytest.raises(DomainError):
            services.lift_ban(ban=ban, by=by)
        with pytest.raises(NotOpen):
            start(LIBRARY)


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
