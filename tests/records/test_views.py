import json
import time
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hub.people.models import User
from hub.privacy.models import AccessEntry
from hub.records import delivery
from hub.records.models import Acknowledgement, Export
from hub.records.signature import sign

pytestmark = pytest.mark.django_db
SECRET = "test-ack-secret"


@pytest.fixture
def received(export: Export, receiver: Any) -> Export:
    delivery.deliver_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def post(body: bytes, *, stamp: str = "", signature: str = "", secret: str = SECRET) -> Any:
    stamp = stamp or str(int(time.time()))
    headers = {
        "X-Hub-Timestamp": stamp,
        "X-Hub-Signature": signature or sign(body, timestamp=stamp, secret=secret),
    }
    return Client().post(
        "/records/ack/", body, content_type="application/json", headers=headers
    )


def acceptance(export: Export, **fields: Any) -> bytes:
    value = {
        "package_id": str(export.package_id),
        "status": "accepted",
        "receiver_document_id": "ASI-1",
    }
    return json.dumps(value | fields).encode()


def test_a_genuine_acknowledgement_is_taken_once(received: Export) -> None:
    body = acceptance(received)

    answers = [post(body).status_code, post(body).status_code]

    received.refresh_from_db()
    assert answers == [200, 200]
    assert (received.state, received.receiver_document_id) == ("accepted", "ASI-1")
    assert Acknowledgement.objects.count() == 1
    assert AccessEntry.objects.filter(action="export.acknowledge").count() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "another"},
        {"stamp": str(int(time.time()) - 3600)},
        {"stamp": str(int(time.time()) + 3600)},
        {"stamp": "-1"},
        {"stamp": "٣"},
        {"signature": "sha256=00"},
        {"signature": "é"},
    ],
)
def test_a_forged_or_replayed_acknowledgement_changes_nothing(
    received: Export, forged: dict[str, str]
) -> None:
    try:
        status = post(acceptance(received), **forged).status_code
    except UnicodeEncodeError:  # the client itself cannot send it
        status = 401

    received.refresh_from_db()
    assert status == 401
    assert received.state == "received"


def test_an_empty_secret_trusts_nobody(received: Export, settings: Any) -> None:
    settings.RECORD_SYSTEM_ACK_SECRET = ""

    assert post(acceptance(received), secret="").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"\xff\xfe", b"null", b'{"package_id": 5, "status": "accepted"}',
        b'{"package_id": "x", "status": "received"}', b"[" * 60_000,
    ],
)  # fmt: skip
def test_nonsense_is_answered_400(received: Export, body: bytes) -> None:
    assert post(body).status_code == 400


def test_acceptance_without_a_document_id_is_no_acceptance(received: Export) -> None:
    assert post(acceptance(received, receiver_document_id=" ")).status_code == 400


def test_an_unknown_package_is_404_and_logged_by_id_only(
    received: Export, caplog: pytest.LogCaptureFixture
) -> None:
    other = str(uuid.uuid4())

    answer = post(acceptance(received, package_id=other))

    assert answer.status_code == 404
    assert [
        record.getMessage()
        for record in caplog.records
        if record.name == "hub.records.delivery"
    ] == ["Acknowledgement of an unknown package"]


def test_a_huge_acknowledgement_is_refused(received: Export) -> None:
    assert post(b"x" * 70_000).status_code == 413


def test_the_package_opens_for_the_unit_and_is_logged(
    client: Client, worker: User, received: Export
) -> None:
    client.force_login(worker)

    pdf = client.get(f"/staff/exports/{received.public_id}/document/")
    bag = client.get(f"/staff/exports/{received.public_id}/package/")

    assert pdf.content.startswith(b"%PDF-")
    assert bag.content.startswith(b"PK")
    assert (
        AccessEntry.objects.filter(action="export.download", actor_id=worker.pk).count()
        == 2
    )


@pytest.mark.parametrize("what", ["document", "package", "retry"])
def test_eero_of_another_unit_finds_nothing(
    client: Client, stranger: User, received: Export, what: str
) -> None:
    client.force_login(stranger)
    method = client.post if what == "retry" else client.get

    assert method(f"/staff/exports/{received.public_id}/{what}/").status_code == 404


def test_a_passer_by_is_sent_to_sign_in(client: Client, received: Export) -> None:
    assert client.get("/staff/exports/").status_code == 302


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_asks_the_same_few_questions_for_any_length(
    client: Client,
    worker: User,
    threads: Any,
    rows: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(rows):
        delivery.draft_export(conversation_id=threads().pk, by=None, now=timezone.now())
    client.force_login(worker)
    client.get("/staff/exports/")

    # session, user, profile, exports with thread, assignee and profile, states
    with django_assert_max_num_queries(10):
        answer = client.get("/staff/exports/")

    assert answer.content.count(b"<tr ") == rows + 1


def test_trouble_is_told_in_words_with_a_button(
    client: Client, worker: User, received: Export
) -> None:
    Export.objects.update(state="sent", trouble="silent")
    client.force_login(worker)

    page = client.get("/staff/exports/").content.decode()

    assert f"/staff/exports/{received.public_id}/retry/" in page
    answer = client.post(f"/staff/exports/{received.public_id}/retry/")
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("state", "trouble", "figures"),
    [
        ("received", "", "Perillä 0 · Matkalla 1 · Vaatii huomiota 0"),
        ("received", "silent", "Perillä 0 · Matkalla 0 · Vaatii huomiota 1"),
        ("rejected", "no_matter", "Perillä 0 · Matkalla 0 · Vaatii huomiota 1"),
    ],
)
def test_each_export_is_counted_once(
    client: Client, received: Export, worker: User, state: str, trouble: str, figures: str
) -> None:
    client.force_login(worker)
    Export.objects.update(state=state, trouble=trouble, next_try_at=timezone.now())

    page = client.get("/staff/exports/").content.decode()

    assert figures in page
    assert ("Seuraava yritys klo" in page) == bool(trouble)
    assert page.count('aria-current="page"') == 1


def test_an_empty_list_counts_nothing(client: Client, matti: User) -> None:
    client.force_login(matti)

    assert "Perillä" not in client.get("/staff/exports/").content.decode()
