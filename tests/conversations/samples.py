"""Files as telephones and offices make them, with a word in each hidden place; and a scanner to ask about them."""

import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from PIL import Image, PngImagePlugin

CANARY = "kanarialintu"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{CANARY}</x:xmpmeta>'.encode()


def exif(turned: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[0x010E], told[0x010F], told[0x0112] = CANARY, CANARY, turned
    told.get_ifd(0x8825)[1], told.get_ifd(0x8825)[2] = "N", (62.6, 36.1, 0.0)
    return told


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), turned: int = 1) -> bytes:
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    words: dict[str, Any] = {"exif": exif(turned)}
    if form == "PNG":
        words["pnginfo"] = PngImagePlugin.PngInfo()
        words["pnginfo"].add_text("Author", CANARY)
    else:
        words["xmp"] = XMP
    if form == "JPEG":
        words["comment"] = CANARY
    out = io.BytesIO()
    image.save(out, form, **words)
    return out.getvalue()


def saved(pdf: pikepdf.Pdf, **words: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **words)
    return out.getvalue()


def plain_document() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def document() -> bytes:
    """With everything in it that a document should not bring along."""
    pdf = plain_document()
    pdf.docinfo["/Author"] = CANARY
    with pdf.open_metadata() as told:
        told["dc:title"] = CANARY
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')")
    pdf.Root.OpenAction = pdf.make_indirect(act)
    pdf.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=[CANARY, pdf.make_indirect(act)])
    )
    pdf.attachments[f"{CANARY}.exe"] = pikepdf.AttachedFileSpec(
        pdf, b"MZ" + CANARY.encode()
    )
    page = pdf.pages[0].obj
    page.AA = pikepdf.Dictionary(O=act)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=CANARY)
    page.Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch),
            pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, Contents=CANARY),
        ]
    )
    photo = pikepdf.Stream(pdf, picture())
    photo["/Subtype"], photo["/Filter"] = pikepdf.Name.Image, pikepdf.Name.DCTDecode
    photo["/Width"], photo["/Height"], photo["/BitsPerComponent"] = 60, 40, 8
    photo["/ColorSpace"] = pikepdf.Name.DeviceRGB
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
    return saved(pdf)


class Clamd(socketserver.ThreadingTCPServer):
    """Speaks clamd's INSTREAM. `manner` is what it does once it has the file."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.manner = "honest"
        self.seen: list[bytes] = []
        self.released = threading.Event()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        if self.server.manner == "hangs_up":
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.server.seen.append(data)
        if self.server.manner == "silent":
            self.server.released.wait(20)
            return
        self.wfile.write(self.verdict(data))

    def verdict(self, data: bytes) -> bytes:
        said = {
            "garbage": b"\xff\xfe\x00 nonsense",
            "error": b"INSTREAM size limit exceeded. ERROR\0",
            "almost": b"stream: OKAY\0",
            "empty": b"",
            "infected": b"stream: Win.Test.EICAR_HDB-1 FOUND\0",
        }
        harmful = (
            b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
        )
        return said.get(self.server.manner, harmful)


@contextmanager
def clamd() -> Iterator[Clamd]:
    server = Clamd()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
