"""Files in a thread: only where they are switched on, cleaned before they are stored, and gone with the words."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
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
from tests.chat.trainees import practice_of
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


def test_practice_and_other_channels_take_none(
    unit: Unit, contact: Contact, leena: User
) -> None:
    opening = practice_of(unit, leena)
    practice = services.start_conversation(channel="chat", unit=unit, practice=opening)
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
