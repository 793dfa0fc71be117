"""The record system's own page, in Finnish only: it is no part of the product."""

import uuid
import zipfile
from html import escape
from pathlib import Path
from string import Template

from demo.record_system.store import Stored

BEHAVIOURS = {
    "accept": "Hyväksyy: antaa asiakirjatunnuksen",
    "reject": "Hylkää: asiaa ei löydy",
    "delay": "Viivyttelee: ei vielä päätä",
    "silent": "Kadottaa kuittaukset: päättää, mutta ei kerro",
    "slow": "Hidas: vastaa vasta, kun lähettäjä on lakannut odottamasta",
    "nonsense": "Vastaa väärin: palauttaa verkkosivun",
    "down": "Poissa käytöstä (503)",
}
STATUSES = {
    "received": ("…", "Vastaanotettu"),
    "accepted": ("✓", "Hyväksytty"),
    "rejected": ("✕", "Hylätty"),
}
TEMPLATE = Template((Path(__file__).parent / "page.html").read_text())


def page(behaviour: str, packages: list[Stored]) -> str:
    rows = "".join(row(stored) for stored in packages)
    return TEMPLATE.substitute(
        choices="".join(
            choice(name, label, name == behaviour) for name, label in BEHAVIOURS.items()
        ),
        packages=rows
        or '<li class="empty">Ei paketteja vielä. Päätä keskustelu hubissa ja valitse kirjaaminen.</li>',
        count=len(packages),
    )


def choice(name: str, label: str, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    return (
        f'<label class="choice"><input type="radio" name="behaviour" value="{name}"{checked}>'
        f" <span>{escape(label)}</span></label>"
    )


def row(stored: Stored) -> str:
    mark, word = STATUSES[stored.status]
    told = "kuitattu" if stored.acknowledged else "ei vielä kuitattu"
    document = (
        f"<strong>{escape(stored.document_id)}</strong>"
        if stored.document_id
        else "ei asiakirjatunnusta"
    )
    return (
        f'<li><p class="state {stored.status}"><span aria-hidden="true">{mark}</span> {word}, {told}</p>'
        f"<p>{document}</p>"
        f'<p class="soft">{stored.id}<br>Saapui {clock(stored.received_at)} UTC, lähetyksiä {stored.puts}</p>'
        f'<p><a href="/packages/{stored.id}/document.pdf">Avaa asiakirja {stored.id[:8]} (PDF)</a></p></li>'
    )


def clock(received_at: str) -> str:
    day, time = received_at[:10].split("-"), received_at[11:16].replace(":", ".")
    return f"{int(day[2])}.{int(day[1])}.{day[0]} klo {time}"


def document_of(path: Path, package_id: uuid.UUID) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{package_id}/data/document.pdf")
