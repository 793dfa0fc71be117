"""Identifiers that must not be stored or shown whole."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.fi import hetu

MASK = "••••••-••••"
PERSONAL_IDENTITY_CODE = "personal_identity_code"
# Form and century signs: Act 661/2009, signs of 2023 included; between the characters what people type. Nothing here
# can match in two ways for long, so time grows with the text. A letter that stands apart from the number ends a code
# only when it is no word's beginning.
_SPLIT = r"[\W_]{0,3}"
_FORM = (
    r"(?=(?<![0-9])("
    rf"(?P<day>[0-3]{_SPLIT}[0-9]){_SPLIT}(?P<month>[01]{_SPLIT}[0-9]){_SPLIT}%s(?P<year>[0-9]{_SPLIT}[0-9])"
    r"(?P<between>[\W_]{0,4}[A-FU-Y]?[\W_]{0,4})"
    rf"(?P<number>[0-9]{_SPLIT}[0-9]{_SPLIT}[0-9])"
    rf"(?P<check>[A-FHJ-NPR-Y]|{_SPLIT}[0-9](?![0-9])|[\W_]{{1,3}}[A-FHJ-NPR-Y](?!\w))"
    r"))"
)
# Looked for at every place and with the year written either way, because what only looks like a code must not hide one.
_CANDIDATES = tuple(
    re.compile(_FORM % century, re.IGNORECASE) for century in ("", rf"(?:18|19|20){_SPLIT}")
)
_SIGNS = frozenset("+-ABCDEFUVWXY")
_BLANK = re.compile(r"[\s_]")
_NO_WORD = re.compile(r"[\W_]")
_PHONE = re.compile(r"\+?[0-9](?:[\W_]{0,3}[0-9]){6,}")
_INVISIBLE = ("Cf", "Mn", "Me")
_DASHES = "\u2212\u207b\u208b\u2043\u30fc\uff70"  # minus signs and bullets that are no dashes to Unicode
_LOOK_ALIKES = str.maketrans(
    "АВСЕНЈКМРЅТХУҮавсенјкмрѕтхуүΑΒΕΗΚΜΝΡΤΥΧ", "ABCEHJKMPSTXYYABCEHJKMPSTXYYABEHKMNPTYX"
)


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    kinds: tuple[str, ...] = ()


def mask_identifiers(text: str) -> Masked:
    """Personal identity codes with a valid check character become dots; anything else stays as typed."""
    letters, places = plain(text)
    matches = [match for form in _CANDIDATES for match in form.finditer(letters)]
    codes = [match.span(1) for match in matches if holds_code(match)]
    shown = covered(text, places, codes)
    return Masked(shown, (PERSONAL_IDENTITY_CODE,) if codes else ())


def mask_name(name: str) -> str:
    """A name that somebody gives themself: seven digits or more are a telephone number, or worse."""
    text = mask_identifiers(name).text
    letters, places = plain(text)
    return covered(text, places, [match.span() for match in _PHONE.finditer(letters)])


def covered(text: str, places: list[int], spans: list[tuple[int, int]]) -> str:
    kept: list[str] = []
    end = 0
    for first, behind in sorted(spans):
        if places[first] >= end:
            kept += [text[end : places[first]], MASK]
            end = places[behind - 1] + 1
    return "".join([*kept, text[end:]])


def plain(text: str) -> tuple[str, list[int]]:
    """What the text says, and where each character of that stands in it: digits of any script and width as
    ours, dashes of any kind as one, letters that look like ours as ours, and nothing that is not seen."""
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
    return unicodedata.normalize("NFKC", letter).translate(_LOOK_ALIKES)


def holds_code(match: re.Match[str]) -> bool:
    """A digit at the end is believed only with a sign and unbroken parts: a telephone number in groups, or a date
    and a time, is no code."""
    part = match.groupdict()
    sign = _NO_WORD.sub("", part["between"]) or _BLANK.sub("", part["between"])
    ends_in_digit = part["check"][-1].isdigit()
    if ends_in_digit and not (sign and is_unbroken(match)):
        return False
    said = set(sign.upper())
    signs = said if len(said) == 1 and said <= _SIGNS else "+-A"
    day, month, year, number, check = (
        _NO_WORD.sub("", part[name]) for name in ("day", "month", "year", "number", "check")
    )
    return any(
        is_identity_code(f"{day}{month}{year}{possible}{number}{check}".upper())
        for possible in signs
    )


def is_unbroken(match: re.Match[str]) -> bool:
    return all(match[name].isdigit() for name in ("day", "month", "year", "number"))


def is_identity_code(code: str) -> bool:
    try:
        hetu.validate(code, allow_temporary=True)
    except ValidationError:
        return False
    return True


def mask_phone(number: str) -> str:
    """`+358401234567` -> `••67`: enough to tell two clients apart in a list."""
    return f"••{number[-2:]}" if len(number) > 4 else "••"
