"""The question about an identified channel, in the visitor's own pages: by form, by socket, in two tabs, and back."""

from typing import Any

import pytest
from django.test import Client

from chat import services as chat
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.people.models import User
from hub.privacy.retention import purge
from hub.requests import services
from hub.requests.models import Ask, ContactRequest
from tests.cast import SignIn
from tests.chat.wire import Connect

FORM = {"give": "1", "name": "Kaisa", "phone": "040 123 4567", "when": "any"}
YES, NO, BACK = "/chat/consent/", "/chat/consent/refuse/", "/chat/consent/withdraw/"


@pytest.fixture
def talk(visit: tuple[VisitorSession, str], matti: User) -> Conversation:
    """The visitor's conversation, which Matti answers."""
    return conversations.take_conversation(conversation=visit[0].conversation, by=matti)


@pytest.fixture
def ask(talk: Conversation, matti: User) -> Ask:
    return services.ask_permission(conversation=talk, by=matti, purpose="call")


@pytest.fixture
def answer(ask: Ask, token: str) -> dict[str, str]:
    return {"token": token, "ask": str(ask.public_id), "text": "Jäi kesken"}


def page(client: Client, token: str) -> str:
    return client.post("/chat/messages/list/", {"token": token}).content.decode()


def test_the_question_says_what_it_means_and_that_no_costs_nothing(
    client: Client, ask: Ask, token: str
) -> None:
    shown = page(client, token)

    assert "Sosiaaliohjaaja Matti kysyy: saammeko ottaa sinuun yhteyttä" in shown
    assert "Sinun ei tarvitse suostua" in shown
    assert str(ask.public_id) in shown


def test_before_the_yes_the_form_tells_of_the_link_and_the_record_and_keeps_the_text(
    client: Client, answer: dict[str, str]
) -> None:
    form = client.post(YES, answer)

    shown = form.content.decode()
    for words in ("Et ole meille enää nimetön", "liitetään toisiinsa", "asiakastietoihin"):
        assert words in shown
    assert form.context["draft"] == "Jäi kesken"
    assert (Ask.objects.get().state, ContactRequest.objects.count()) == ("asked", 0)


def test_a_yes_shows_the_number_in_the_chat_and_no_message_is_written(
    client: Client, answer: dict[str, str], talk: Conversation
) -> None:
    given = client.post(YES, answer | FORM | {"draft": "Jäi kesken"})

    request = ContactRequest.objects.get()
    shown = given.content.decode()
    assert request.spoken in shown
    assert "Jäi kesken" in shown
    assert "Kaisa" not in shown
    assert Message.objects.count() == 0
    assert (request.ask.conversation, request.source) == (talk, "chat")


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"phone": "123"}, {"when_note": "x" * 201}]
)
def test_a_mistake_brings_the_form_back_with_every_word(
    client: Client, answer: dict[str, str], wrong: dict[str, str]
) -> None:
    refused = client.post(YES, answer | FORM | {"draft": "Jäi kesken"} | wrong)

    assert (refused.status_code, ContactRequest.objects.count()) == (422, 0)
    assert set(refused.context["faults"]) == set(wrong)
    assert refused.context["typed"]["name"] == wrong.get("name", "Kaisa")
    assert refused.context["draft"] == "Jäi kesken"


def test_a_no_leaves_the_chat_and_its_text_and_the_worker_knows(
    client: Client,
    answer: dict[str, str],
    talk: Conversation,
    token: str,
    sign_in: SignIn,
    matti: User,
) -> None:
    refused = client.post(NO, answer)
    again = client.post(YES, answer | FORM)

    assert "pysyt nimettömänä" in refused.content.decode()
    assert "Jäi kesken" in refused.content.decode()
    assert (again.status_code, ContactRequest.objects.count()) == (409, 0)
    said = client.post("/chat/messages/", {"token": token, "text": "Jatketaan"})
    assert said.status_code == 200
    thread = sign_in(matti).get(f"/staff/c/{talk.public_id}/").content.decode()
    assert "Asiakas ei suostunut" in thread


