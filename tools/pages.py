"""Compiles every template and refuses what the content security policy would block at run time."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
INLINE = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"""["'\s=]javascript:""", re.IGNORECASE),
    "shapeless escape": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
    "third party": re.compile(
        r"""(?:src|srcset|action)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE
    ),
}


def faults() -> Iterator[str]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        text = path.read_text("utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            yield from (
                f"{name}:{number}: {what}"
                for what, found in INLINE.items()
                if found.search(line)
            )
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            yield f"{name}: {error}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    django.setup()
    found = list(faults())
    print("\n".join(found))
    sys.exit(1 if found else 0)
