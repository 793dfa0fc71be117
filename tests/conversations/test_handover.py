"""A conversation changes hands: offered, and then one thing comes of it. Nothing is lost on the way."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import translation

from hub.conversations import selectors, services
from hub.conversations.models import Contact, Conversation, Delivery, Handover, Theme
from hub.conversations.selectors import thread_lines
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError
from hub.people import presence
from hub.people import services as people
from hub.people.models import User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn
from tests.conversations.crowd import at_once


@pytest.fixture(autouse=True)
def everybody_here(maija: User, matti: User, eero: User) -> None:
    for worker in (maija, matti, eero):
        presence.beat(worker.pk)


@pytest.fixture
def offer(running: Conversation, matti: User, maija: User) -> Handover:
    """Matti offers his conversation to Maija."""
    return services.offer_handover(conversation=running, by=matti, receiver=maija)


def say(thread: Conversation) -> None:
    services.post_client_message(
        conversation_id=thread.pk, text="Hei", client_key=uuid.uuid4()
    )


def test_until_it_is_accepted_the_giver_answers(
    offer: Handover, running: Conversation, matti: User
) -> None:
    key = uuid.uuid4()
    services.send_reply(conversation=running, by=matti, text="Hei", client_key=key)

    running.refresh_from_db()
    assert running.assignee == matti


def test_who_accepts_answers_and_the_client_is_told_once_by_public_name(
    offer: Handover, running: Conversation, maija: User
) -> None:
    services.accept_handover(conversation=running, by=maija)

    running.refresh_from_db()
    assert (running.assignee, running.routing) == (maija, "handed_over")
    told = [(line.author, line.text) for line in thread_lines(running)]
    assert told == [("system", "Sosiaalityöntekijä Maija vastaa sinulle tästä eteenpäin.")]


def test_the_client_is_told_in_their_own_language(
    offer: Handover, running: Conversation, maija: User
) -> None:
    services.change_language(conversation=running, language="en")
    with translation.override("fi"):
        services.accept_handover(conversation=running, by=maija)

    assert thread_lines(running)[0].text == "Social worker Maija answers you from now on."


@pytest.mark.parametrize("read", [True, False])
def test_notes_themes_and_what_is_unread_follow(
    running: Conversation, matti: User, maija: User, read: bool
) -> None:
    theme = Theme.objects.create(slug="own", name_fi="Oma teema")
    running.themes.add(theme)
    services.add_note(
        conversation=running, by=matti, text="Muista", client_key=uuid.uuid4()
    )
    say(running)
    if read:
        running.refresh_from_db()
        services.mark_read_by(conversation=running, by=matti)
    services.offer_handover(conversation=running, by=matti, receiver=maija)

    services.accept_handover(conversation=running, by=maija)

    running.refresh_from_db()
    assert running.unread is not read
    assert list(running.themes.all()) == [theme]
    kinds = [line.kind for line in thread_lines(running, internal=True)]
    assert kinds == ["note", "text", "text"]


@pytest.mark.parametrize(
    ("act", "who", "state"),
    [("accept", "maija", "accepted"), ("refuse", "maija", "refused"),
     ("withdraw", "matti", "withdrawn")],
)  # fmt: skip
def test_an_offer_is_settled_once_and_each_step_is_in_the_access_log(
    request: pytest.FixtureRequest,
    offer: Handover,
    running: Conversation,
    act: str,
    who: str,
    state: str,
) -> None:
    user: User = request.getfixturevalue(who)
    settle: Any = getattr(services, f"{act}_handover")

    settle(conversation=running, by=user)
    with pytest.raises(Conflict):
        settle(conversation=running, by=user)

    offer.refresh_from_db()
    assert offer.state == state
    logged = AccessEntry.objects.order_by("id").values_list("action", "actor_id")
    assert list(logged) == [("offer", offer.giver_id), (act, user.pk)]


@pytest.mark.parametrize(("act", "who"), [("accept", "leena"), ("accept", "matti"),
                                          ("refuse", "matti"), ("withdraw", "maija")])  # fmt: skip
def test_nobody_settles_an_offer_that_is_not_theirs(
    request: pytest.FixtureRequest,
    offer: Handover,
    running: Conversation,
    act: str,
    who: str,
) -> None:
    settle: Any = getattr(services, f"{act}_handover")

    with pytest.raises(Conflict):
        settle(conversation=running, by=request.getfixturevalue(who))

    offer.refresh_from_db()
    assert offer.state == "offered"


@pytest.mark.parametrize("who", ["leena", "eero", "matti"])
def test_nothing_is_offered_to_who_is_away_elsewhere_or_has_it_already(
    request: pytest.FixtureRequest, running: Conversation, matti: User, who: str
) -> None:
    with pytest.raises(DomainError):
        services.offer_handover(
            conversation=running, by=matti, receiver=request.getfixturevalue(who)
        )


def test_only_who_answers_offers_and_only_once(
    running: Conversation, matti: User, maija: User, leena: User
) -> None:
    presence.beat(leena.pk)
    with pytest.raises(Conflict):
        services.offer_handover(conversation=running, by=maija, receiver=leena)
    services.offer_handover(conversation=running, by=matti, receiver=maija)

    with pytest.raises(Conflict):
        services.offer_handover(conversation=running, by=matti, receiver=leena)
    with pytest.raises(IntegrityError, match="one_offer"):
        Handover.objects.create(
            conversation=running, giver=matti, receiver=leena, offered_at=now()
        )


def test_an_offer_ends_when_its_receiver_signs_out(offer: Handover, maija: User) -> None:
    people.sign_off(user_id=maija.pk)

    offer.refresh_from_db()
    assert offer.state == "expired"


def test_an_offer_to_who_went_without_a_word_ends_with_the_next_heartbeat_of_a_console(
    offer: Handover, maija: User
) -> None:
    services.expire_offers()
    offer.refresh_from_db()
    assert offer.state == "offered"
    presence.forget(maija.pk)

    services.expire_offers()

    offer.refresh_from_db()
    assert offer.state == "expired"


def test_an_ended_conversation_is_offered_to_nobody(
    offer: Handover, running: Conversation, matti: User, maija: User
) -> None:
    services.close_conversation(conversation=running, by=matti, decision="advice")

    offer.refresh_from_db()
    assert offer.state == "expired"
    with pytest.raises(Conflict):
        services.accept_handover(conversation=running, by=maija)


@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_withdrawing_at_once_one_happens(
    running: Conversation, matti: User, maija: User
) -> None:
    for _ in range(10):
        giver, receiver = (matti, maija) if running.assignee == matti else (maija, matti)
        services.offer_handover(conversation=running, by=giver, receiver=receiver)

        results = at_once(
            partial(services.accept_handover, conversation=running, by=receiver),
            partial(services.withdraw_handover, conversation=running, by=giver),
        )

        lost = [isinstance(result, Conflict) for result in results]
        assert sorted(lost) == [False, True], results
        running.refresh_from_db()
        assert running.assignee == (giver if lost[0] else receiver)
        state = Handover.objects.latest("id").state
        assert state == ("withdrawn" if lost[0] else "accepted")


def test_a_client_on_whatsapp_is_told_there_and_keeps_their_named_worker(
    contact: Contact, matti: User, maija: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whatsapp_bridge.transport.WhatsApp.refusal", lambda *_: None)
    services.name_worker(contact=contact, worker=matti, by=None)
    thread = services.start_conversation(
        channel="whatsapp", unit=contact.unit, contact=contact, assignee=matti
    )
    services.offer_handover(conversation=thread, by=matti, receiver=maija)

    services.accept_handover(conversation=thread, by=maija)

    contact.refresh_from_db()
    assert contact.named_worker == matti
    assert Delivery.objects.get().message.author == "system"


def test_where_nothing_can_be_sent_now_no_line_pretends_that_the_client_was_told(
    contact: Contact, matti: User, maija: User
) -> None:
    thread = services.start_conversation(
        channel="whatsapp", unit=contact.unit, contact=contact, assignee=matti
    )
    services.offer_handover(conversation=thread, by=matti, receiver=maija)

    services.accept_handover(conversation=thread, by=maija)

    assert thread_lines(thread) == []


def test_the_time_line_tells_what_came_of_each_offer(
    waiting: Conversation, matti: User, maija: User
) -> None:
    services.take_conversation(conversation=waiting, by=matti)
    for settle, by in [(services.withdraw_handover, matti), (services.refuse_handover, maija),
                       (services.accept_handover, maija)]:  # fmt: skip
        services.offer_handover(conversation=waiting, by=matti, receiver=maija)
        settle(conversation=waiting, by=by)
    waiting.refresh_from_db()

    assert [event.text for event in selectors.thread_events(waiting)] == [
        "Sosiaaliohjaaja Matti otti keskustelun",
        "Sosiaaliohjaaja Matti perui siirron, jonka saaja oli Sosiaalityöntekijä Maija",
        "Sosiaalityöntekijä Maija ei ottanut keskustelua vastaan. Tarjoaja: Sosiaaliohjaaja Matti",
        "Sosiaaliohjaaja Matti siirsi keskustelun. Uusi vastaaja: Sosiaalityöntekijä Maija",
    ]


def test_a_worker_hands_over_without_scripts(
    sign_in: SignIn, running: Conversation, matti: User, maija: User
) -> None:
    giver, receiver = sign_in(matti), sign_in(maija)
    path = f"/staff/c/{running.public_id}/"
    assert f'value="{maija.pk}"' in giver.get(path).content.decode()

    giver.post(f"{path}handover/", {"to": maija.pk})
    strip = receiver.get("/staff/exports/").content.decode()
    mine = receiver.get("/staff/inbox/?box=mine").content.decode()
    answer = receiver.post(f"{path}handover/accept/")

    assert "Sosiaaliohjaaja Matti tarjoaa sinulle keskustelua." in strip
    assert "<title>(1)" in strip
    assert "Sosiaaliohjaaja Matti tarjoaa tätä sinulle" in mine
    assert (answer.status_code, answer["Location"]) == (302, path)
    running.refresh_from_db()
    assert running.assignee == maija


def test_eero_can_neither_offer_nor_be_offered(
    sign_in: SignIn, running: Conversation, matti: User, eero: User
) -> None:
    path = f"/staff/c/{running.public_id}/handover/"

    answers = [sign_in(eero).post(path, {"to": eero.pk}),
               sign_in(matti).post(path, {"to": eero.pk})]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Handover.objects.exists()
