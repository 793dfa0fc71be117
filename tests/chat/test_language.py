"""Words in the visitor's own language, and the draft that moves with them."""

import pytest
from django.test import Client
from django.utils import translation

from chat import selectors
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.people import presence
from hub.people.models import User

Visit = tuple[VisitorSession, str]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Sinulle vastaavat sosiaalityöntekijä Maija ja sosiaaliohjaaja Matti"),
        ("selko", "Sinulle vastaavat sosiaalityöntekijä Maija ja sosiaaliohjaaja Matti"),
        ("sv", "Du får svar av socialarbetare Maija och socialhandledare Matti"),
        ("en", "You are answered by social worker Maija and social instructor Matti"),
    ],
)
def test_the_pair_is_named_in_one_sentence(
    visit: Visit, language: str, sentence: str
) -> None:
    with translation.override(language):
        assert selectors.room(visit[0]).answerers == sentence


def test_one_who_answers_alone_is_named_alone(visit: Visit, pair: list[User]) -> None:
    presence.forget(pair[0].pk)

    with translation.override("fi"):
        assert selectors.room(visit[0]).answerers == "Sinulle vastaa sosiaaliohjaaja Matti"


def test_nobody_is_named_while_nobody_is_here(visit: Visit, pair: list[User]) -> None:
    for worker in pair:
        presence.forget(worker.pk)

    assert selectors.room(visit[0]).answerers == ""


def test_a_page_in_another_language_brings_the_draft_and_tells_the_worker(
    client: Client, visit: Visit, matti: User
) -> None:
    conversations.take_conversation(conversation=visit[0].conversation, by=matti)

    page = client.post("/sv/chat/messages/list/", {"token": visit[1], "text": "Jäi kesken"})

    assert "Jäi kesken</textarea>" in page.content.decode()
    assert "Du får svar av socialhandledare Matti" in page.content.decode()
    assert Conversation.objects.get().language == "sv"
    assert not Conversation.objects.get().last_seq


def test_fetching_messages_without_scripts_keeps_the_draft(
    client: Client, visit: Visit
) -> None:
    page = client.post("/chat/messages/list/", {"token": visit[1], "text": "<b>Kesken"})

    assert "&lt;b&gt;Kesken</textarea>" in page.content.decode()
    assert Conversation.objects.get().language == "fi"


def test_the_closed_page_can_be_looked_at_again_without_scripts(
    client: Client, pair: list[User]
) -> None:
    presence.forget(pair[0].pk)

    refused = client.post("/sv/chat/start/", {})

    assert (
        'form="ask" formaction="/sv/chat/question/" name="look" value="1" data-look>'
        in refused.content.decode()
    )


def test_the_unit_has_a_name_in_each_language(
    client: Client, db: None, settings: object
) -> None:
    settings.ORGANISATION_UNIT, settings.ORGANISATION_UNIT_IN = (
        "Sosiaalitoimi",
        {"sv": "Socialväsendet", "en": ""},
    )  # type: ignore[attr-defined]

    pages = [client.get(path).content.decode() for path in ("/", "/sv/", "/en/", "/selko/")]

    names = [
        next(name for name in ("Sosiaalitoimi", "Socialväsendet") if name in page)
        for page in pages
    ]
    assert names == ["Sosiaalitoimi", "Socialväsendet", "Sosiaalitoimi", "Sosiaalitoimi"]
