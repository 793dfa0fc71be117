"""Which characters the vendored fonts can show. PDF/A refuses a document with a missing glyph."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "fonts"
FAMILIES = (
    "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Thai", "Noto Sans Bengali", "Noto Emoji",
)  # fmt: skip
# Shape their neighbours and draw nothing themselves: joiners, direction marks, variation selectors.
INVISIBLE = frozenset(map(chr, (0x200C, 0x200D, 0x200E, 0x200F, 0xFE0E, 0xFE0F)))
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def displayable(text: str) -> tuple[str, int]:
    """The text with every character that no font has as `[U+4E2D]`, and how many there were."""
    missing, shown = 0, []
    for char in unicodedata.normalize("NFC", text).replace("\r\n", "\n"):
        if char == "\n" or char in INVISIBLE or ord(char) in covered():
            shown.append(char)
        elif char == "\t":
            shown.append("    ")
        else:
            missing += 1
            shown.append(f"[U+{ord(char):04X}]")
    return "".join(shown), missing


def plain(text: str) -> str:
    """The last resort: Western letters only."""
    return "".join(
        char
        if char in "\n•–’…" or (char.isprintable() and ord(char) < 0x17F)
        else f"[U+{ord(char):04X}]"
        for char in text
    )


def is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction, as the Unicode algorithm does."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction == "L":
            return False
        if direction in RIGHT_TO_LEFT:
            return True
    return False


@cache
def covered() -> frozenset[int]:
    """Every code point with a glyph in one of the fonts, controls and format characters left out."""
    points: set[int] = set()
    for font in sorted(FONTS.glob("*.ttf")):
        points |= character_map(font.read_bytes())
    return frozenset(
        point for point in points if unicodedata.category(chr(point))[0] != "C"
    )


def character_map(font: bytes) -> set[int]:
    start = table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    points: set[int] = set()
    for index in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * index + 4)
        points |= subtable(font, start + offset)
    return points


def table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == name:
            return int(offset)
    raise ValueError("The font has no such table")


def subtable(font: bytes, at: int) -> set[int]:
    """Formats 12 and 4, the two that carry Unicode; others add nothing to them."""
    (kind,) = struct.unpack_from(">H", font, at)
    if kind == 12:
        (groups,) = struct.unpack_from(">I", font, at + 12)
        spans = [
            struct.unpack_from(">III", font, at + 16 + 12 * index)
            for index in range(groups)
        ]
        return {
            point
            for first, last, glyph in spans
            for point in range(first, last + 1)
            if glyph
        }
    return segments(font, at) if kind == 4 else set()


def segments(font: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    half = doubled // 2
    ends = struct.unpack_from(f">{half}H", font, at + 14)
    starts = struct.unpack_from(f">{half}H", font, at + 16 + doubled)
    deltas = struct.unpack_from(f">{half}H", font, at + 16 + 2 * doubled)
    offsets_at = at + 16 + 3 * doubled
    offsets = struct.unpack_from(f">{half}H", font, offsets_at)
    points: set[int] = set()
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if offsets[index]:
                place = offsets_at + 2 * index + offsets[index] + 2 * (point - first)
                (glyph,) = struct.unpack_from(">H", font, place)
            if (offsets[index] == 0 and (glyph + deltas[index]) & 0xFFFF) or (
                offsets[index] and glyph
            ):
                points.add(point)
    return points
