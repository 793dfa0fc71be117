"""document.pdf: PDF/A-2a and PDF/UA-1 in one file, with vendored fonts only."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils.translation import gettext as _

from hub.records.packaging.content import Content, Line
from hub.records.packaging.glyphs import (
    FAMILIES,
    FONTS,
    displayable,
    is_right_to_left,
    plain,
)

SOURCE = Path(__file__).with_name("document.typ").read_bytes()
STANDARDS: list[Any] = ["a-2a", "ua-1"]
LOCAL = ZoneInfo("Europe/Helsinki")
LANGUAGE = "fi"  # of the record, whatever language the worker or the client uses
WRAP, STEP = 40, 8  # a word longer than this may break after every so many letters


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def render(content: Content) -> bytes:
    try:
        return compiled(content, displayable)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        # A sequence that a font has letter by letter, but cannot shape.
        return compiled(content, lambda text: (plain(text), len(text) - len(plain(text))))


def compiled(content: Content, shown: Callable[[str], tuple[str, int]]) -> bytes:
    files = {"main.typ": SOURCE, "data.json": json.dumps(page(content, shown)).encode()}
    compiler = typst.Compiler(files, font_paths=fonts())  # type: ignore[type-var]  # its stub lacks dict
    pdf = compiler.compile(
        format="pdf", pdf_standards=STANDARDS, timestamp=int(content.created_at.timestamp())
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no document")
    return pdf


def page(content: Content, shown: Callable[[str], tuple[str, int]]) -> dict[str, Any]:
    """Everything the template prints, as plain strings."""
    messages, missing = [], 0
    for line in content.lines:
        text, count = shown(said(line))
        who, _count = shown(line.display)
        missing += count
        messages.append(
            {
                "role": line.role,
                "who": who,
                "at": moment(line.sent_at),
                "rtl": is_right_to_left(text),
                "lines": [breakable(part) for part in text.split("\n")],
            }
        )
    return {
        "lang": LANGUAGE,
        "fonts": list(FAMILIES),
        "title": title(content),
        "author": content.organisation.name,
        "organisation": shown(f"{content.organisation.name} · {content.organisation.unit}")[
            0
        ],
        "package_line": str(content.package_id),
        "words": {"page": _("Page"), "messages": _("Messages")},
        "facts": [[name, shown(value)[0]] for name, value in facts(content) if value],
        "notice": notice(missing),
        "messages": messages,
    }


def said(line: Line) -> str:
    if line.file is None:
        return line.text
    words = _("Attachment: %(name)s")
    if line.file.data is None:
        words = _("Attachment, not in this package: %(name)s")
    return words % {"name": line.file.name}


def title(content: Content) -> str:
    return _("Message thread %(start)s") % {"start": day(content.started_at)}


def notice(missing: int) -> str:
    if not missing:
        return ""
    return _(
        "Characters that cannot be shown here: %(count)d. They are whole in thread.json."
    ) % {"count": missing}


def facts(content: Content) -> list[tuple[str, str]]:
    return [
        (_("Client"), client(content)),
        (_("Home municipality"), content.client.municipality),
        (_("Unit"), content.organisation.unit),
        (
            _("Contact channel"),
            {"chat": _("Chat"), "whatsapp": "WhatsApp"}.get(
                content.channel, content.channel
            ),
        ),
        (_("Period"), f"{moment(content.started_at)} – {moment(content.ended_at)}"),
        (
            _("Professionals"),
            ", ".join(f"{who.title} {who.name}" for who in content.professionals),
        ),
        (_("Exported by"), content.created_by),
        (_("Number of messages"), str(len(content.lines))),
        (_("Left out or hidden"), _("Internal notes; personal identity codes are masked.")),
        (_("Package"), f"{content.package_id}, {_('version')} {content.version}"),
    ]


def client(content: Content) -> str:
    if content.client.reference is None:
        return _("Not identified")
    name = content.client.name or _("no name given")
    return f"{name} ({_('unverified')}, {content.client.reference})"


def moment(at: datetime) -> str:
    local = at.astimezone(LOCAL)
    return f"{day(at)} klo {local.hour}.{local.minute:02}"


def day(at: datetime) -> str:
    local = at.astimezone(LOCAL)
    return f"{local.day}.{local.month}.{local.year}"


def breakable(text: str) -> str:
    """A zero-width space in a word too long for any line."""
    return " ".join(
        word
        if len(word) <= WRAP
        else "\u200b".join(word[at : at + STEP] for at in range(0, len(word), STEP))
        for word in text.split(" ")
    )
