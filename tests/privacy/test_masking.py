from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hub.privacy.masking import MASK, mask_identifiers, mask_name, mask_phone

# Made-up codes with a valid check character; the century signs of 2023 among them.
CODES = [
    "010180-9015", "010180Y9015", "010180X9026", "241299U933T", "290200A918X", "290204B9190", "150610F950R",
    "311299+999E",
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "Olen {}.",
        "({})",
        "hetu:{}",
        "a\n{}\nb",
        "{},{}",
        "„{}”",
        "{}?",
        "/{}/",
        "_{}_",
    ],
)
def test_a_code_becomes_dots_wherever_it_stands(code: str, frame: str) -> None:
    masked = mask_identifiers(frame.format(code, code))

    assert code not in masked.text
    assert masked.text == frame.format(MASK, MASK)
    assert masked.kinds == ("personal_identity_code",)


@pytest.mark.parametrize("code", CODES)
def test_small_letters_are_masked_too(code: str) -> None:
    assert mask_identifiers(code.lower()).text == MASK


@pytest.mark.parametrize(
    "text",
    [
        "010180 - 9015",
        "010180–9015",
        "010180—9015",
        "010180−9015",
        "010180 -9015",
        "010180\u20119015",
        "290200.918X",  # a day that only one of the centuries has
    ],
)
def test_a_code_typed_loosely_is_masked(text: str) -> None:
    assert mask_identifiers(text).text == MASK


@pytest.mark.parametrize(
    "text",
    [
        "hetu131052-308T",
        "131052-308Ton",
        "131052\u200b-308T",
        "1310\u200d52-308T",
        "131052\u00ad308T",
        "１３１０５２－３０８Ｔ",
        "١٣١٠٥٢-308T",
        "𝟏𝟑𝟏𝟎𝟓𝟐-308T",
        "131052ー308T",
        "131052.308t",
        "131052/308T",
        "131052~308T",
        "131052 308T",
        "131052_-_308T",
        "131052-\n308T",
        "131052308T",
        "131052 -   308T",
        "13.10.52-308T",
        "13 10 52-308T",
        "13101952-308T",
        "13.10.1952 308T",
        "131052-308T131052-308T",
        "131052-308 T",
        "131052 - 308 T",
        "131052-308-T",
        "131052-308.T",
        "131052--308T",
        "131052,308T",
        "131052:308T",
        "131052=308T",
        "131052·308T",
        "131052•308T",
        "131052\u2800-\u2800308T",
        "131052\u1680308T",
        "131052 (308T)",
        "131052 (-) 308T",
        "131052-30 8T",
        "13 . 10 . 52 - 308T",
        "13 . 10 . 19 52 - 308T",
        "1 3 1 0 5 2 - 3 0 8 T",
        "131052-308Т",  # a Cyrillic letter
        "131052-308Τ",  # a Greek one
        "12.05.01-131052-308T",  # what only looks like one begins before it
    ],
)
def test_a_code_in_another_dress_is_masked(text: str) -> None:
    masked = mask_identifiers(text)

    assert MASK in masked.text
    assert "308" not in masked.text
    assert masked.kinds == ("personal_identity_code",)


@pytest.mark.parametrize(
    "text",
    [
        "010180-9016",  # the check character is another
        "320180-9015",  # no such day
        "010180-901",
        "1010180-9015",
        "010180-90155",
        "040 123 4567",
        "0101809015",  # no sign and no letter: it may be a telephone number
        "010180 9015",
        "131052308U",
        "131052-308\n",
        "131052-308 tuli",  # the letter begins a word
        "01.01.1980, 90.15",
        "01-01-80 90-15",
        "+358401234567",
        "2026-11-24",
        "FI21 1234 5600 0007 85",
        "0916951-3",
    ],
)
def test_what_is_no_code_stays(text: str) -> None:
    masked = mask_identifiers(text)

    assert (masked.text, masked.kinds) == (text, ())


@pytest.mark.parametrize("letter", "АВСЕНЈКМРЅТХҮавсенјкмрѕтхү")
def test_a_letter_that_looks_like_a_check_character_is_one(letter: str) -> None:
    said = "ABCEHJKMPSTXY" * 2
    value = "0123456789ABCDEFHJKLMNPRSTUVWXY".index(
        said["АВСЕНЈКМРЅТХҮавсенјкмрѕтхү".index(letter)]
    )
    number = next(n for n in range(100, 200) if int(f"131052{n}") % 31 == value)

    assert mask_identifiers(f"131052-{number}{letter}").text == MASK


def some_digits(chance: Random, form: str) -> str:
    return "".join(str(chance.randrange(10)) if sign == "#" else sign for sign in form)


@pytest.mark.parametrize(
    "form",
    [
        "0## ### ####", "04########", "+358 ## ### ####", "(0#) ###-####", "040-#######", "0##-### ## ## tai",
        "FI## #### #### #### ##", "FI################", "GB## NWBK #### #### #### ##", "# ### ###,## euroa",
        "### ### ###,##", "########-#", "#######-#", "20##-1#-2# 1#:2#", "2#.1#.20## 1#.##", "viite ##### ##### #####",
    ],
)  # fmt: skip
def test_telephone_numbers_accounts_sums_and_times_stay(form: str) -> None:
    chance = Random(form)

    texts = [some_digits(chance, form) for _ in range(300)]

    assert [text for text in texts if mask_identifiers(text).kinds] == []


