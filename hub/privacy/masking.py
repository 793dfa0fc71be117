"""Identifiers that must not be stored or shown whole."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.fi import hetu

MASK = "••••••-••••"
PERSONAL_IDENTITY_CODE = "personal_identity_code"
# Form and century signs: Act 661/2009, signs of 2023 included; around them what people type instead. Looked for at
# every place, because what only looks like a code must not hide one that begins inside it.
_CANDIDATE = re.compile(
    r"(?=(?<![0-9])("
    r"(?P<day>[0-3][0-9])[\s._/-]{0,2}(?P<month>[01][0-9])[\s._/-]{0,2}(?:18|19|20)?(?P<year>[0-9]{2})"
    r"[\s_]{0,3}(?P<sign>[-+A-FU-Y./~]?)[\s_]{0,3}"
    r"(?P<number>[0-9]{3})(?P<check>[0-9](?![0-9])|[A-FHJ-NPR-Y])"
    r"))",
    re.IGNORECASE | re.ASCII,
)
_INVISIBLE = ("Cf", "Mn", "Me")
_DASHES = "\u2212\u207b\u208b\u2043\u30fc\uff70"  # minus signs and bullets that are no dashes to Unicode


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    kinds: tuple[str, ...] = ()


def mask_identifiers(text: str) -> Masked:
    """Personal identity codes with a valid check character become dots; anything else stays as typed."""
    letters, places = plain(text)
    kept: list[str] = []
    end = 0
    for match in _CANDIDATE.finditer(letters):
        start = places[match.start(1)]
        if start >= end and holds_code(match):
            kept += [text[end:start], MASK]
            end = places[match.end(1) - 1] + 1
    kept.append(text[end:])
    return Masked("".join(kept), (PERSONAL_IDENTITY_CODE,) if end else ())


def plain(text: str) -> tuple[str, list[int]]:
    """What the text says, and where each character of that stands in it: digits of any script and width as
    ours, dashes of any kind as one, and nothing that is not seen."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for said in meaning(letter):
            letters.append(said)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def meaning(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Pd" or letter in _DASHES:
        return "-"
    return unicodedata.normalize("NFKC", letter)


def holds_code(match: re.Match[str]) -> bool:
    """Without any sign only with a letter at the end: a telephone number in one or two groups is no code."""
    part = match.groupdict()
    sign = part["sign"].upper()
    if not sign and part["check"].isdigit():
        return False
    signs = "+-A" if sign in ("", ".", "/", "~") else sign
    day, tail = part["day"] + part["month"] + part["year"], part["number"] + part["check"]
    return any(is_identity_code(f"{day}{possible}{tail}".upper()) for possible in signs)


def is_identity_code(code: str) -> bool:
    try:
        hetu.validate(code, allow_temporary=True)
    except ValidationError:
        return False
    return True


def mask_phone(number: str) -> str:
    """`+358401234567` -> `••67`: enough to tell two clients apart in a list."""
    return f"••{number[-2:]}" if len(number) > 4 else "••"
