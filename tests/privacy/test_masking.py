import pytest
from hypothesis import given
from hypothesis import strategies as some

from hub.privacy.masking import MASK, mask_identifiers, mask_phone

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
    ],
)
def test_a_code_typed_loosely_is_masked(text: str) -> None:
    assert mask_identifiers(text).text == MASK


@pytest.mark.parametrize(
    "text",
    [
        "010180-9016",  # the check character is another
        "320180-9015",  # no such day
        "010180-901",
        "1010180-9015",
        "010180-90155",
        "040 123 4567",
        "+358401234567",
        "2026-11-24",
        "FI21 1234 5600 0007 85",
        "0916951-3",
    ],
)
def test_what_is_no_code_stays(text: str) -> None:
    masked = mask_identifiers(text)

    assert (masked.text, masked.kinds) == (text, ())


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


@given(text=some.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_identifiers(text).text

    assert mask_identifiers(once).text == once


@pytest.mark.parametrize(
    ("number", "shown"), [("+358401234567", "••67"), ("1234", "••"), ("", "••")]
)
def test_a_number_shows_its_end_at_most(number: str, shown: str) -> None:
    assert mask_phone(number) == shown
