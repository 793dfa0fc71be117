import base64
import json

import pytest

from tests.whatsapp_bridge.samples import FOLDER
from whatsapp_bridge.signature import is_signed, sign

VECTORS = json.loads((FOLDER / "_signature_vectors.json").read_text())["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_known_signatures_hold_for_exactly_these_bytes(vector: dict[str, str]) -> None:
    body, header = base64.b64decode(vector["body_base64"]), vector["header"].encode()
    secrets = [b"another", vector["secret"].encode()]

    assert is_signed(body, header=header, secrets=secrets)
    assert not is_signed(body + b" ", header=header, secrets=secrets)
    assert not is_signed(body, header=header, secrets=[b"another"])


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"sha256=",
        b"sha256=" + b"0" * 64,
        b"sha1=" + b"0" * 40,
        b"\xff\xfe",
        b"sha256=" + b"A" * 64,
    ],
)
def test_an_odd_header_is_no_signature(header: bytes) -> None:
    assert not is_signed(b"{}", header=header, secrets=[b"secret"])


def test_without_a_secret_nothing_is_signed() -> None:
    header = sign(b"{}", secret=b"").encode()

    assert not is_signed(b"{}", header=header, secrets=[])
    assert not is_signed(b"{}", header=header, secrets=[b""])
