"""Identifiers that must not be stored or shown whole."""

import re
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.fi import hetu

MASK = "••••••-••••"
PERSONAL_IDENTITY_CODE = "personal_identity_code"
# Form and century signs: Act 661/2009, signs of 2023 included. Dashes as phones type them, spaces around.
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z])([0-9]{6})\s{0,2}([-+A-FU-Ya-fu-y\u2010-\u2015\u2212])\s{0,2}"
    r"([0-9]{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y])(?![0-9A-Za-z])"
)
_DASH = re.compile("[\u2010-\u2015\u2212]")


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    kinds: tuple[str, ...] = ()


def mask_identifiers(text: str) -> Masked:
    """Personal identity codes with a valid check character become dots; anything else stays as typed."""
    found = False

    def replace(match: re.Match[str]) -> str:
        nonlocal found
        sign = _DASH.sub("-", match[2])
        if not is_identity_code(f"{match[1]}{sign}{match[3]}".upper()):
            return match[0]
        found = True
        return MASK

    masked = _CANDIDATE.sub(replace, text)
    return Masked(masked, (PERSONAL_IDENTITY_CODE,) if found else ())


def is_identity_code(code: str) -> bool:
    try:
        hetu.validate(code, allow_temporary=True)
    except ValidationError:
        return False
    return True


def mask_phone(number: str) -> str:
    """`+358401234567` -> `••67`: enough to tell two clients apart in a list."""
    return f"••{number[-2:]}" if len(number) > 4 else "••"
