"""A client of an anonymous chat is asked, and only their own yes makes them known to us."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from hub.conversations import services as conversations
from hub.conversations.models import Contact, Conversation
from hub.conversations.retention import destroy
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError
from hub.people.models import User
from hub.privacy.models import AccessEntry
from hub.requests import services
from hub.requests.errors import Unfit
from hub.requests.models import Ask, ContactRequest, Details
from tests.chat.trainees import practice_of
from tests.conversations.crowd import at_once

KAISA = Details(name="Kaisa", phone="040 123 4567")


@pytest.fixture
def ask(running: Conversation, matti: User) -> Ask:
    """Matti asks the client of his chat whether he may call them."""
    return services.ask_permission(conversation=running, by=matti, purpose="call")


def give(ask: Ask, details: Details = KAISA) -> ContactRequest:
    return services.give_consent(
        conversation=ask.conversation, ask_id=ask.public_id, details=details, when="any"
    )


def test_a_yes_makes_a_request_that_leads_back_to_the_chat(ask: Ask) -> None:
    request = give(ask)

    ask.refresh_from_db()
    assert (ask.state, ask.request) == ("given", request)
    assert (request.source, request.consented_at) == ("chat", ask.settled_at)
    assert (request.details.name, request.details.phone) == ("Kaisa", "+358401234567")


def test_the_chat_stays_without_a_contact_and_says_nothing_of_who_wrote(ask: Ask) -> None:
    give(ask)

    ask.conversation.refresh_from_db()
    assert ask.conversation.contact is None
    assert ask.conversation.messages.count() == 0
    assert Contact.objects.count() == 0


def test_a_no_and_silence_leave_everything_as_it_was(
    ask: Ask, running: Conversation
) -> None:
    before = Conversation.objects.filter(pk=running.pk).values().get()

    services.refuse_ask(conversation=running, ask_id=ask.public_id)
    services.refuse_ask(conversation=running, ask_id=ask.public_id)  # pressed twice

    assert Conversation.objects.filter(pk=running.pk).values().get() == before
    assert ContactRequest.objects.count() == 0
    with pytest.raises(Conflict):
        give(ask)


def test_the_same_yes_twice_is_one_request(ask: Ask) -> None:
    assert give(ask) == give(ask)
    assert ContactRequest.objects.count() == 1


def test_a_yes_without_a_way_to_be_reached_asks_again_and_gives_nothing(ask: Ask) -> None:
    with pytest.raises(Unfit) as refused:
        give(ask, Details())

    ask.refresh_from_db()
    assert set(refused.value.faults) == {"name", "phone"}
    assert (ask.state, ContactRequest.objects.count()) == ("asked", 0)


def test_one_question_at_a_time_and_none_after_a_yes(
    ask: Ask, running: Conversation, maija: User
) -> None:
    with pytest.raises(Conflict):
        services.ask_permission(conversation=running, by=maija, purpose="meeting")
    give(ask)

    with pytest.raises(Conflict):
        services.ask_permission(conversation=running, by=maija, purpose="meeting")


def test_after_a_no_the_client_may_be_asked_again(
    ask: Ask, running: Conversation, matti: User
) -> None:
    services.refuse_ask(conversation=running, ask_id=ask.public_id)

    again = services.ask_permission(conversation=running, by=matti, purpose="meeting")

    assert give(again).purpose == "meeting"
    with pytest.raises(Conflict):  # a page of the first question, left open
        services.give_consent(
            conversation=running, ask_id=ask.public_id, details=KAISA, when="any"
        )


def test_nobody_is_asked_while_waiting_after_the_end_in_practice_or_on_whatsapp(
    waiting: Conversation, running: Conversation, contact: Contact, unit: Any, matti: User
) -> None:
    start = conversations.start_conversation
    rehearsal = practice_of(unit, matti)
    practice = start(channel="chat", unit=unit, practice=rehearsal, assignee=matti)
    known = start(
        channel="whatsapp", unit=unit, contact=contact, connection="demo", assignee=matti
    )
    conversations.close_conversation(conversation=running, by=matti, decision="advice")

    for thread in (waiting, running, practice, known):
        with pytest.raises(DomainError):
            services.ask_permission(conversation=thread, by=matti, purpose="call")
    assert Ask.objects.count() == 0


def test_whatsapp_is_asked_about_only_where_the_organisation_answers_there(
    running: Conversation, matti: User, settings: Any
) -> None:
    settings.ORGANISATION_WHATSAPP = ""

    with pytest.raises(DomainError):
        services.ask_permission(conversation=running, by=matti, purpose="whatsapp")


@pytest.mark.parametrize("end", ["close", "leave"])
def test_a_yes_to_a_chat_that_has_ended_is_refused(
    ask: Ask, running: Conversation, matti: User, end: str
) -> None:
    if end == "close":
        conversations.close_conversation(conversation=running, by=matti, decision="advice")
    else:
        conversations.client_left(conversation=running)

    with pytest.raises(Conflict):
        give(ask)
    assert ContactRequest.objects.count() == 0


def test_what_is_taken_back_leaves_no_link_no_name_and_no_key(ask: Ask) -> None:
    request = give(ask)

    services.take_back_consent(conversation=ask.conversation)

    request.refresh_from_db()
    ask.refresh_from_db()
    assert (ask.state, ask.request) == ("taken_back", None)
    assert (request.state, request.consented_at) == ("cancelled", None)
    assert (bytes(request.data_key), request.details_sealed) == (b"", None)
    with pytest.raises(Conflict):
        services.take_back_consent(conversation=ask.conversation)


def test_after_a_worker_has_reached_the_client_it_is_not_taken_back(
    ask: Ask, matti: User
) -> None:
    request = services.take_request(request=give(ask), by=matti)
    services.record_offer(request=request, by=matti)

    with pytest.raises(Conflict):
        services.take_back_consent(conversation=ask.conversation)

    request.refresh_from_db()
    assert request.details.name == "Kaisa"


def test_a_link_without_consent_does_not_fit_the_database(ask: Ask) -> None:
    request = give(ask)

    with pytest.raises(IntegrityError, match="no_link_without_consent"):
        Ask.objects.filter(pk=ask.pk).update(state="refused", request=request)


def test_the_request_outlives_the_words_of_the_chat_and_the_link_does_not(
    ask: Ask, running: Conversation
) -> None:
    from hub.requests.retention import LooseAsks

    request = give(ask)
    assert LooseAsks().count_due(now=now()) == 0
    destroy([running.pk], now=now())

    assert LooseAsks().count_due(now=now()) == 1
    LooseAsks().purge(now=now(), limit=10)

    request.refresh_from_db()
    assert request.details.name == "Kaisa"
    assert Ask.objects.count() == 0


def test_the_access_log_has_each_step_and_never_both_ends_of_the_link(ask: Ask) -> None:
    request = give(ask)
    services.take_back_consent(conversation=ask.conversation)

    entries = AccessEntry.objects.order_by("id")
    conversation, made = str(ask.conversation.public_id), str(request.public_id)
    told = [(entry.action, entry.object_id) for entry in entries]
    assert told == [
        ("ask_consent", conversation),
        ("consent", made),
        ("take_back", made),
    ]
    for entry in entries:
        assert not {conversation, made} <= {entry.object_id, *entry.ground.split()}


ACTS = ["ask", "withdraw", "refuse", "give", "take_back", "take", "offer", "close"]
# What each act does to the state of the last question, as a person would tell it; anything else is refused.
NEXT = {
    ("", "ask"): "asked",
    ("refused", "ask"): "asked",
    ("withdrawn", "ask"): "asked",
    ("taken_back", "ask"): "asked",
    ("asked", "withdraw"): "withdrawn",
    ("asked", "refuse"): "refused",
    ("refused", "refuse"): "refused",
    ("asked", "give"): "given",
    ("given", "give"): "given",
    ("given", "take_back"): "taken_back",
}


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=60,
)
@given(acts=some.lists(some.sampled_from(ACTS), max_size=12))
def test_in_whatever_order_they_press_there_is_a_link_exactly_while_the_yes_stands(
    unit: Any, matti: User, acts: list[str]
) -> None:
    chat = conversations.start_conversation(channel="chat", unit=unit, assignee=matti)
    state, ended, reached = "", False, False

    for act in acts:
        follows = NEXT.get((state, act))
        if ended and act in ("ask", "give") and state != "given":
            follows = None
        if act == "take_back" and reached:
            follows = None
        changed = do(act, chat, matti)
        if act == "close":
            ended = True
        elif act == "offer":
            reached = reached or (changed and state == "given")
        elif act != "take":
            assert changed is bool(follows), (state, act)
            state = follows or state
            reached = reached and state == "given"

        last = Ask.objects.filter(conversation=chat).order_by("-id").first()
        assert (last.state if last else "") == state
        links = Ask.objects.filter(conversation=chat, request__isnull=False)
        assert [link.state for link in links] == (["given"] if state == "given" else [])
        for request in ContactRequest.objects.filter(ask=None, source="chat"):
            assert (request.state, request.details.name) == ("cancelled", "")


def do(act: str, chat: Conversation, matti: User) -> bool:
    """Whether it did anything."""
    last = Ask.objects.filter(conversation=chat).order_by("-id").first()
    ask_id = last.public_id if last else uuid.uuid4()
    asked = ContactRequest.objects.filter(ask=last).first() if last else None
    chats: dict[str, Any] = {"conversation": chat}
    acts: dict[str, Any] = {
        "ask": partial(services.ask_permission, **chats, by=matti, purpose="call"),
        "withdraw": partial(services.withdraw_ask, **chats, by=matti),
        "refuse": partial(services.refuse_ask, **chats, ask_id=ask_id),
        "give": partial(
            services.give_consent, **chats, ask_id=ask_id, details=KAISA, when="any"
        ),
        "take_back": partial(services.take_back_consent, **chats),
        "close": partial(
            conversations.close_conversation, **chats, by=matti, decision="advice"
        ),
    }
    if asked:
        acts["take"] = partial(services.take_request, request=asked, by=matti)
        acts["offer"] = partial(services.record_offer, request=asked, by=matti)
    if act not in acts:
        return False
    try:
        acts[act]()
    except DomainError:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_yes_at_once_leave_one_of_them_and_nothing_half(
    unit: Any, matti: User
) -> None:
    for _round in range(8):
        chat = conversations.start_conversation(channel="chat", unit=unit, assignee=matti)
        ask = services.ask_permission(conversation=chat, by=matti, purpose="call")

        withdrawn, given_ = at_once(
            lambda chat=chat: services.withdraw_ask(conversation=chat, by=matti),  # type: ignore[misc]
            lambda ask=ask: give(ask),  # type: ignore[misc]
        )

        ask.refresh_from_db()
        if isinstance(given_, ContactRequest):
            assert isinstance(withdrawn, Conflict)
            assert (ask.state, ask.request) == ("given", given_)
        else:
            assert isinstance(given_, Conflict)
            assert (ask.state, ask.request, withdrawn) == ("withdrawn", None, None)
            assert not ContactRequest.objects.filter(ask=None).exists()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_a_worker_who_offers_a_time_do_not_both_win(
    unit: Any, matti: User
) -> None:
    for _round in range(8):
        chat = conversations.start_conversation(channel="chat", unit=unit, assignee=matti)
        ask = services.ask_permission(conversation=chat, by=matti, purpose="call")
        request = services.take_request(request=give(ask), by=matti)

        at_once(
            lambda chat=chat: services.take_back_consent(conversation=chat),  # type: ignore[misc]
            lambda request=request: services.record_offer(request=request, by=matti),  # type: ignore[misc]
        )

        request.refresh_from_db()
        ask.refresh_from_db()
        assert (request.state, bool(request.details.name), ask.state) in {
            ("offered", True, "given"),
            ("cancelled", False, "taken_back"),
        }
    connection.close()
