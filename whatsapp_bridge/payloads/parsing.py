import json
from collections.abc import Callable, Iterator
from typing import Any

from whatsapp_bridge.payloads import reading
from whatsapp_bridge.payloads.events import (
    Echo,
    Event,
    InboundMessage,
    ProviderError,
    StatusChange,
    Unhandled,
)
from whatsapp_bridge.payloads.persons import contact_list, moved_person, receiver, sender
from whatsapp_bridge.payloads.wording import kind_of, wording

ACCOUNT = "whatsapp_business_account"
Value = dict[str, Any]


def parse(body: bytes | str | object) -> list[Event]:
    """Every event of one webhook, in the order it was written. Takes any JSON value and never raises."""
    try:
        document = json.loads(body) if isinstance(body, bytes | str) else body
    except (ValueError, RecursionError):
        return [Unhandled(number_id="", label="not_json")]
    if not isinstance(document, dict):
        return [Unhandled(number_id="", label="not_an_object")]
    if document.get("object") != ACCOUNT:
        return [Unhandled(number_id="", label="other_object")]
    return [event for change in changes(document) for event in change_events(change)]


def changes(document: Value) -> Iterator[Value]:
    for entry in reading.objects(document, "entry"):
        yield from reading.objects(entry, "changes")


def change_events(change: Value) -> Iterator[Event]:
    value = change.get("value")
    if value is None:
        return
    number_id = reading.identifier(reading.obj(value, "metadata").get("phone_number_id"))
    known = False
    for key, read in READERS.items():
        for item in reading.items(value, key):
            known = True
            yield (
                read(item, number_id, value)
                if isinstance(item, dict)
                else unreadable(number_id)
            )
    if not known and change.get("field") != "messages":
        yield Unhandled(number_id=number_id, label="unknown_field")


def unreadable(number_id: str) -> Unhandled:
    return Unhandled(number_id=number_id, label="unreadable_item")


def read_message(item: Value, number_id: str, value: Value) -> Event:
    wamid = reading.identifier(item.get("id"))
    if not wamid:
        return Unhandled(number_id=number_id, label="message_without_id")
    return InboundMessage(
        number_id=number_id,
        wamid=wamid,
        kind=kind_of(item),
        at=reading.instant(item.get("timestamp")),
        person=sender(item, contact_list(value)),
        text=wording(item),
        reply_to=reading.identifier(reading.obj(item, "context").get("id")),
        group_id=reading.identifier(item.get("group_id")),
        moved_to=moved_person(item),
    )


def read_status(item: Value, number_id: str, value: Value) -> Event:
    wamid, status = (
        reading.identifier(item.get("id")),
        reading.line(item.get("status"), limit=40),
    )
    if not wamid or not status:
        return Unhandled(number_id=number_id, label="status_without_id")
    if item.get("recipient_type") == "group":
        return Unhandled(number_id=number_id, label="group_status")
    errors = [
        reading.number(error.get("code")) for error in reading.objects(item, "errors")
    ]
    return StatusChange(
        number_id=number_id,
        wamid=wamid,
        status=status.lower(),
        at=reading.instant(item.get("timestamp")),
        code=errors[0] if errors else None,
        callback=reading.identifier(item.get("biz_opaque_callback_data")),
    )


def read_echo(item: Value, number_id: str, value: Value) -> Event:
    wamid = reading.identifier(item.get("id"))
    if not wamid:
        return Unhandled(number_id=number_id, label="echo_without_id")
    return Echo(
        number_id=number_id,
        wamid=wamid,
        at=reading.instant(item.get("timestamp")),
        person=receiver(item),
        text=wording(item),
    )


def read_error(item: Value, number_id: str, value: Value) -> Event:
    return ProviderError(number_id=number_id, code=reading.number(item.get("code")))


READERS: dict[str, Callable[[Value, str, Value], Event]] = {
    "messages": read_message,
    "statuses": read_status,
    "message_echoes": read_echo,
    "errors": read_error,
}
