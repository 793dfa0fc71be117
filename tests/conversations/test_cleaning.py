"""A file is what its content is, and what is kept of it shows what it showed and tells nothing else."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some
from PIL import Image

from hub.conversations.cleaning import Unclean, child, clean
from tests.conversations.samples import (
    CANARY,
    document,
    picture,
    plain_document,
    saved,
)

LARGEST = 8 * 1024 * 1024
WORD = CANARY.encode()
SIGNS = [
    b"\xff\xd8\xff\xe1",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x00\x00\x00\x00WEBP",
    b"%PDF-1.7\n",
]


def refusal(data: bytes, largest: int = LARGEST) -> str:
    with pytest.raises(child.Refused) as refused:
        child.clean(data, largest)
    return str(refused.value)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_and_loses_what_it_tells(form: str) -> None:
    dirty = picture(form)
    assert WORD in dirty

    kind, copy = child.clean(dirty, LARGEST)

    image = opened(copy)
    assert (kind, image.format, image.size) == (f"image/{form.lower()}", form, (60, 40))
    assert WORD not in copy
    assert not image.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile", "Author"} & set(image.info)


def test_a_photo_taken_on_its_side_stands_upright() -> None:
    _kind, copy = child.clean(picture("JPEG", turned=6), LARGEST)

    assert opened(copy).size == (40, 60)


def test_a_large_photo_is_made_smaller() -> None:
    _kind, copy = child.clean(picture("JPEG", (6000, 4000)), LARGEST)

    assert max(opened(copy).size) == 4096


def test_a_transparent_picture_stays_transparent() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (1, 2, 3, 0)).save(out, "PNG")

    _kind, copy = child.clean(out.getvalue(), LARGEST)

    assert opened(copy).getpixel((1, 1)) == (1, 2, 3, 0)


def test_what_hides_behind_a_picture_does_not_come_along() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr(f"{CANARY}.html", "<script>alert(1)</script>")

    for tail in (archive.getvalue(), document(), b"<script>alert(1)</script>"):
        _kind, copy = child.clean(picture() + tail, LARGEST)
        assert not any(sign in copy for sign in (b"PK\x03\x04", b"%PDF", b"<script", WORD))


def test_a_document_keeps_its_pages_and_loses_what_acts_and_tells() -> None:
    kind, copy = child.clean(document(), LARGEST)

    whole = copy + b"".join(
        item.read_raw_bytes() + item.read_bytes()
        if "/Filter" in item and item.Filter != pikepdf.Name.DCTDecode
        else item.read_raw_bytes()
        for item in pikepdf.open(io.BytesIO(copy)).objects
        if isinstance(item, pikepdf.Stream)
    )
    pdf = pikepdf.open(io.BytesIO(copy))
    assert (kind, len(pdf.pages)) == ("application/pdf", 1)
    assert not {"/OpenAction", "/Metadata", "/AF"} & set(pdf.Root.keys())
    assert not dict(pdf.attachments)
    assert [str(note.Subtype) for note in pdf.pages[0].obj.Annots] == ["/Link"]
    assert not any(
        sign in whole for sign in (WORD, b"/JavaScript", b"/Launch", b"/JS", b"MZ")
    )
    photo = pdf.pages[0].obj.Resources.XObject.Photo
    assert opened(photo.read_raw_bytes()).size == (60, 40)


def test_what_stands_behind_a_document_does_not_come_along() -> None:
    _kind, copy = child.clean(saved(plain_document()) + b"PK\x03\x04" + WORD, LARGEST)

    assert WORD not in copy


def test_a_locked_document_is_refused_with_its_own_word() -> None:
    locked = saved(plain_document(), encryption=pikepdf.Encryption(owner="a", user="b"))

    assert refusal(locked) == "locked"


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00 a program", b"PK\x03\x04 an archive", b"<html><script>", b"GIF89a" + bytes(20),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"just words", b"#!/bin/sh\n",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    ],
)  # fmt: skip
def test_anything_else_is_refused_by_its_content(data: bytes) -> None:
    assert refusal(data) == "kind"


def test_an_empty_and_a_cut_file_are_refused() -> None:
    assert refusal(b"") == "empty"
    assert refusal(picture("JPEG", (600, 400))[:900]) == "broken"
    assert refusal(b"%PDF-1.7\n%%EOF") == "broken"


def chunk(kind: bytes, data: bytes) -> bytes:
    return (
        struct.pack("!I", len(data))
        + kind
        + data
        + struct.pack("!I", zlib.crc32(kind + data))
    )


def huge_png(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(bytes(9)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "size", [(60_000, 60_000), (30_000, 10), (10, 2**31 - 1), (9000, 9000)]
)
def test_a_picture_of_too_many_pixels_is_not_unpacked(size: tuple[int, int]) -> None:
    assert refusal(huge_png(*size)) in ("large", "broken")


def test_a_copy_that_has_grown_is_refused() -> None:
    assert refusal(picture("PNG", (600, 400)), largest=300) == "large"


@hypothesis_settings(deadline=None, max_examples=150)
@given(data=some.binary(max_size=400), sign=some.sampled_from([b"", *SIGNS]))
def test_no_bytes_make_it_fail(data: bytes, sign: bytes) -> None:
    said = ""
    try:
        child.clean(sign + data, LARGEST)
    except child.Refused as refused:
        said = str(refused)

    assert said in {"", "empty", "kind", "locked", "large", "broken"}


@hypothesis_settings(deadline=None, max_examples=120)
@given(
    form=some.sampled_from(["JPEG", "PNG", "WEBP"]),
    place=some.integers(min_value=0, max_value=10_000),
    noise=some.binary(min_size=1, max_size=8),
)
def test_a_damaged_picture_is_refused_or_clean(form: str, place: int, noise: bytes) -> None:
    whole = bytearray(picture(form))
    place %= len(whole)
    whole[place : place + len(noise)] = noise
    try:
        _kind, copy = child.clean(bytes(whole), LARGEST)
    except child.Refused:
        return
    assert b"Exif\x00" not in copy
    assert b"eXIf" not in copy
    assert b"EXIF" not in copy
    assert WORD not in copy


@hypothesis_settings(deadline=None, max_examples=60)
@given(
    place=some.integers(min_value=0, max_value=20_000),
    noise=some.binary(min_size=1, max_size=8),
)
def test_a_damaged_document_is_refused_or_still(place: int, noise: bytes) -> None:
    whole = bytearray(document())
    place %= len(whole)
    whole[place : place + len(noise)] = noise
    try:
        _kind, copy = child.clean(bytes(whole), LARGEST)
    except child.Refused:
        return
    pdf = pikepdf.open(io.BytesIO(copy))
    assert not {"/OpenAction", "/Metadata", "/AF"} & set(pdf.Root.keys())
    assert "/Info" not in pdf.trailer


def test_the_process_apart_answers_as_its_program_does() -> None:
    cleaned = clean(picture(), largest=LARGEST)

    assert (cleaned.media_type, WORD in cleaned.data) == ("image/jpeg", False)
    assert opened(cleaned.data).size == (60, 40)
    with pytest.raises(Unclean, match="kind"):
        clean(b"just words", largest=LARGEST)


def stream_bomb() -> bytes:
    """A small document whose table of objects unpacks to two gigabytes."""
    packer = zlib.compressobj(9)
    part = bytes(1 << 20)
    packed = b"".join(packer.compress(part) for _ in range(2048)) + packer.flush()
    head = f"1 0 obj\n<</Type/ObjStm/N 1/First 4/Length {len(packed)}/Filter/FlateDecode>>\nstream\n"
    table = b"3 0 obj\n<</Type/XRef/W[1 2 1]/Size 4/Root 2 0 R/Length %d/Filter/FlateDecode>>\nstream\n"
    body = b"%PDF-1.7\n" + head.encode() + packed + b"\nendstream\nendobj\n"
    rows = zlib.compress(
        bytes(4) + struct.pack("!BHB", 1, 9, 0) + struct.pack("!BHB", 2, 1, 0) + bytes(4)
    )
    start = len(body)
    return (
        body
        + table % len(rows)
        + rows
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start
    )


def test_a_bomb_goes_off_where_it_hurts_nobody() -> None:
    bomb = stream_bomb()
    assert len(bomb) < LARGEST

    with pytest.raises(Unclean, match="broken"):
        clean(bomb, largest=LARGEST)
