"""What a message says, as a line that a person can read, whatever its type."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from whatsapp_bridge.payloads import reading

Item = dict[str, Any]
TOO_BIG = 131052


def kind_of(message: Item) -> str:
    found = message.get("type")
    return (
        found
        if isinstance(found, str) and re.fullmatch(r"[a-z_]{1,40}", found)
        else "unknown"
    )


def wording(message: Item) -> str:
    say = SAYINGS.get(kind_of(message), unsupported)
    said = say(message).strip() or _("[empty message]")
    context = reading.obj(message, "context")
    if context.get("forwarded") is True or context.get("frequently_forwarded") is True:
        return "\n".join([_("[forwarded]"), said])
    return said


def join(parts: Iterable[str], separator: str = ", ") -> str:
    return separator.join(part for part in parts if part)


def text(message: Item) -> str:
    return reading.text(reading.obj(message, "text").get("body"))


def file_said(message: Item, label: str) -> str:
    file = reading.obj(message, kind_of(message))
    name = reading.line(file.get("filename")).replace("\\", "/").rpartition("/")[2]
    return join([join([label, name], " "), reading.text(file.get("caption"))], "\n")


def audio(message: Item) -> str:
    voice = reading.obj(message, "audio").get("voice") is True
    return file_said(message, _("[voice message]") if voice else _("[audio]"))


def location(message: Item) -> str:
    place = reading.obj(message, "location")
    point = join(
        [str(place[key]) for key in ("latitude", "longitude") if is_number(place.get(key))]
    )
    said = [reading.line(place.get("name")), reading.line(place.get("address")), point]
    return join([_("[location]"), join(said)], " ")


def is_number(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < 1000)


def contacts(message: Item) -> str:
    cards = [card(contact) for contact in reading.objects(message, "contacts")]
    return "\n".join(
        [join([_("[contact card]"), said], " ") for said in cards] or [_("[contact card]")]
    )


def card(contact: Item) -> str:
    phones = [
        reading.line(phone.get("phone")) for phone in reading.objects(contact, "phones")
    ]
    return join([reading.line(reading.obj(contact, "name").get("formatted_name")), *phones])


def reaction(message: Item) -> str:
    emoji = reading.line(reading.obj(message, "reaction").get("emoji"), limit=40)
    return (
        _("[reaction] %(emoji)s") % {"emoji": emoji} if emoji else _("[reaction removed]")
    )


def button(message: Item) -> str:
    return reading.text(reading.obj(message, "button").get("text"))


def interactive(message: Item) -> str:
    reply = reading.obj(message, "interactive")
    if "nfm_reply" in reply:
        return form_reply(reading.obj(reply, "nfm_reply"))
    if "call_permission_reply" in reply:
        accepted = reading.obj(reply, "call_permission_reply").get("response") == "accept"
        return _("[may be called]") if accepted else _("[does not want a call]")
    chosen = reading.obj(reply, "button_reply") or reading.obj(reply, "list_reply")
    said = [reading.text(chosen.get("title")), reading.text(chosen.get("description"))]
    return join(said, " – ") or unsupported(message)


def form_reply(reply: Item) -> str:
    try:
        answers = json.loads(reading.text(reply.get("response_json")))
    except (ValueError, RecursionError):
        answers = None
    pairs = answers.items() if isinstance(answers, dict) else ()
    rows = [
        f"{reading.line(key)}: {scalar(value)}"
        for key, value in pairs
        if key != "flow_token"
    ]
    return "\n".join([_("[form filled in]"), *rows])


def scalar(value: Any) -> str:
    return reading.line(str(value)) if isinstance(value, str | int | float) else "…"


def order(message: Item) -> str:
    content = reading.obj(message, "order")
    count = len(reading.items(content, "product_items"))
    label = _("[order of %(count)s products]") % {"count": count}
    return join([label, reading.text(content.get("text"))], "\n")


def system(message: Item) -> str:
    """Our own words: the provider's sentence repeats names and numbers."""
    kind = kind_of(reading.obj(message, "system"))
    if kind == "customer_identity_changed":
        return _("[WhatsApp says that the client's device or security code has changed]")
    if kind in {"user_changed_number", "user_changed_user_id"}:
        return _("[WhatsApp says that the client's number has changed]")
    return _("[notice from WhatsApp]")


def edit(message: Item) -> str:
    content = reading.obj(reading.obj(message, "edit"), "message")
    nested = kind_of(content) in {
        "edit",
        "revoke",
    }  # an edit of an edit is nobody's message
    return "\n".join(
        [_("[edited message]"), unsupported(content) if nested else wording(content)]
    )


def unsupported(message: Item) -> str:
    codes = {
        reading.number(error.get("code")) for error in reading.objects(message, "errors")
    }
    if TOO_BIG in codes:
        return _("[a file that was too big for WhatsApp to pass on]")
    kind = kind_of(reading.obj(message, "unsupported"))
    kind = kind if kind != "unknown" else kind_of(message)
    if kind in {"unknown", "unsupported"}:
        return _("[a message that WhatsApp does not pass on]")
    return _("[message type not supported: %(kind)s]") % {"kind": kind}


SAYINGS: dict[str, Callable[[Item], str]] = {
    "text": text,
    "image": lambda message: file_said(message, _("[image]")),
    "video": lambda message: file_said(message, _("[video]")),
    "document": lambda message: file_said(message, _("[document]")),
    "sticker": lambda message: file_said(message, _("[sticker]")),
    "audio": audio,
    "location": location,
    "contacts": contacts,
    "reaction": reaction,
    "button": button,
    "interactive": interactive,
    "order": order,
    "system": system,
    "edit": edit,
    "revoke": lambda message: _("[the client deleted a message]"),
    "request_welcome": lambda message: _("[the client opened the conversation]"),
}
