"""The console against what is too long, broken, forged or sent twice."""

import uuid
from typing import Any

import pytest
from django.test import Client

from hub.conversations import services
from hub.conversations.models import Conversation, Delivery, Message
from hub.conversations.selectors import thread_lines
from hub.people.models import User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn

MEGABYTE = "Päivä €😀 " * 62_500
TOLD = {
    "fi": ("Viesti on liian pitkä", "merkkejä, joita ei voi lähettää"),
    "sv": ("Meddelandet är för långt", "tecken som inte kan skickas"),
    "en": ("The message is too long", "characters that cannot be sent"),
}


def path(thread: Conversation, act: str) -> str:
    return f"/staff/c/{thread.public_id}/{act}/"


@pytest.mark.parametrize("language", TOLD)
@pytest.mark.parametrize("note", ["", "1"])
def test_what_cannot_be_sent_is_told_in_the_workers_language_and_stays_in_the_composer(
    sign_in: SignIn, running: Conversation, matti: User, language: str, note: str
) -> None:
    User.objects.filter(pk=matti.pk).update(language=language)
    client = sign_in(matti)

    for text, told in zip((MEGABYTE, "Hei\x00 \x1b[2J taas"), TOLD[language], strict=True):
        answer = client.post(path(running, "reply"), {"text": text, "note": note})
        page = answer.content.decode()
        assert (answer.status_code, answer.context["draft"]) == (422, text)
        assert told in page
        assert f">{text}</textarea>" in page
    assert thread_lines(running, internal=True) == []


@pytest.mark.parametrize(
    ("act", "form"), [("reply", {"text": ""}), ("close", {"decision": ""})]
)
def test_a_refusal_that_shows_the_whole_thread_is_logged_as_a_viewing(
    sign_in: SignIn, running: Conversation, matti: User, act: str, form: dict[str, str]
) -> None:
    answer = sign_in(matti).post(path(running, act), form)

    assert answer.status_code == 422
    assert [entry.action for entry in AccessEntry.objects.all()][-1:] == ["view"]


def test_every_letter_of_a_reply_is_kept(
    sign_in: SignIn, running: Conversation, matti: User
) -> None:
    text = "שלום \u200fעולם مرحبا 👩‍👩‍👧‍👦 🇫🇮 e\u0301\n\tÅ <b>&amp;"

    sign_in(matti).post(path(running, "reply"), {"text": text})

    assert [line.text for line in thread_lines(running)] == [text]


@pytest.mark.parametrize(
    ("act", "form"),
    [("take", {}), ("reply", {"text": "Hei"}), ("close", {"decision": "advice"})],
)
@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"HTTP_ORIGIN": "https://muu.example.org"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_X_CSRFTOKEN": "x" * 32},
    ],
    ids=["no token", "foreign", "null", "forged token"],
)
def test_a_forged_form_changes_nothing(
    waiting: Conversation, matti: User, act: str, form: dict[str, str], forged: Any
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(matti)
    client.get("/staff/inbox/")

    answer = client.post(path(waiting, act), form, **forged)

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.status, waiting.last_seq) == (403, "waiting", 0)
    assert "Sivu oli vanhentunut" in answer.content.decode()


def test_each_form_sent_twice_acts_once(
    sign_in: SignIn, waiting: Conversation, matti: User
) -> None:
    client, key = sign_in(matti), str(uuid.uuid4())

    for act, form in (
        ("take", {}),
        ("reply", {"text": "Hei", "key": key}),
        ("reply", {"text": "Muista", "note": "1", "key": str(uuid.uuid4())}),
        ("close", {"decision": "advice"}),
    ):
        first, again = (client.post(path(waiting, act), form) for _ in range(2))
        assert first.status_code == 302
        assert again.status_code == (422 if act == "close" else 302)

    assert [line.text for line in thread_lines(waiting, internal=True)] == ["Hei", "Muista"]
    acts = AccessEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(acts) == [
        "take",
        "reply",
        "note",
        "close",
        "view",
    ]  # the second ending was refused and shown


def test_a_decision_about_an_uncertain_reply_sent_twice_sends_once(
    sign_in: SignIn, running: Conversation, matti: User
) -> None:
    message = services.send_reply(
        conversation=running, by=matti, text="Hei", client_key=uuid.uuid4()
    )
    row = Delivery.objects.create(message=message, status=Delivery.Status.UNCERTAIN)

    for _ in range(2):
        answer = sign_in(matti).post(
            path(running, f"deliveries/{message.seq}"), {"resend": "1"}
        )
        assert answer.status_code == 302

    row.refresh_from_db()
    assert row.status == Delivery.Status.QUEUED
    assert Message.objects.count() == 1
    assert AccessEntry.objects.filter(action="resolve_delivery").count() == 1


@pytest.mark.parametrize("address", ["inbox/?box=%00", "exports/?before=%00", f"exports/?before={'9' * 5000}",
                                     "exports/?before=-1", "inbox/?box=" + "x" * 5000])  # fmt: skip
def test_an_odd_address_shows_the_ordinary_page(
    sign_in: SignIn, matti: User, address: str
) -> None:
    assert sign_in(matti).get(f"/staff/{address}").status_code == 200
