"""What people write is nowhere in the database as they wrote it."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from chat.models import VisitorSession
from hub.conversations import services
from hub.conversations.models import Conversation
from hub.people.models import Unit, User

WORDS = [
    "kanarialintu-viesti",
    "kanarialintu-vastaus",
    "kanarialintu-muistio",
    "kanarialintu-nimi",
    "kanarialintu-syy",
]
NUMBER, BSUID = "358409999123", "FI.kanarialintu99"


def every_value() -> Iterator[tuple[str, bytes]]:
    """Every row of every table, as text and with bytes unpacked."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    raw = (
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else str(value).encode()
                    )
                    yield table, raw


def where(canary: str) -> set[str]:
    return {table for table, value in every_value() if canary.encode() in value}


@pytest.fixture
def written(
    client: Client, visit: tuple[VisitorSession, str], matti: User, unit: Unit
) -> str:
    session, token = visit
    client.post("/chat/messages/", {"token": token, "text": WORDS[0]})
    thread = session.conversation
    services.take_conversation(conversation=thread, by=matti)
    services.send_reply(
        conversation=thread, by=matti, text=WORDS[1], client_key=uuid.uuid4()
    )
    services.add_note(conversation=thread, by=matti, text=WORDS[2], client_key=uuid.uuid4())
    services.find_or_create_contact(
        unit=unit, identities={"wa_id": NUMBER, "bsuid": BSUID}, name=WORDS[3]
    )
    services.close_conversation(
        conversation=thread, by=matti, decision="not_recordable", reason=WORDS[4]
    )
    return token


@pytest.mark.parametrize("canary", [*WORDS, NUMBER, BSUID])
def test_words_names_and_numbers_are_sealed(written: str, canary: str) -> None:
    assert where(canary) == set()


def test_a_visitors_token_is_nowhere(written: str) -> None:
    assert where(written) == set()


def test_the_search_would_find_what_is_there(written: str, matti: User) -> None:
    """A test of the test: what is stored openly is found."""
    assert where(matti.email) == {"people_user"}
    assert where(str(Conversation.objects.get().public_id))


def test_a_visitors_address_and_browser_are_nowhere(
    visit: tuple[VisitorSession, str], client: Client
) -> None:
    form = {"token": visit[1], "text": "Hei"}

    client.post(
        "/chat/messages/",
        form,
        REMOTE_ADDR="203.0.113.7",
        headers={"User-Agent": "kanarialintu/1"},
    )

    assert where("203.0.113.7") == where("kanarialintu/1") == set()
