"""Without scripts a frame looks for news by itself: it says that there is some, and never what."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from chat import selectors, services
from chat.models import VisitorSession
from chat.presence import alive
from chat.selectors.news import PAGE_SECONDS, TICKET_SECONDS
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.valkey import valkey
from hub.people.models import User

FRAME = re.compile(r'<iframe class="news"[^>]* src="(/[^"]+)"')
REFRESH = re.compile(r'<meta http-equiv="refresh" content="\d+;url=(/[^"]+)">')


@pytest.fixture
def token(visit: tuple[VisitorSession, str]) -> str:
    return visit[1]


@pytest.fixture
def address(client: Client, token: str) -> str:
    """Of the frame on a page that shows all of the conversation."""
    return frame_of(client.post("/chat/messages/list/", {"token": token}))


def frame_of(answer: Any) -> str:
    (found,) = FRAME.findall(answer.content.decode())
    return str(found)


def refreshed(client: Client, address: str) -> tuple[str, str]:
    """What the frame says, and where it looks next."""
    page = client.get(address).content.decode()
    found = REFRESH.findall(page)
    return " ".join(re.sub(r"<[^>]*>", " ", page).split()), found[0] if found else ""


def reply(visit: tuple[VisitorSession, str], matti: User, text: str) -> None:
    conversation = visit[0].conversation
    conversation.refresh_from_db()
    if conversation.assignee is None:
        conversations.take_conversation(conversation=conversation, by=matti)
        conversation.refresh_from_db()
    conversations.send_reply(
        conversation=conversation, by=matti, text=text, client_key=uuid.uuid4()
    )


def test_the_frame_tells_the_place_in_the_queue_then_that_messages_have_come(
    client: Client, visit: tuple[VisitorSession, str], address: str, matti: User
) -> None:
    said, following = refreshed(client, address)
    assert "Olet jonossa seuraavana" in said

    reply(visit, matti, "Salainen vastaus")
    reply(visit, matti, "Toinen salaisuus")

    said, following = refreshed(client, following)
    assert "2 uutta viestiä." in said
    assert "Hae uudet viestit" in said
    assert "salai" not in said.lower()
    assert "Matti" not in said
    assert refreshed(client, following)[0] == said


def test_what_the_visitor_wrote_and_notes_are_no_news(
    client: Client, visit: tuple[VisitorSession, str], address: str, matti: User
) -> None:
    conversation = visit[0].conversation
    services.post_message(
        conversation_id=conversation.pk, text="Oma viesti", client_key=uuid.uuid4()
    )
    conversations.take_conversation(conversation=conversation, by=matti)
    conversation.refresh_from_db()
    conversations.add_note(
        conversation=conversation, by=matti, text="Meille", client_key=uuid.uuid4()
    )

    assert "Ei uusia viestejä." in refreshed(client, address)[0]


def test_a_new_page_has_nothing_new(
    client: Client, visit: tuple[VisitorSession, str], token: str, matti: User
) -> None:
    reply(visit, matti, "Vastaus")

    page = client.post("/chat/messages/list/", {"token": token, "text": "Jäi kesken"})

    assert "Jäi kesken" in page.content.decode()
    assert "Ei uusia viestejä." in refreshed(client, frame_of(page))[0]


def test_the_end_is_told_and_not_asked_for_again(
    client: Client, token: str, address: str
) -> None:
    client.post("/chat/leave/", {"token": token})

    said, following = refreshed(client, address)

    assert "Keskustelu on päättynyt." in said
    assert following == ""


def test_a_person_can_stop_the_looking_and_begin_it_again(
    client: Client, address: str
) -> None:
    page = client.get(address).content.decode()
    (stop,) = re.findall(r'href="(/[^"]+\?still=1)"', page)

    still = client.get(stop).content.decode()

    assert not REFRESH.search(still)
    (again,) = re.findall(r'<a href="(/[^"]+)"', still)
    assert REFRESH.search(client.get(again).content.decode())


@pytest.mark.parametrize("spoil", ["end", "number", "seq", "until", "nothing", "letters"])
def test_a_changed_ticket_says_what_an_unknown_one_does(
    client: Client, visit: tuple[VisitorSession, str], address: str, spoil: str
) -> None:
    ticket = address.split("/")[-2]
    number, after, rest = ticket.split(".", 2)
    changed = {
        "end": f"{ticket[:-1]}{'A' if ticket[-1] != 'A' else 'B'}",
        "number": f"{int(number) + 1}.{after}.{rest}",
        "seq": f"{number}.{int(after) + 1}.{rest}",
        "until": f"{number}.{after}.9{rest}",
        "nothing": f"{number}.{after}.",
        "letters": "kanarialintu",
    }[spoil]

    answer = client.get(f"/chat/news/{changed}/")

    unknown = client.get("/chat/news/tuntematon/")
    assert answer.status_code == unknown.status_code == 404
    assert answer.content == unknown.content


def test_a_ticket_is_old_in_minutes_and_cannot_be_renewed_for_ever(
    client: Client, visit: tuple[VisitorSession, str]
) -> None:
    started = now()
    ticket = selectors.news_ticket(visit[0], now=started)
    with time_machine.travel(started + timedelta(seconds=TICKET_SECONDS + 60), tick=False):
        assert selectors.news(ticket, now=now()) is None

    passed = 0
    while passed + TICKET_SECONDS // 2 < PAGE_SECONDS:
        passed += TICKET_SECONDS // 2
        with time_machine.travel(started + timedelta(seconds=passed), tick=False):
            found = selectors.news(ticket, now=now())
            assert found
            ticket = found.ticket
    with time_machine.travel(started + timedelta(seconds=PAGE_SECONDS + 1), tick=False):
        assert selectors.news(ticket, now=now()) is None


def test_a_ticket_is_no_token_and_a_token_no_ticket(
    client: Client, token: str, address: str
) -> None:
    ticket = address.split("/")[-2]

    for path in ("messages/list", "messages", "leave", "code", "copy", "delete"):
        answer = client.post(f"/chat/{path}/", {"token": ticket, "text": "Hei"})
        assert answer.status_code == 404, path
    assert client.post("/chat/return/", {"code": ticket}).status_code != 200
    assert client.get(f"/chat/news/{token}/").status_code == 404
    assert client.post(address).status_code == 405
    assert token not in address


def test_a_ticket_dies_with_the_token(
    client: Client, visit: tuple[VisitorSession, str], address: str
) -> None:
    session = visit[0]
    code = services.issue_code(session=session)

    services.come_back(code=code, address="")

    assert client.get(address).status_code == 404


def test_a_ticket_of_practice_is_none_here(client: Client, rehearsed: Conversation) -> None:
    ticket = selectors.news_ticket(rehearsed.visitor, now=now())

    assert client.get(f"/chat/news/{ticket}/").status_code == 404


def test_looking_is_a_sign_of_life(
    client: Client, visit: tuple[VisitorSession, str], address: str
) -> None:
    number = visit[0].conversation_id
    valkey().delete(f"hub:visitor:{number}")
    assert not alive([number])

    client.get(address)

    assert alive([number]) == {number}


@pytest.mark.parametrize("origins", [[], ["https://www.example.org"]])
def test_only_our_page_and_whose_frame_it_is_may_show_the_frame(
    client: Client, settings: Any, token: str, origins: list[str]
) -> None:
    settings.EMBED_ORIGINS = origins

    page = client.post("/chat/messages/list/", {"token": token})
    frame = client.get(frame_of(page))

    assert "frame-src 'self'" in page["Content-Security-Policy"]
    listed = " ".join(["'self'", *origins])
    assert f"frame-ancestors {listed}" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    assert frame["Cache-Control"] == "no-store"
    assert not client.cookies
