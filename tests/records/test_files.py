"""The record gets the files of a thread that a scanner has passed, and learns of the others by name."""

import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from hub.conversations import services, tasks
from hub.conversations.models import Attachment, Conversation
from hub.people.models import Unit, User
from hub.records import delivery
from hub.records.models import Export
from tests.conversations.samples import Clamd, clamd, document, picture

SCHEMAS = Path(__file__).parents[2] / "hub/records/schemas"


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    settings.CHAT_ATTACHMENTS = True
    with clamd() as server:
        settings.CLAMAV_URL = server.address
        yield server


@pytest.fixture
def thread(unit: Unit, worker: User, scanner: Clamd) -> Conversation:
    """A question, a clean photo, one that is harmful, and a document that nobody could check."""
    made = services.start_conversation(channel="chat", unit=unit, assignee=worker)
    services.post_client_message(
        conversation_id=made.pk, text="Hei", client_key=uuid.uuid4()
    )
    for manner, data in (
        ("honest", picture()),
        ("infected", picture()),
        ("garbage", document()),
    ):
        scanner.manner = manner
        services.post_client_attachment(
            conversation_id=made.pk, data=data, client_key=uuid.uuid4()
        )
        tasks.scan_attachment(attachment_id=Attachment.objects.latest("pk").pk)
    return services.close_conversation(conversation=made, by=worker, decision="recorded")


def delivered(thread: Conversation) -> Export:
    delivery.sweep(now=delivery.clock_now())
    export = Export.objects.get(conversation=thread)
    delivery.deliver_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def test_a_package_has_the_clean_file_and_names_the_others(
    thread: Conversation, receiver: Any, tmp_path: Path
) -> None:
    export = delivered(thread)

    with zipfile.ZipFile(io.BytesIO(export.open())) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / str(export.package_id)
    assert bagit.Bag(str(folder)).validate()
    (file,) = (folder / "data/attachments").iterdir()
    assert (file.name, file.read_bytes()[:2]) == ("2_tiedosto-2.jpg", b"\xff\xd8")
    told = json.loads((folder / "data/thread.json").read_text())
    schema = json.loads((SCHEMAS / "thread.schema.json").read_text())
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(told)
    kinds = [message["type"] for message in told["messages"]]
    assert kinds == ["text", "attachment", "attachment", "text", "attachment"]
    clean, infected, held = (
        message["attachments"][0] for message in told["messages"] if message["attachments"]
    )
    assert clean["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (infected["withheld"], held["withheld"]) == ("infected", "held")
    metadata = json.loads((folder / "data/metadata.json").read_text())
    listed = {each["path"]: each["media_type"] for each in metadata["files"]}
    assert listed["data/attachments/2_tiedosto-2.jpg"] == "image/jpeg"


def test_a_package_waits_for_a_file_that_is_being_scanned(
    thread: Conversation, receiver: Any
) -> None:
    Attachment.objects.filter(state="held").update(state="waiting")

    export = delivered(thread)
    assert (export.state, export.claimed_at, receiver.packages) == ("draft", None, [])
    assert export.next_try_at

    Attachment.objects.filter(state="waiting").update(state="clean")
    Export.objects.update(next_try_at=None)
    assert delivered(thread).state == "received"


def test_a_rebuilt_package_is_the_same_to_the_byte(
    thread: Conversation, receiver: Any
) -> None:
    first = delivered(thread)
    Export.objects.update(state="draft", next_try_at=None)

    assert delivered(thread).digest == first.digest
