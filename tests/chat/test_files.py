"""A visitor's files: sent with scripts and without, told in their language, and fetched with the token in the body."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chat.models import VisitorSession
from hub.conversations import services, tasks
from hub.conversations.models import Attachment, Conversation, Message
from hub.people.models import User
from tests.chat.wire import Connect
from tests.conversations.samples import CANARY, Clamd, clamd, document, picture
from tests.foundation.test_logs import lines, valkey

__all__ = ["lines"]
JSON = {"Accept": "application/json"}
Visit = tuple[VisitorSession, str]


@pytest.fixture(autouse=True)
def on(settings: Any) -> None:
    settings.CHAT_ATTACHMENTS, settings.CLAMAV_URL = True, ""


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    with clamd() as server:
        settings.CLAMAV_URL = server.address
        yield server


def form(visit: Visit, data: bytes | None = None, **fields: Any) -> dict[str, Any]:
    file = SimpleUploadedFile(f"{CANARY}-name.html", data or picture(), "text/html")
    return {"token": visit[1], "file_key": str(uuid.uuid4()), "file": file} | fields


def scanned() -> None:
    tasks.scan_attachment(attachment_id=Attachment.objects.latest("pk").pk)


def answered(visit: Visit, by: User) -> int:
    thread = Conversation.objects.get(pk=visit[0].conversation_id)
    services.take_conversation(conversation=thread, by=by)
    return services.send_attachment(
        conversation=thread, by=by, data=document(), client_key=uuid.uuid4()
    ).seq


def test_while_they_are_off_there_is_no_field_and_no_way(
    client: Client, visit: Visit, settings: Any
) -> None:
    settings.CHAT_ATTACHMENTS = False

    page = client.post("/chat/messages/list/", {"token": visit[1]}).content.decode()
    post = client.post("/chat/files/", form(visit), headers=JSON)

    assert "file" not in page.replace("profile", "")
    assert (post.status_code, post.json()["code"]) == (409, "off")
    assert post.json()["text"] == "Tässä keskustelussa ei voi lähettää tiedostoja."
    assert not Message.objects.exists()


def test_a_file_is_sent_and_shown_without_scripts(client: Client, visit: Visit) -> None:
    page = client.post("/chat/files/", form(visit, text="Vielä kesken"))

    told = page.content.decode()
    assert page.status_code == 200
    assert "tiedosto-1.jpg" in told
    assert "Lähetetty" in told
    assert ">Vielä kesken</textarea>" in told
    assert CANARY not in told
    assert Message.objects.get().author == "client"


def test_a_refusal_stands_beside_the_field_and_the_text_is_kept(
    client: Client, visit: Visit
) -> None:
    wrong = client.post("/sv/chat/files/", form(visit, b"MZ program", text="Kvar"))
    none = client.post("/chat/files/", {"token": visit[1], "text": "Kvar"})

    assert (wrong.status_code, none.status_code) == (409, 409)
    assert "Man kan skicka bara bilder" in wrong.content.decode()
    assert "Valitse ensin tiedosto." in none.content.decode()
    for page in (wrong, none):
        assert ">Kvar</textarea>" in page.content.decode()


def test_who_presses_send_with_a_file_chosen_learns_that_only_the_text_went(
    client: Client, visit: Visit
) -> None:
    page = client.post(
        "/chat/messages/", {"token": visit[1], "text": "Hei", "file": "kuva.jpg"}
    )

    assert "Vain tekstisi lähti." in page.content.decode()


def test_a_button_that_sends_no_text_says_nothing_of_a_file(
    client: Client, visit: Visit
) -> None:
    page = client.post("/chat/code/", {"token": visit[1], "file": "[object File]"})

    assert page.status_code == 200
    assert "Vain tekstisi lähti." not in page.content.decode()


def test_too_large_a_file_is_told_as_such(
    client: Client, visit: Visit, settings: Any
) -> None:
    settings.CHAT_ATTACHMENT_MEGABYTES, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1, 1 << 20

    for size in (1 << 20, 3 << 20):
        post = client.post(
            "/chat/files/", form(visit, b"\xff\xd8\xff" * size), headers=JSON
        )
        assert (post.status_code, post.json()["code"]) == (409, "large")
        assert "enintään 1 Mt" in post.json()["text"]


def test_the_same_key_is_the_same_file(client: Client, visit: Visit) -> None:
    key = str(uuid.uuid4())

    first, second = (
        client.post("/chat/files/", form(visit, file_key=key), headers=JSON).json()
        for _ in range(2)
    )

    assert first == second
    assert first["key"] == key
    assert Attachment.objects.count() == 1


def test_a_form_that_sent_its_file_may_still_send_its_text(
    client: Client, visit: Visit
) -> None:
    key = str(uuid.uuid4())
    client.post("/chat/files/", form(visit, key=key))

    client.post("/chat/messages/", {"token": visit[1], "key": key, "text": "Hei"})

    assert Message.objects.count() == 2


def test_files_come_at_a_persons_pace(client: Client, visit: Visit, settings: Any) -> None:
    settings.CHAT_ATTACHMENTS_PER_TEN_MINUTES = 1
    client.post("/chat/files/", form(visit), headers=JSON)

    post = client.post("/chat/files/", form(visit), headers=JSON)

    assert (post.status_code, post.json()["code"]) == (409, "too_fast")
    settings.CHAT_ATTACHMENTS = False
    post = client.post("/chat/files/", form(visit), headers=JSON)
    assert post.json()["code"] == "off"


def test_a_stranger_sends_and_fetches_nothing(client: Client, visit: Visit) -> None:
    nobody = (visit[0], "x" * 43)

    assert client.post("/chat/files/", form(nobody), headers=JSON).status_code == 404
    assert (
        client.post("/chat/files/fetch/", {"token": nobody[1], "seq": 1}).status_code == 404
    )
    assert client.get("/chat/files/fetch/?seq=1").status_code == 302


def test_the_visitor_fetches_the_workers_file_with_the_token_in_the_body(
    client: Client, visit: Visit, matti: User, scanner: Clamd
) -> None:
    seq = answered(visit, matti)
    fields = {"token": visit[1], "seq": seq}
    before = client.post("/chat/files/fetch/", fields)
    scanned()

    page = client.post("/chat/messages/list/", {"token": visit[1]}).content.decode()
    answer = client.post("/chat/files/fetch/", fields)

    assert before.status_code == 404
    assert "Tallenna tiedosto" in page
    assert answer["Content-Disposition"] == f'attachment; filename="tiedosto-{seq}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.content.startswith(b"%PDF-")


def test_another_visitor_does_not_fetch_it(
    client: Client, visit: Visit, matti: User, scanner: Clamd
) -> None:
    from chat import services as chat

    seq = answered(visit, matti)
    scanned()
    _session, token = chat.start_visit(language="fi")

    answer = client.post("/chat/files/fetch/", {"token": token, "seq": seq})

    assert answer.status_code == 404


def test_a_workers_held_file_is_not_for_the_visitor(
    client: Client, visit: Visit, matti: User, scanner: Clamd
) -> None:
    scanner.manner = "garbage"
    seq = answered(visit, matti)
    scanned()

    told = client.post("/chat/messages/list/", {"token": visit[1]}, headers=JSON).json()
    answer = client.post("/chat/files/fetch/", {"token": visit[1], "seq": seq})

    (line,) = told["messages"]
    assert (line["attachment"]["fetchable"], line["attachment"]["label"]) == (
        False,
        "tarkistetaan",
    )
    assert answer.status_code == 404


def test_names_and_words_of_a_file_are_told_nowhere(
    lines: Any, client: Client, visit: Visit, scanner: Clamd
) -> None:
    scanner.manner = "garbage"
    client.post("/chat/files/", form(visit, document(), text=CANARY))
    scanned()
    client.post("/chat/files/", form(visit, b"%PDF-1.7 " + CANARY.encode()), headers=JSON)

    told = lines.getvalue()
    assert "A file could not be scanned" in told
    assert '"route": "chat:attach"' in told
    for canary in (CANARY, visit[1]):
        assert canary not in told
        assert canary not in "\n".join(valkey())


# --- Live ---


@pytest.mark.django_db(transaction=True)
async def test_the_file_and_what_becomes_of_it_reach_every_tab(
    visit: Visit, connect: Connect, scanner: Clamd
) -> None:
    from channels.db import database_sync_to_async

    from chat import services as chat

    tabs = [await connect(), await connect()]
    for tab in tabs:
        await tab.join(visit[1])
    key = uuid.uuid4()

    await database_sync_to_async(chat.send_file)(
        session=visit[0], data=picture(), client_key=key
    )
    for tab in tabs:
        frame = await tab.next("message")
        assert (frame["seq"], frame["key"]) == (1, str(key))
        assert frame["attachment"]["state"] == "waiting"
        assert frame["attachment"]["label"] == "tarkistetaan"
    await database_sync_to_async(scanned)()

    for tab in tabs:
        frame = await tab.next("attachment")
        assert (frame["seq"], frame["attachment"]["state"]) == (1, "clean")
    later = await connect()
    await later.join(visit[1], after=0)
    assert (await later.next("message"))["attachment"]["state"] == "clean"
