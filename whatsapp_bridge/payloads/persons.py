"""Who wrote: contacts are joined to messages by id, never by their place in the list."""

import re
from typing import Any

from whatsapp_bridge.payloads import reading
from whatsapp_bridge.payloads.events import Person

# Alphanumeric by the provider's own rule; some partners put it into the phone fields as well.
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def split(phone_field: Any, user_field: Any, parent_field: Any = None) -> Person:
    wa_id, user_id = reading.identifier(phone_field), reading.identifier(user_field)
    if USER_ID.fullmatch(wa_id):
        wa_id, user_id = "", user_id or wa_id
    return Person(
        user_id=user_id, wa_id=wa_id, parent_user_id=reading.identifier(parent_field)
    )


def contact_list(value: Any) -> list[Person]:
    return [
        named(
            split(
                contact.get("wa_id"), contact.get("user_id"), contact.get("parent_user_id")
            ),
            reading.line(reading.obj(contact, "profile").get("name")),
        )
        for contact in reading.objects(value, "contacts")
    ]


def named(person: Person, name: str) -> Person:
    return Person(
        user_id=person.user_id,
        parent_user_id=person.parent_user_id,
        wa_id=person.wa_id,
        name=name,
    )


def sender(message: dict[str, Any], contacts: list[Person]) -> Person:
    """The message's own ids win; a contact adds what is missing, and a lone contact speaks for a bare message."""
    own = split(
        message.get("from"), message.get("from_user_id"), message.get("from_parent_user_id")
    )
    if own.known:
        match = next((contact for contact in contacts if same(own, contact)), Person())
    else:
        match = contacts[0] if len(contacts) == 1 else Person()
    return Person(
        user_id=own.user_id or match.user_id,
        parent_user_id=own.parent_user_id or match.parent_user_id,
        wa_id=own.wa_id or match.wa_id,
        name=match.name,
    )


def same(own: Person, contact: Person) -> bool:
    if own.user_id and contact.user_id:
        return own.user_id == contact.user_id
    return bool(own.wa_id) and own.wa_id == contact.wa_id


def receiver(echo: dict[str, Any]) -> Person:
    return split(echo.get("to"), echo.get("to_user_id"), echo.get("to_parent_user_id"))


def moved_person(message: dict[str, Any]) -> Person | None:
    """The new ids of somebody who changed number or user id."""
    system = reading.obj(message, "system")
    if message.get("type") != "system" or system.get("type") == "customer_identity_changed":
        return None
    person = split(system.get("wa_id"), system.get("user_id"), system.get("parent_user_id"))
    return person if person.known else None
