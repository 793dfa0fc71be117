"""The table of phones: plain pages in Finnish that work without scripts and get live with one."""

import time
from html import escape
from pathlib import Path
from string import Template

from demo.whatsapp_phone.phones import PHONES, Phone
from demo.whatsapp_phone.store import Said, Store

FOLDER = Path(__file__).parent
PAGE = Template((FOLDER / "page.html").read_text())
TICKS = {
    "sending": ("…", "lähdössä"),
    "sent": ("✓", "lähetetty"),
    "delivered": ("✓✓", "toimitettu"),
    "read": ("✓✓", "luettu"),
}
ERRORS = {
    "131047": "vuorokausi-ikkuna on sulkeutunut",
    "131026": "ei voida toimittaa",
    "137000": "asiakkaan tunniste on muuttunut",
    "131056": "liian monta viestiä peräkkäin",
    "130429": "ruuhka",
    "131016": "palvelu ei juuri nyt vastaa",
    "190": "valtuus on vanhentunut",
    "131042": "maksutapa puuttuu",
    "131000": "tuntematon virhe",
}


def page(store: Store, phone: Phone) -> str:
    ordered = store.setting("next_error", "")
    return PAGE.substitute(
        name=escape(phone.name),
        slug=phone.slug,
        about=escape(phone.about),
        phones="".join(link(other, other == phone) for other in PHONES),
        bubbles=bubbles(store, phone),
        auto="checked" if store.setting(f"auto_read_{phone.slug}", "on") == "on" else "",
        errors="".join(
            choice(code, label, code == ordered) for code, label in ERRORS.items()
        ),
    )


def link(phone: Phone, current: bool) -> str:
    mark = ' aria-current="page"' if current else ""
    return f'<li><a href="/phones/{phone.slug}/"{mark}>{escape(phone.name)}</a></li>'


def bubbles(store: Store, phone: Phone) -> str:
    said = "".join(bubble(message) for message in store.thread(phone.slug))
    return said or '<li class="empty">Ei vielä viestejä. Kirjoita ensimmäinen.</li>'


def bubble(message: Said) -> str:
    mark, word = TICKS.get(message.status, TICKS["sending"])
    mine = message.author == "client"
    who = "Minä" if mine else "Palvelu"
    clock = time.strftime("%H.%M", time.localtime(message.at))
    tick = f'<span class="tick {message.status}"><span aria-hidden="true">{mark}</span> {word}</span>'
    return (
        f'<li class="{"mine" if mine else "theirs"}" data-wamid="{escape(message.wamid)}">'
        f'<p class="meta">{who} klo {clock} {tick}</p>'
        f'<p class="text">{escape(message.text)}</p></li>'
    )


def choice(code: str, label: str, chosen: bool) -> str:
    mark = " selected" if chosen else ""
    return f'<option value="{code}"{mark}>{code}: {escape(label)}</option>'
