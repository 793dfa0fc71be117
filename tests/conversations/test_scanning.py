"""A scanner's word, and what happens without one. The scanner here speaks the real protocol."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from hub.conversations import client, scanning, selectors, services, tasks
from hub.conversations.models import Attachment, Conversation
from hub.foundation.clock import now
from hub.people.models import User
from tests.conversations.crowd import at_once
from tests.conversations.samples import EICAR, Clamd, clamd, document, picture

State = Attachment.State


@pytest.fixture(autouse=True)
def on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHAT_ATTACHMENTS = True
    monkeypatch.setattr(client, "SECONDS", 0.4)
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.4)
    monkeypatch.setattr(tasks.scan_attachment, "delay", lambda **_: None)


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    with clamd() as server:
        settings.CLAMAV_URL = server.address
        yield server


@pytest.fixture
def waiting_file(running: Conversation, scanner: Clamd) -> Attachment:
    services.post_client_attachment(
        conversation_id=running.pk, data=picture(), client_key=uuid.uuid4()
    )
    return Attachment.objects.get()


def after_scan(attachment: Attachment) -> Attachment:
    tasks.scan_attachment(attachment_id=attachment.pk)
    attachment.refresh_from_db()
    return attachment


def test_the_scanner_knows_a_harmful_file_from_another(scanner: Clamd) -> None:
    assert client.is_harmless(b"good" * 100_000)
    assert not client.is_harmless(b"x" * 70_000 + EICAR)
    assert scanner.seen[0] == b"good" * 100_000


def test_a_scanner_is_reached_by_a_socket_file_too(settings: Any, tmp_path: Any) -> None:
    import socketserver
    import threading

    from tests.conversations.samples import Session

    class Local(socketserver.ThreadingUnixStreamServer):
        manner, seen = "honest", []  # type: ignore[var-annotated]

    with Local(str(tmp_path / "clamd.ctl"), Session) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.CLAMAV_URL = f"unix://{tmp_path}/clamd.ctl"
        assert client.is_harmless(b"good")
        assert not client.is_harmless(EICAR)
        server.shutdown()


@pytest.mark.parametrize(
    "manner", ["silent", "garbage", "error", "almost", "empty", "hangs_up"]
)
def test_a_scanner_that_makes_no_sense_decides_nothing(scanner: Clamd, manner: str) -> None:
    scanner.manner = manner

    with pytest.raises(client.ScanFailed):
        client.is_harmless(b"good")


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "nonsense", "/nowhere/clamd.ctl", "a:b"]
)
def test_a_scanner_that_is_not_there_decides_nothing(settings: Any, address: str) -> None:
    settings.CLAMAV_URL = address

    with pytest.raises(client.ScanFailed):
        client.is_harmless(b"good")


def test_a_harmless_file_is_clean(waiting_file: Attachment) -> None:
    assert waiting_file.state == State.WAITING

    assert after_scan(waiting_file).state == State.CLEAN


def test_a_harmful_file_is_destroyed_and_both_are_told(
    running: Conversation, matti: User, waiting_file: Attachment, scanner: Clamd
) -> None:
    scanner.manner = "infected"

    attachment = after_scan(waiting_file)

    running.refresh_from_db()
    file, told = selectors.thread_lines(running)
    assert (attachment.state, attachment.sealed) == (State.INFECTED, None)
    assert file.attachment
    assert "haittaohjelma" in file.attachment["label"]
    assert (told.author, told.text) == (
        "system",
        "Lähetetyssä tiedostossa oli haittaohjelma. Tiedosto on tuhottu.",
    )
    after_scan(waiting_file)
    assert len(selectors.thread_lines(running)) == 2


def test_a_scanner_that_comes_back_frees_what_was_held(
    waiting_file: Attachment, scanner: Clamd
) -> None:
    scanner.manner = "garbage"
    assert after_scan(waiting_file).state == State.HELD
    assert scanning.find_work() == []
    scanner.manner = "honest"
    assert after_scan(waiting_file).state == State.HELD  # not before its time

    Attachment.objects.update(next_try_at=now() - timedelta(seconds=1))
    assert scanning.find_work() == [waiting_file.pk]

    assert after_scan(waiting_file).state == State.CLEAN
    assert scanning.find_work() == []


def test_a_scanner_set_up_later_sees_what_was_held(
    running: Conversation, settings: Any, scanner: Clamd
) -> None:
    settings.CLAMAV_URL = ""
    services.post_client_attachment(
        conversation_id=running.pk, data=document(), client_key=uuid.uuid4()
    )
    attachment = Attachment.objects.get()
    assert (attachment.state, scanning.find_work()) == (State.HELD, [])

    settings.CLAMAV_URL = scanner.address

    assert scanning.find_work() == [attachment.pk]
    assert after_scan(attachment).state == State.CLEAN


def test_a_scanner_taken_away_leaves_nothing_waiting(
    waiting_file: Attachment, settings: Any
) -> None:
    settings.CLAMAV_URL = ""

    assert scanning.find_work() == []

    waiting_file.refresh_from_db()
    assert waiting_file.state == State.HELD


def test_a_claim_of_a_dead_worker_is_taken_again(waiting_file: Attachment) -> None:
    Attachment.objects.update(claimed_at=now())
    assert scanning.find_work() == []

    Attachment.objects.update(claimed_at=now() - timedelta(minutes=3))

    assert scanning.find_work() == [waiting_file.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_scan_it_once(waiting_file: Attachment, scanner: Clamd) -> None:
    at_once(*[lambda: tasks.scan_attachment(attachment_id=waiting_file.pk)] * 4)

    waiting_file.refresh_from_db()
    assert (len(scanner.seen), waiting_file.state) == (1, State.CLEAN)


def test_a_file_that_went_meanwhile_is_nobodys_trouble(
    running: Conversation, waiting_file: Attachment
) -> None:
    services.delete_for_client(conversation=running)

    tasks.scan_attachment(attachment_id=waiting_file.pk)

    assert not Attachment.objects.exists()