@pytest.mark.parametrize(
    "form", ["2#.1#.20##: ### e", "1#.0#.##, ####", "0#.1#.20## – ####", "1 0## ###,## e"]
)
def test_what_has_the_form_of_a_code_is_masked_no_more_often_than_its_check_character_fits(
    form: str,
) -> None:
    chance = Random(form)

    masked = [mask_identifiers(some_digits(chance, form)).kinds for _ in range(2000)]

    assert sum(map(bool, masked)) < 2000 * 1.6 / 31


@pytest.mark.parametrize(
    "unit", ["1", "1.", "13.10.52-", "0 1 ", "-", "1-._/", "131052-308"]
)
def test_a_long_text_of_digits_and_dots_is_answered(unit: str) -> None:
    text = (unit * 2000)[:2000]

    assert mask_identifiers(text).text == text


@given(text=some.text(some.characters(blacklist_categories=["Nd", "Cs"])))
def test_a_text_without_digits_is_unchanged(text: str) -> None:
    assert mask_identifiers(text).text == text


@given(
    before=some.text("abc åäö.\n", max_size=20),
    code=some.sampled_from(CODES),
    after=some.text(" .,!åäö", max_size=20),
)
def test_everything_around_a_code_is_kept(before: str, code: str, after: str) -> None:
    text = f"{before} {code} {after}"

    assert mask_identifiers(text).text == f"{before} {MASK} {after}"


@some.composite
def identity_codes(draw: some.DrawFn) -> tuple[str, str, str]:
    """Day, sign and rest of a code whose date is real and whose check character is right."""
    day = draw(some.dates(date(1850, 1, 1), date(2099, 12, 31)))
    number = draw(some.integers(2, 999))
    digits = f"{day:%d%m%y}{number:03}"
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]
    sign = draw(some.sampled_from({18: "+", 19: "-YXWVU", 20: "ABCDEF"}[day.year // 100]))
    return digits[:6], sign, digits[6:] + check


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@some.composite
def dressed(draw: some.DrawFn, code: tuple[str, str, str]) -> str:
    day, sign, rest = code
    other = [".", "/", ",", ":", " = ", "·", " ("]
    instead = ["-", "–", "--", *other] if sign == "-" else other
    if rest[-1].isalpha():
        instead += [" ", ""]
    sign = draw(some.sampled_from([sign, f" {sign} ", *instead]))
    dot = draw(some.sampled_from(["", ".", "/", " "]))
    text = f"{day[:2]}{dot}{day[2:4]}{dot}{day[4:]}{sign}{rest}"
    text = draw(some.sampled_from([str.lower, str.upper]))(text)
    if text.isascii() and " " not in text:
        text = draw(some.sampled_from([str, wide]))(text)
    for unseen in draw(
        some.lists(some.sampled_from("\u200b\u200d\u00ad\ufeff"), max_size=3)
    ):
        place = draw(some.integers(1, len(text) - 1))
        text = text[:place] + unseen + text[place:]
    return text


WORDS = some.text("hetuöä .,(\n", max_size=8)


@given(data=some.data(), code=identity_codes(), before=WORDS, after=WORDS)
def test_every_code_is_masked_in_every_dress(
    data: some.DataObject, code: tuple[str, str, str], before: str, after: str
) -> None:
    text = data.draw(dressed(code))

    masked = mask_identifiers(before + text + after)

    assert masked.text == before + MASK + after


@given(data=some.data(), code=identity_codes(), before=WORDS, after=WORDS)
def test_a_wrong_check_character_leaves_the_text_as_it_was(
    data: some.DataObject, code: tuple[str, str, str], before: str, after: str
) -> None:
    day, sign, rest = code
    wrong = data.draw(
        some.sampled_from("0123456789ABCDEFHJKLMNPRSTUVWXY").filter(lambda c: c != rest[-1])
    )
    text = before + data.draw(dressed((day, sign, rest[:-1] + wrong))) + after

    masked = mask_identifiers(text)

    assert (masked.text, masked.kinds) == (text, ())


@given(text=some.text(max_size=200) | some.text("0123 -./AT\u200b５", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_identifiers(text).text

    assert mask_identifiers(once).text == once


@pytest.mark.parametrize(
    ("number", "shown"), [("+358401234567", "••67"), ("1234", "••"), ("", "••")]
)
def test_a_number_shows_its_end_at_most(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Aino 040 123 4567", f"Aino {MASK}"),
        ("+358-40-1234567", MASK),
        ("Aino 131052-308T", f"Aino {MASK}"),
        ("Aino 1984", "Aino 1984"),
        ("", ""),
    ],
)
def test_a_name_shows_no_number_of_a_person(name: str, shown: str) -> None:
    assert mask_name(name) == shown