def test_a_question_withdrawn_meanwhile_keeps_what_was_typed_and_shows_another_way(
    client: Client, answer: dict[str, str], ask: Ask, matti: User, token: str
) -> None:
    services.withdraw_ask(conversation=ask.conversation, by=matti)

    late = client.post(YES, answer | FORM)
    later = client.post(YES, answer)

    assert (late.status_code, ContactRequest.objects.count()) == (409, 0)
    assert 'value="Kaisa"' in late.content.decode()
    assert 'href="/contact-request/"' in late.content.decode()
    assert "perui kysymyksen" in later.content.decode()


def test_the_request_is_taken_back_while_nobody_has_reached_the_client(
    client: Client, answer: dict[str, str], token: str, talk: Conversation
) -> None:
    client.post(YES, answer | FORM)

    back = client.post(BACK, {"token": token, "text": "Jäi kesken"})

    request = ContactRequest.objects.get()
    assert (request.state, request.details.name) == ("cancelled", "")
    assert not Ask.objects.filter(request=request).exists()
    assert "hävitetty" in back.content.decode()
    assert "Jäi kesken" in back.content.decode()
    assert client.post(BACK, {"token": token}).status_code == 409


def test_after_the_end_it_is_taken_back_by_token_and_by_code(
    client: Client,
    answer: dict[str, str],
    token: str,
    talk: Conversation,
    matti: User,
) -> None:
    code = client.post("/chat/code/", {"token": token}).context["code"]
    client.post(YES, answer | FORM)
    conversations.close_conversation(conversation=talk, by=matti, decision="advice")
    ended = client.post("/chat/return/", {"code": code})
    fresh = ended.context["session"]["token"]

    assert f'action="{BACK}"' in ended.content.decode()
    client.post(BACK, {"token": fresh})

    assert ContactRequest.objects.get().state == "cancelled"


def test_when_a_worker_has_reached_them_the_page_says_so(
    client: Client, answer: dict[str, str], token: str, matti: User
) -> None:
    client.post(YES, answer | FORM)
    request = services.take_request(request=ContactRequest.objects.get(), by=matti)
    services.record_offer(request=request, by=matti)

    refused = client.post(BACK, {"token": token})

    assert refused.status_code == 409
    assert "on jo ollut sinuun yhteydessä" in refused.content.decode()


def test_nobody_answers_for_another_visitor(
    client: Client, answer: dict[str, str], pair: list[User]
) -> None:
    _other, token = chat.start_visit(language="fi")

    for path in (YES, NO, BACK):
        client.post(path, answer | FORM | {"token": token})
        client.post(path, answer | FORM | {"token": "x" * 43})

    assert Ask.objects.get().state == "asked"
    assert ContactRequest.objects.count() == 0


@pytest.mark.parametrize(
    "junk", ["", "x", "6efb8fe6-64c8-436c-bd69-ff17bcb4f2a9", "\x00", "9" * 400]
)
def test_an_unknown_question_is_refused_in_words(
    client: Client, answer: dict[str, str], junk: str
) -> None:
    for path in (YES, NO):
        assert client.post(path, answer | FORM | {"ask": junk}).status_code == 409
    assert Ask.objects.get().state == "asked"


def test_a_deleted_chat_leaves_the_request_and_no_way_from_one_to_the_other(
    client: Client, answer: dict[str, str], token: str, talk: Conversation
) -> None:
    client.post(YES, answer | FORM)
    assert "jää voimaan" in page(client, token)

    client.post("/chat/delete/", {"token": token})

    request = ContactRequest.objects.get()
    assert (request.state, request.details.name) == ("new", "Kaisa")
    assert Ask.objects.count() == 0


def test_at_the_end_of_its_time_the_chat_goes_and_the_request_stays(
    client: Client, answer: dict[str, str], talk: Conversation, matti: User, settings: Any
) -> None:
    settings.CHAT_RETENTION_HOURS = -1
    client.post(YES, answer | FORM)
    conversations.close_conversation(conversation=talk, by=matti, decision="advice")
    from hub.foundation.clock import now

    counts = purge(now=now())

    assert (counts["closed_chats"], counts["consent_asks"]) == (1, 1)
    assert ContactRequest.objects.get().details.name == "Kaisa"


