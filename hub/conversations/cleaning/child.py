"""Reads a file on its standard input and writes its type and a clean copy, or a word why not. A program of its own:
nothing of the hub is imported, and it may be killed at any moment."""

import io
import os
import resource
import sys
import zlib
from typing import Any

import filetype
import pikepdf
from PIL import Image, ImageOps

REFUSED = 3
MEMORY, CPU_SECONDS = 1536 * 1024 * 1024, 20
# More than any telephone takes, and what fits in memory once unpacked.
MOST_PIXELS, LONGEST_SIDE, KEPT_SIDE = 60_000_000, 20_000, 4096
MOST_PAGES, DEEPEST = 500, 60
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85}, "PNG": {}, "WEBP": {"quality": 85},
}  # fmt: skip
# What acts by itself, carries other files, or tells of whoever made the document.
UNWANTED = frozenset(
    {
        "/AA", "/AF", "/Collection", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/LastModified", "/Metadata",
        "/OpenAction", "/Perms", "/PieceInfo", "/Renditions", "/RichMediaContent", "/XFA",
    }
)  # fmt: skip
ACTIONS = frozenset(
    {
        "/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition", "/RichMediaExecute",
        "/Sound", "/SubmitForm",
    }
)  # fmt: skip
NOTES = frozenset({"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"})
# Segments of a JPEG that its picture needs: the rest of APPn and the comment tell of camera, place and time.
NEEDED_APPS = frozenset({0xE0, 0xEE})
START_OF_SCAN, COMMENT = 0xDA, 0xFE


class Refused(Exception):
    pass


def clean(data: bytes, largest: int) -> tuple[str, bytes]:
    """Raises Refused with one of `empty`, `kind`, `locked`, `large`, `broken`; never anything else."""
    if not data:
        raise Refused("empty")
    kind = filetype.guess_mime(data)
    if kind not in (*FORMATS, "application/pdf"):
        raise Refused("kind")
    try:
        copy = document(data) if kind == "application/pdf" else picture(data, FORMATS[kind])
    except Refused:
        raise
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except Exception:  # noqa: BLE001 - a decoder may raise anything over a stranger's bytes
        raise Refused("broken") from None
    if len(copy) > largest:
        raise Refused("large")
    return kind, copy


def picture(data: bytes, form: str) -> bytes:
    """Its pixels, the right way up, and nothing else; one that moves stands still."""
    image: Any = Image.open(io.BytesIO(data), formats=[form])
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise Refused("large")
    image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
    plain = upright.convert(mode(upright, form))
    plain.info.clear()
    out = io.BytesIO()
    plain.save(out, form, **QUALITY[form])
    return out.getvalue()


def mode(image: Any, form: str) -> str:
    if form != "JPEG" and image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in ("1", "L") and form != "WEBP" else "RGB"


def document(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if not 1 <= len(pdf.pages) <= MOST_PAGES:
            raise Refused("broken")
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for item in pdf.objects:
            disarm(item)
        for page in pdf.pages:
            keep_still_notes(page.obj)
        out = io.BytesIO()
        pdf.save(
            out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )
    return out.getvalue()


def disarm(item: Any, depth: int = 0) -> None:
    """Takes out of one object, and of those written inside it, what it should not hold."""
    if depth > DEEPEST:
        raise Refused("broken")
    if isinstance(item, pikepdf.Array):
        inside = [item[place] for place in range(len(item))]
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        inside = disarmed(item)
    else:
        return
    for part in inside:
        if not getattr(part, "is_indirect", True):
            disarm(part, depth + 1)


def disarmed(item: Any) -> list[Any]:
    """An action that reaches out of the document becomes an empty one."""
    acts = name(item, "/S") in ACTIONS
    for key in list(item.keys()):
        if acts or key in UNWANTED:
            del item[key]
    if isinstance(item, pikepdf.Stream) and name(item, "/Subtype") == "/Image":
        strip_picture(item)
    return [item[key] for key in item.keys()]  # noqa: SIM118 - not a mapping


def name(item: Any, key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def keep_still_notes(page: Any) -> None:
    """Notes on a page that hold a file, a sound or a film go."""
    notes = page.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        kept = [note for note in notes if name(note, "/Subtype") not in NOTES]
        page["/Annots"] = pikepdf.Array(kept)


def strip_picture(stream: Any) -> None:
    """A photo inside a document has its place and camera in it, too."""
    filters = stream.get("/Filter")
    chain = (
        [str(one) for one in filters]
        if isinstance(filters, pikepdf.Array)
        else [str(filters)]
    )
    if chain[-1] != "/DCTDecode":
        return
    raw = stream.read_raw_bytes()
    if chain == ["/FlateDecode", "/DCTDecode"]:
        raw = zlib.decompressobj().decompress(raw, MEMORY // 8)
    elif len(chain) > 1:
        raise Refused("broken")
    parameters = stream.get("/DecodeParms") if len(chain) == 1 else None
    stream.write(without_marks(raw), filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def without_marks(jpeg: bytes) -> bytes:
    """The same JPEG, its pixels untouched, without the segments that are not picture."""
    kept, place = [jpeg[:2]], 2
    while (
        place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != START_OF_SCAN
    ):
        marker = jpeg[place + 1]
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        told = marker == COMMENT or (0xE0 <= marker <= 0xEF and marker not in NEEDED_APPS)
        if not told:
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])


def confine() -> None:
    """Whatever the bytes make a decoder do: bounded, writing no file and leaving no core behind."""
    os.nice(5)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    confine()
    try:
        kind, copy = clean(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Refused as refusal:
        sys.stdout.buffer.write(f"{refusal}\n".encode())
        return REFUSED
    sys.stdout.buffer.write(kind.encode() + b"\n" + copy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
