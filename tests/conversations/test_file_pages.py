"""The worker's side of files in the console, and the page where a unit turns them on."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hub.conversations.models import Attachment, Conversation
from hub.people.models import User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn
from tests.conversations.samples import CANARY, Clamd, document, picture
from tests.conversations.test_attachments import on, scanned, scanner, send

__all__ = ["on", "scanner"]


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
