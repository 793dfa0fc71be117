"""Files in a thread: only where they are switched on, cleaned before they are stored, and gone with the words."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from hub.conversations import selectors, services, tasks
from hub.conversations.journal import Line
from hub.conversations.models import Attachment, Contact, Conversation, Message
from hub.foundation.clock import now
from hub.foundation.errors import DomainError, NotOpen
from hub.people.models import Unit, User
from hub.privacy import retention
from hub.privacy.models import AccessEntry
from hub.privacy.sealing import SealBroken
from tests.cast import SignIn
from tests.conversations.crowd import at_once
from tests.conversations.samples import CANARY, Clamd, clamd, document, picture

State = Attachment.State


@pytest.fixture(autouse=True)
def on(settings: Any) -> None:
    settings.CHAT_ATTACHMENTS, settings.CLAMAV_URL = True, ""


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    with clamd() as server:
        settings.CLAMAV_URL = server.address
        yield server


def send(
    thread: Conversation, data: bytes | None = None, key: uuid.UUID | None = None
) -> Line:
    return services.post_client_attachment(
        conversation_id=thread.pk, data=data or picture(), client_key=key or uuid.uuid4()
    )


def answer(thread: Conversation, by: User, data: bytes | None = None) -> Line:
    return services.send_attachment(
        conversation=thread, by=by, data=data or document(), client_key=uuid.uuid4()
    )


def scanned() -> Attachment:
    attachment = Attachment.objects.latest("pk")
    tasks.scan_attachment(attachment_id=attachment.pk)
    attachment.refresh_from_db()
    return attachment


def refusal(thread: Conversation, data: bytes | None = None) -> str:
    with pytest.raises(DomainError) as refused:
        send(thread, data)
    return refused.value.code


def test_while_they_are_off_no_file_is_taken_and_nothing_stored(
    running: Conversation, matti: User, settings: Any, scanner: Clamd
) -> None:
    settings.CHAT_ATTACHMENTS = False

    assert refusal(running) == "off"
    with pytest.raises(DomainError):
        answer(running, matti)

    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_a_unit_decides_for_itself(
    running: Conversation, other_unit: Unit, aino: User, settings: Any
) -> None:
    settings.CHAT_ATTACHMENTS = False
    elsewhere = services.start_conversation(channel="chat", unit=other_unit)

    services.switch_attachments(unit=aino.unit, channel="chat", on=True, by=aino)

    assert send(running).seq == 1
    assert refusal(elsewhere) == "off"
    services.switch_attachments(unit=aino.unit, channel="chat", on=False, by=aino)
    assert refusal(running) == "off"
    assert list(AccessEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "switch_files_on",
        "switch_files_off",
    ]


def test_practice_and_other_channels_take_none(unit: Unit, contact: Contact) -> None:
    practice = services.start_conversation(channel="chat", unit=unit, kind="practice")
    outside = services.start_conversation(
        channel="whatsapp", unit=unit, contact=contact, connection="demo"
    )

    assert [refusal(practice), refusal(outside)] == ["off", "off"]


def test_a_file_is_a_message_under_a_name_of_ours(running: Conversation) -> None:
    services.post_client_message(
        conversation_id=running.pk, text="Hei", client_key=uuid.uuid4()
    )

    line = send(running)

    running.refresh_from_db()
    shown = selectors.thread_lines(running)[-1]
    assert (line.seq, line.text, shown.text) == (2, "tiedosto-2.jpg", "tiedosto-2.jpg")
    assert shown.kind == "attachment"
    assert shown.attachment
    assert shown.attachment["media_type"] == "image/jpeg"
    assert (running.preview, running.last_author) == ("tiedosto-2.jpg", "client")
    assert line.frame()["attachment"] == shown.frame()["attachment"]


def test_its_bytes_are_sealed_to_their_place(running: Conversation, unit: Unit) -> None:
    send(running)
    attachment = Attachment.objects.get()
    sealed, key = bytes(attachment.sealed or b""), running.key()

    assert b"JFIF" not in sealed
    assert key.open_bytes(sealed, context=attachment.context)[:2] == b"\xff\xd8"
    for elsewhere in (running.context(1), f"{running.public_id}:2:image/jpeg"):
        with pytest.raises(SealBroken):
            key.open_bytes(sealed, context=elsewhere)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ a program", "kind"),
        (b"%PDF-1.7 no document", "broken"),
        (b"\0" * (9 << 20), "large"),
    ],
)
def test_a_refused_file_leaves_nothing(
    running: Conversation, data: bytes, code: str
) -> None:
    assert refusal(running, data) == code
    assert not Message.objects.exists()


def test_the_same_file_twice_is_one(running: Conversation) -> None:
    key = uuid.uuid4()

    first, second = send(running, key=key), send(running, key=key)

    assert first == second
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_one(running: Conversation) -> None:
    key = uuid.uuid4()

    lines = at_once(*[lambda: send(running, key=key)] * 4)

    assert {line.seq for line in lines if isinstance(line, Line)} == {1}
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_taken_by_one(running: Conversation, settings: Any) -> None:
    settings.CHAT_ATTACHMENTS_PER_CONVERSATION = 2
    send(running)

    at_once(*[lambda: send(running)] * 3)

    assert Attachment.objects.count() == 2


def test_after_so_many_no_more(running: Conversation, settings: Any) -> None:
    settings.CHAT_ATTACHMENTS_PER_CONVERSATION = 1
    send(running)

    assert refusal(running) == "many"


def test_an_ended_thread_takes_none(
    running: Conversation, matti: User, scanner: Clamd
) -> None:
    services.close_conversation(conversation=running, by=matti, decision="advice")

    with pytest.raises(NotOpen):
        send(running)
    with pytest.raises(NotOpen):
        answer(running, matti)


def test_without_a_scanner_a_file_is_held_and_given_only_as_such(
    running: Conversation, matti: User
) -> None:
    line = send(running)

    assert Attachment.objects.get().state == State.HELD
    for read in (
        lambda: services.read_attachment(conversation=running, seq=1, by=matti),
        lambda: services.preview_attachment(conversation=running, seq=1),
        lambda: services.fetch_attachment(conversation=running, seq=1),
    ):
        with pytest.raises(DomainError):
            read()
    found = services.read_attachment(
        conversation=running, seq=line.seq, by=matti, unscanned=True
    )
    assert found.data[:2] == b"\xff\xd8"
    entry = AccessEntry.objects.latest("id")
    assert (entry.action, entry.ground) == ("download_file", "unscanned")


def test_without_a_scanner_no_worker_sends_one(running: Conversation, matti: User) -> None:
    with pytest.raises(DomainError) as refused:
        answer(running, matti)

    assert refused.value.code == "off"


def test_the_client_gets_a_workers_file_once_it_is_clean(
    running: Conversation, matti: User, scanner: Clamd
) -> None:
    line = answer(running, matti)
    with pytest.raises(DomainError):
        services.fetch_attachment(conversation=running, seq=line.seq)

    assert scanned().state == State.CLEAN

    file = services.fetch_attachment(conversation=running, seq=line.seq)
    assert (file.name, file.media_type) == ("tiedosto-1.pdf", "application/pdf")
    assert CANARY.encode() not in file.data
    assert AccessEntry.objects.filter(action="send_file").count() == 1


def test_the_client_does_not_fetch_their_own(running: Conversation, scanner: Clamd) -> None:
    send(running)
    scanned()

    with pytest.raises(DomainError):
        services.fetch_attachment(conversation=running, seq=1)


def test_the_database_holds_no_infected_file(running: Conversation) -> None:
    send(running)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.update(state=State.INFECTED)


def test_at_the_end_of_its_time_a_file_goes_with_the_key(
    running: Conversation, matti: User
) -> None:
    send(running)
    copy = bytes(Attachment.objects.get().sealed or b"")
    services.close_conversation(conversation=running, by=matti, decision="advice")

    retention.purge(now=now() + timedelta(hours=49))

    running.refresh_from_db()
    assert copy
    assert not Attachment.objects.exists()
    with pytest.raises(SealBroken):
        running.key()  # what a backup has of the file is opened by nothing that is left
    assert selectors.thread_lines(running) == []


def test_who_deletes_the_conversation_deletes_its_files(running: Conversation) -> None:
    send(running)

    services.delete_for_client(conversation=running)

    assert not Attachment.objects.exists()


def test_a_thread_asks_once_for_all_its_files(
    running: Conversation, settings: Any, django_assert_num_queries: Any
) -> None:
    services.post_client_message(
        conversation_id=running.pk, text="Hei", client_key=uuid.uuid4()
    )
    with django_assert_num_queries(1):
        selectors.thread_lines(running, internal=True)
    for _ in range(3):
        send(running)

    with django_assert_num_queries(2) as asked:
        selectors.thread_lines(running, internal=True)

    assert "sealed" not in asked[1]["sql"]


# --- The worker's pages ---


@pytest.fixture
def base(running: Conversation) -> str:
    return f"/staff/c/{running.public_id}/"


def test_a_worker_saves_a_scanned_file_and_looks_at_a_picture(
    sign_in: SignIn, running: Conversation, maija: User, scanner: Clamd, base: str
) -> None:
    send(running)
    scanned()
    client = sign_in(maija)

    saved, looked = client.get(f"{base}files/1/"), client.get(f"{base}files/1/preview/")

    assert saved["Content-Disposition"] == 'attachment; filename="tiedosto-1.jpg"'
    assert "Content-Disposition" not in looked
    for page in (saved, looked):
        assert page.content[:2] == b"\xff\xd8"
        assert page["Content-Type"] == "image/jpeg"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert page["Cache-Control"] == "no-store"
    assert AccessEntry.objects.latest("id").action == "download_file"


def test_a_held_file_comes_by_the_button_beside_the_warning_alone(
    sign_in: SignIn, running: Conversation, maija: User, base: str
) -> None:
    send(running)
    client = sign_in(maija)

    assert client.get(f"{base}files/1/").status_code == 404
    assert client.get(f"{base}files/1/preview/").status_code == 404
    assert client.post(f"{base}files/1/").content[:2] == b"\xff\xd8"
    page = client.get(base).content.decode()
    assert "Tallenna tarkistamatta" in page
    assert "/preview/" not in page


def test_a_pdf_is_never_shown_in_the_page(
    sign_in: SignIn, running: Conversation, maija: User, scanner: Clamd, base: str
) -> None:
    send(running, document())
    scanned()

    assert sign_in(maija).get(f"{base}files/1/preview/").status_code == 404


@pytest.mark.parametrize("way", ["files/1/", "files/1/card/", "files/1/preview/"])
def test_eero_gets_no_file_of_ours(
    sign_in: SignIn, running: Conversation, eero: User, scanner: Clamd, base: str, way: str
) -> None:
    send(running)
    scanned()
    client = sign_in(eero)

    assert client.get(base + way).status_code == 404
    assert client.post(base + way).status_code in (404, 405)


def form(**fields: Any) -> dict[str, Any]:
    file = SimpleUploadedFile(f"{CANARY}.exe", picture(), content_type="text/html")
    return {"file": file, "file_key": str(uuid.uuid4())} | fields


def test_a_worker_sends_a_file_and_keeps_what_they_write(
    sign_in: SignIn, running: Conversation, matti: User, scanner: Clamd, base: str
) -> None:
    client = sign_in(matti)

    sent = client.post(
        f"{base}files/", form(text="Jatkan vielä"), headers={"HX-Request": "true"}
    )

    assert "Jatkan vielä" in sent.content.decode()
    assert Attachment.objects.get().media_type == "image/jpeg"
    card = client.get(f"{base}files/1/card/").content.decode()
    assert "Tarkistetaan" in card
    scanned()
    assert "Tallenna tiedosto" in client.get(f"{base}files/1/card/").content.decode()


def test_a_refused_file_says_why_beside_what_was_written(
    sign_in: SignIn, running: Conversation, matti: User, scanner: Clamd, base: str
) -> None:
    client = sign_in(matti)

    wrong = client.post(
        f"{base}files/", form(text="Kesken", file=SimpleUploadedFile("a.jpg", b"MZ"))
    )
    none = client.post(f"{base}files/", {"text": "Kesken"})

    assert (wrong.status_code, none.status_code) == (422, 422)
    assert "Vain kuvia" in wrong.content.decode()
    assert "Valitse ensin tiedosto" in none.content.decode()
    for page in (wrong, none):
        assert "Kesken" in page.content.decode()


def test_the_field_is_there_only_where_a_file_may_be_sent(
    sign_in: SignIn,
    running: Conversation,
    matti: User,
    scanner: Clamd,
    settings: Any,
    base: str,
) -> None:
    client = sign_in(matti)

    assert b'type="file"' in client.get(base).content
    settings.CLAMAV_URL = ""
    assert b'type="file"' not in client.get(base).content
    settings.CLAMAV_URL, settings.CHAT_ATTACHMENTS = scanner.address, False
    assert b'type="file"' not in client.get(base).content


def test_a_keeper_turns_files_on_and_off(
    sign_in: SignIn, aino: User, settings: Any
) -> None:
    settings.CHAT_ATTACHMENTS = False
    client = sign_in(aino)

    page = client.get("/admin/attachments/").content.decode()
    assert "Pois käytöstä" in page
    assert "Virustarkistus ei ole käytössä" in page
    client.post("/admin/attachments/", {"on": "1"})

    assert "Käytössä: yksikkösi" in client.get("/admin/attachments/").content.decode()
