"""From the visitor's keyboard to the record: no letter is lost on the way."""

import io
import json
import re
import uuid

import pikepdf
import pytest
from django.test import Client

from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.foundation.clock import now
from hub.people.models import User
from hub.records import delivery, packaging, selectors
from hub.records.models import Export
from hub.records.packaging.glyphs import INVISIBLE, displayable

LETTERS = "Hei Åke! מה שלומך \u200fהיום? مرحبا كيف حالك 👩‍👩‍👧‍👦 🇫🇮 ❤️ 👍🏽\n\tПривіт ไทย é ñ € – ’"


@pytest.fixture
def export(
    client: Client, db: None, visit: tuple[VisitorSession, str], matti: User
) -> Export:
    thread, token = visit[0].conversation, visit[1]
    client.post("/chat/messages/", {"token": token, "text": LETTERS, "key": uuid.uuid4()})
    conversations.take_conversation(conversation=thread, by=matti)
    conversations.send_reply(
        conversation=thread, by=matti, text=LETTERS, client_key=uuid.uuid4()
    )
    conversations.close_conversation(conversation=thread, by=matti, decision="recorded")
    made = delivery.draft_export(conversation_id=thread.pk, by=matti, now=now())
    assert made
    return made


def test_the_json_of_the_record_has_every_letter(export: Export) -> None:
    package = packaging.build(selectors.content_of(export))

    messages = json.loads(package.read("data/thread.json"))["messages"]

    assert [message["text"] for message in messages] == [LETTERS, LETTERS]


def test_every_letter_can_be_copied_from_the_document(export: Export) -> None:
    document = packaging.build(selectors.content_of(export)).document

    assert displayable(LETTERS)[1] == 0
    missing = (
        {letter for letter in LETTERS if not letter.isspace()}
        - INVISIBLE
        - copied(document)
    )
    assert missing == set()


def copied(document: bytes) -> set[str]:
    """What the document says its glyphs mean, to a reader, a searcher and a screen reader."""
    letters: set[str] = set()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                table = item.ToUnicode.read_bytes().decode("latin-1")
                for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
                    for meaning in re.findall(r"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", block):
                        letters |= set(bytes.fromhex(meaning).decode("utf-16-be"))
    return letters
