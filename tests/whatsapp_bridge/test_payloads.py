import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.whatsapp_bridge.samples import FILES, FOLDER, body, text, value
from whatsapp_bridge.payloads import InboundMessage, Person, StatusChange, Unhandled, parse

WORDS = ["object", "entry", "changes", "value", "messages", "statuses", "metadata", "contacts", "text", "type",
         "id", "from", "errors", "interactive", "timestamp", "system", "edit", "message"]  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["whatsapp_business_account", *WORDS])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(WORDS) | st.text(), inner)
    ),
)


def inbound(name: str) -> list[InboundMessage]:
    found = parse((FOLDER / f"{name}.json").read_bytes())
    return [event for event in found if isinstance(event, InboundMessage)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_message_and_status_of_a_real_body_is_found(path: Path) -> None:
    document = json.loads(path.read_bytes())
    values = [
        c["value"] or {} for e in document.get("entry", []) for c in e.get("changes", [])
    ]
    wanted = sum(
        len(found.get("messages", [])) + len(found.get("statuses", [])) for found in values
    )

    events = parse(path.read_bytes())

    assert (
        sum(isinstance(event, InboundMessage | StatusChange) for event in events) == wanted
    )
    assert all(event.text for event in events if isinstance(event, InboundMessage))


@given(JSON)
def test_no_json_value_makes_the_parser_raise(document: Any) -> None:
    parse(document)
    parse(json.dumps(document))


@given(JSON)
def test_no_message_makes_the_parser_raise(content: Any) -> None:
    for kind in (
        "text",
        "interactive",
        "contacts",
        "order",
        "edit",
        "system",
        "location",
        "unsupported",
    ):
        message = {"id": "wamid.1", "type": kind, kind: content, "from": content}
        for event in parse(body({"messages": [message], "contacts": [content]})):
            getattr(event, "text", "").encode()


@given(st.binary())
def test_no_bytes_make_the_parser_raise(raw: bytes) -> None:
    parse(raw)


def test_contacts_are_joined_by_id_and_not_by_place() -> None:
    first, second = inbound("synthetic__batch_two_users_contacts_reversed")

    assert (first.person.user_id, first.person.name) == ("FI.1", "Aapo")
    assert (second.person.user_id, second.person.name) == ("FI.2", "Bertta")


def test_a_user_id_in_the_phone_fields_is_not_a_phone_number() -> None:
    (message,) = inbound("synthetic__bsuid_in_from_and_wa_id")

    assert message.person == Person(user_id="FI.1234", name="Nimi")


def test_what_postgresql_cannot_hold_is_replaced_and_the_rest_kept() -> None:
    (message,) = inbound("synthetic__rtl_and_null_byte_like")
    (lone,) = parse(body(value(messages=[text("wamid.1", "a\ud800b")])))

    assert "\x00" not in message.text
    assert message.text.startswith("مرحبا")
    assert isinstance(lone, InboundMessage)
    assert lone.text == "a\ufffdb"


def test_a_file_name_is_only_a_name() -> None:
    (message,) = inbound("synthetic__document_nasty_filename")

    assert ".." not in message.text
    assert "\u202e" not in message.text


def test_a_status_keeps_its_code_though_it_is_written_as_text() -> None:
    (event,) = parse((FOLDER / "synthetic__status_error_without_title.json").read_bytes())

    assert isinstance(event, StatusChange)
    assert event.code == 131000


@pytest.mark.parametrize("code", [10**18, -(10**18), 2**63, 10**30])
def test_a_code_that_no_table_holds_is_none(code: int) -> None:
    failed = {"id": "wamid.1", "status": "failed", "errors": [{"code": code}]}

    (event,) = parse(body(value(statuses=[failed])))

    assert isinstance(event, StatusChange)
    assert (event.status, event.code) == ("failed", None)


def test_deeply_nested_or_broken_json_has_a_label() -> None:
    assert parse(b"[" * 200_000) == [Unhandled(number_id="", label="not_json")]
    assert parse(b"[]") == [Unhandled(number_id="", label="not_an_object")]


def test_absurd_times_are_no_times() -> None:
    odds: list[Any] = ["soon", 10**30, -(10**17), True, None, [], 1e300]
    for odd in odds:
        (event,) = parse(body(value(messages=[text("wamid.1", timestamp=odd)])))
        assert isinstance(event, InboundMessage)
        assert event.at is None