def test_the_worker_asks_withdraws_and_follows_the_card_to_the_request(
    client: Client, sign_in: SignIn, talk: Conversation, maija: User, token: str
) -> None:
    worker, acts = sign_in(maija), f"/staff/c/{talk.public_id}/acts"
    for act, words in (
        ("ask-consent", "Kysytty, ei vielä vastausta"),
        ("withdraw-consent", "Pyydä siirtymään"),
        ("ask-consent", "Kysytty, ei vielä vastausta"),
    ):
        done = worker.post(
            f"{acts}/{act}/", {"purpose": "meeting"}, headers={"HX-Request": "true"}
        )
        assert words in done.content.decode()
    ask = Ask.objects.latest("id")
    client.post(YES, {"token": token, "ask": str(ask.public_id)} | FORM)

    thread = worker.get(f"/staff/c/{talk.public_id}/").content.decode()

    request = ContactRequest.objects.get()
    assert f"/staff/requests/{request.public_id}/" in thread
    assert "Kaisa" not in thread
    sheet = worker.get(f"/staff/requests/{request.public_id}/").content.decode()
    assert f"/staff/c/{talk.public_id}/" in sheet
    assert "lupa annettu" in sheet


def test_a_refused_act_and_an_unknown_one_are_told(
    sign_in: SignIn, talk: Conversation, maija: User, eero: User
) -> None:
    acts = f"/staff/c/{talk.public_id}/acts"
    hinted = {"HX-Request": "true"}

    nothing = sign_in(maija).post(f"{acts}/withdraw-consent/", headers=hinted)
    wrong = sign_in(maija).post(f"{acts}/ask-consent/", {"purpose": "x"}, headers=hinted)
    unknown = sign_in(maija).post(f"{acts}/anything/", headers=hinted)
    elsewhere = sign_in(eero).post(f"{acts}/ask-consent/", {"purpose": "call"})

    assert [each.status_code for each in (nothing, wrong, unknown, elsewhere)] == [
        409,
        409,
        404,
        404,
    ]
    assert Ask.objects.count() == 0


def test_a_script_is_answered_in_json(client: Client, answer: dict[str, str]) -> None:
    def posted(path: str, fields: dict[str, str]) -> Any:
        return client.post(path, fields, headers={"Accept": "application/json"})

    wrong = posted(YES, answer | FORM | {"phone": "1"})
    given = posted(YES, answer | FORM)
    back = posted(BACK, answer)

    assert (wrong.status_code, set(wrong.json()["faults"])) == (422, {"phone"})
    assert set(given.json()) == {"reference"}
    assert back.json() == {"state": "taken_back"}


@pytest.mark.django_db(transaction=True)
async def test_both_tabs_learn_that_something_was_asked_and_answered(
    connect: Connect, token: str, visit: tuple[VisitorSession, str], matti: User
) -> None:
    from channels.db import database_sync_to_async as aside

    first, second = await connect(), await connect()
    assert (await first.join(token))["asked"] == ""
    await second.join(token)

    def take_and_ask() -> Ask:
        talk = conversations.take_conversation(conversation=visit[0].conversation, by=matti)
        return services.ask_permission(conversation=talk, by=matti, purpose="call")

    ask = await aside(take_and_ask)()
    seen = [await version(tab, "") for tab in (first, second)]
    await aside(services.refuse_ask)(conversation=ask.conversation, ask_id=ask.public_id)
    after = [await version(tab, seen[0]) for tab in (first, second)]

    assert seen[0] == seen[1] != ""
    assert after[0] == after[1] != seen[0]


async def version(tab: Any, before: str) -> str:
    """The next one that is another."""
    while True:
        told: str = (await tab.next("state"))["asked"]
        if told != before:
            return told
