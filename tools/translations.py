"""Keeps locale/*.po true to the sources, without GNU gettext: `update`, `check`, `compile`."""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("hub", "chat", "whatsapp_bridge", "feedback")
# English is the source text. Plain Finnish may be partial: Django falls back to Finnish.
COMPLETE, PARTIAL = ("fi", "sv"), ("selko",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def source_texts() -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_bytes()
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            # Without indentation the blanked-out template is a token stream that Python can read.
            text = templatize(path.read_text("utf-8"))
            flat = "\n".join(line.lstrip() for line in text.split("\n"))
            yield str(path.relative_to(ROOT)), flat.encode()


def source_catalog() -> Catalog:
    catalog = Catalog(fuzzy=False)
    for _name, text in source_texts():
        for _line, message, _comments, context in extract(
            "python", BytesIO(text), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            catalog.add(message, context=context)
    return catalog


def po_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with po_path(language).open("rb") as file:
        return read_po(file)


def rendered(catalog: Catalog, language: str) -> bytes:
    """The file without dates, places and authors, so that merges stay small."""
    body = BytesIO()
    write_po(body, catalog, width=92, no_location=True, omit_header=True, sort_output=True)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return header.encode() + body.getvalue()


def merged(language: str, source: Catalog) -> Catalog:
    """What nobody uses at the moment stays as an obsolete (#~) entry and comes back when it is used again."""
    old, new = read(language), Catalog(fuzzy=False)
    attic = {
        (key(m), m.context): m
        for m in (*old.obsolete.values(), *real(old))
        if all(strings(m))
    }
    for message in real(source):
        kept = attic.pop((key(message), message.context), None)
        new.add(
            message.id,
            kept.string if kept else None,
            context=message.context,
            flags=kept.flags if kept else (),
            user_comments=kept.user_comments if kept else (),
        )
    for (msgid, context), message in attic.items():
        new.obsolete[(msgid, context) if context else msgid] = message
    return new


def real(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def strings(message: Message) -> list[str]:
    return (
        [message.string] if isinstance(message.string, str) else list(message.string or ())
    )


def fault(message: Message) -> str | None:
    texts = strings(message)
    if not all(texts) or not texts:
        return "not translated"
    if message.fuzzy:
        return "fuzzy"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = set(PLACEHOLDER.findall(" ".join(ids)))
    for text in texts:
        if not set(PLACEHOLDER.findall(text)) <= allowed:
            return "unknown placeholder"
    if len(texts) == 1 and set(PLACEHOLDER.findall(texts[0])) != allowed:
        return "placeholder missing"
    return None


def faults(language: str, source: Catalog) -> Iterator[str]:
    have, wanted = read(language), {(key(m), m.context): m for m in real(source)}
    known = {(key(message), message.context): message for message in real(have)}
    for place, message in known.items():
        if place not in wanted:
            yield f"{language}: no longer used: {place[0]!r}"
        elif (reason := fault(message)) and (
            language in COMPLETE or reason != "not translated"
        ):
            yield f"{language}: {reason}: {place[0]!r}"
    for place in wanted.keys() - known.keys():
        yield f"{language}: missing: {place[0]!r}"


def update() -> int:
    source = source_catalog()
    for language in COMPLETE + PARTIAL:
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        po_path(language).touch()
        po_path(language).write_bytes(rendered(merged(language, source), language))
    open_texts = sum(1 for lang in COMPLETE for _ in faults(lang, source))
    print(
        f"{sum(1 for _ in real(source))} texts; {open_texts} to translate in {', '.join(COMPLETE)}."
    )
    return 0


def check() -> int:
    source = source_catalog()
    found = [line for lang in COMPLETE + PARTIAL for line in faults(lang, source)]
    for line in sorted(found):
        print(line)
    if found:
        print(
            f"{len(found)} translation faults: run `make messages` and fill in locale/*/LC_MESSAGES/django.po."
        )
    return 1 if found else 0


def compile_all() -> int:
    for language in COMPLETE + PARTIAL:
        po, mo = po_path(language), po_path(language).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        fresh, catalog = BytesIO(), read(language)
        for message in list(real(catalog)):
            if not all(strings(message)):
                catalog.delete(message.id, message.context)
        write_mo(fresh, catalog)
        # A rename, so that a process which starts just now never reads half a file.
        half = mo.with_suffix(".mo.new")
        half.write_bytes(fresh.getvalue())
        half.replace(mo)
    return 0


if __name__ == "__main__":
    # templatize() and nothing else of Django is used; it needs settings, any settings.
    settings.configure(USE_I18N=True, INSTALLED_APPS=[])
    django.setup()
    commands = {"update": update, "check": check, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit("usage: tools/translations.py update|check|compile")
    sys.exit(commands[sys.argv[1]]())
