import base64
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from hub.conversations import services
from hub.conversations.models import Contact, Conversation
from hub.conversations.selectors import thread_lines
from hub.people.models import Unit, User
from hub.privacy.rotation import rotate_all
from hub.privacy.sealing import DataKey, SealBroken, key_id_of, parse_keys, seal, unseal
from hub.privacy.sources import sealed_fields


def key(name: str, byte: int) -> str:
    return f"{name}:{base64.b64encode(bytes([byte]) * 32).decode()}"


OLD, NEW = key("old", 1), key("new", 2)
# How an envelope of the old key begins where it is written as base64.
IN_TEXT = base64.b64encode(b"\x01\x03old")[:6].decode()
TEXTS = {"JSONField", "TextField", "CharField"}


@given(plain=some.binary(max_size=500))
def test_what_was_sealed_opens(plain: bytes) -> None:
    sealed = seal(plain, purpose="test")

    assert unseal(sealed, purpose="test") == plain
    assert len(plain) < 4 or plain not in sealed


@given(text=some.text(some.characters(codec="utf-8"), max_size=200))
def test_a_text_opens_under_its_data_key(text: str) -> None:
    data_key = DataKey.new()

    again = DataKey.unwrap(data_key.wrapped())

    assert again.open(data_key.seal(text, context="here:1"), context="here:1") == text


def test_the_same_words_never_look_the_same() -> None:
    assert seal(b"Hei", purpose="test") != seal(b"Hei", purpose="test")
    data_key = DataKey.new()
    assert data_key.seal("Hei", context="x") != data_key.seal("Hei", context="x")


def test_another_purpose_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(b"Hei", purpose="identity"), purpose="contact-name")


def test_another_place_does_not_open() -> None:
    data_key = DataKey.new()

    with pytest.raises(SealBroken):
        data_key.open(data_key.seal("Hei", context="thread:1"), context="thread:2")


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealBroken):
        DataKey.new().open(DataKey.new().seal("Hei", context="x"), context="x")


def test_no_bit_can_be_changed() -> None:
    sealed = seal(b"Hei", purpose="test")

    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(SealBroken):
            unseal(bytes(broken), purpose="test")


@pytest.mark.parametrize(
    "broken", [b"", b"\x01", b"\x01\x04demo", b"\x02" * 60, b"\x01\xff" + b"x" * 60]
)
def test_what_was_never_sealed_is_refused_alike(broken: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(broken, purpose="test")


@pytest.mark.parametrize(
    "line", ["", "x", "x:", ":AAAA", "x:AAAA", "x:not base64", f"{'x' * 17}:{'A' * 43}="]
)
def test_a_bad_key_is_refused_without_being_quoted(line: str) -> None:
    with pytest.raises(ValueError, match="Key number 1") as refusal:
        parse_keys((line,))

    assert not line or line not in str(refusal.value)


def test_a_key_is_not_printed() -> None:
    assert "key=" not in repr(DataKey.new())


@pytest.fixture
def sealed_once(settings: Any, unit: Unit, maija: User) -> Iterator[Conversation]:
    settings.SEALING_KEYS = [OLD]
    TOTP.activate(maija, "JBSWY3DPEHPK3PXP")
    contact = services.find_or_create_contact(
        unit=unit, identities={"wa_id": "358401234567"}, name="Kaisa"
    )
    thread = services.start_conversation(
        channel="whatsapp", unit=unit, contact=contact, connection="demo"
    )
    services.post_client_message(
        conversation_id=thread.pk, text="Hei", client_key=uuid.uuid4()
    )
    yield thread


def test_rotation_reseals_everything_and_the_old_key_can_go(
    sealed_once: Conversation, settings: Any
) -> None:
    settings.SEALING_KEYS = [NEW, OLD]
    counts = rotate_all()
    settings.SEALING_KEYS = [NEW]

    assert counts["conversations.Conversation.data_key"] == 1
    assert counts["conversations.Contact.name_sealed"] == 1
    assert counts["conversations.Identity.value_sealed"] == 1
    assert counts["mfa.Authenticator.data"] == 1
    thread = Conversation.objects.get()
    assert [line.text for line in thread_lines(thread)] == ["Hei"]
    assert thread.preview == "Hei"
    contact = Contact.objects.get()
    assert (contact.name, contact.identities.get().value) == ("Kaisa", "358401234567")


def test_rotating_again_changes_nothing(sealed_once: Conversation, settings: Any) -> None:
    settings.SEALING_KEYS = [NEW, OLD]
    rotate_all()

    assert set(rotate_all().values()) == {0}


def test_a_retired_key_opens_nothing(sealed_once: Conversation, settings: Any) -> None:
    settings.SEALING_KEYS = [NEW]

    with pytest.raises(SealBroken):
        thread_lines(Conversation.objects.get())


def test_a_destroyed_key_does_not_stop_the_rotation(
    sealed_once: Conversation, settings: Any
) -> None:
    Conversation.objects.update(data_key=b"")
    settings.SEALING_KEYS = [NEW, OLD]

    assert rotate_all()["conversations.Conversation.data_key"] == 0


def test_every_column_of_sealed_bytes_is_rotated(
    sealed_once: Conversation, settings: Any
) -> None:
    """A column of envelopes that nobody registered would die with its key."""
    registered = {(item.model, item.field) for item in sealed_fields}
    settings.SEALING_KEYS = [NEW, OLD]
    rotate_all()

    left = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            kind, rows = field.get_internal_type(), model._base_manager
            for value in rows.values_list(field.name, flat=True):
                if kind == "BinaryField" and value and bytes(value)[:5] == b"\x01\x03old":
                    left.append((model._meta.label, field.name))
                if kind in TEXTS and IN_TEXT in json.dumps(value):
                    left.append((model._meta.label, field.name))
    assert left == []
    assert registered
    assert key_id_of(Conversation.objects.get().data_key) == "new"
    assert connection.vendor == "postgresql"
