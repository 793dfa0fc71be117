"""A browser and its push service as RFC 8291 and RFC 8292 describe them, written after the RFCs and not after our sender."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
ORIGIN = "https://updates.push.services.mozilla.com"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(secret)


@dataclass
class Browser:
    name: str = "one"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(CURVE)
    )
    auth: bytes = b"sixteen bytes!!!"

    @property
    def endpoint(self) -> str:
        return f"{ORIGIN}/wpush/v2/{self.name}"

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    @property
    def subscription(self) -> dict[str, str]:
        """What a script gets from `toJSON()`."""
        return {
            "endpoint": self.endpoint,
            "p256dh": b64(self.point),
            "auth": b64(self.auth),
        }

    def open(self, body: bytes) -> bytes:
        """RFC 8291, 3.3 and 3.4, over one record of RFC 8188."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        )
        info = b"WebPush: info\0" + self.point + sender
        secret = hkdf(shared, self.auth, info, 32)
        key = hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        text, end, padding = padded.rpartition(b"\x02")
        assert end == b"\x02"
        assert not padding.strip(b"\0")
        return text


@dataclass
class PushService:
    """Answers with what stands in `answers`, then with 201; refuses whatever is not signed for it."""

    key: str  # of the application server, as the browser was given it
    answers: list[httpx.Response] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert self.signed_by_us(request)
        assert request.headers["Content-Encoding"] == "aes128gcm"
        assert int(request.headers["TTL"]) >= 0
        return self.answers.pop(0) if self.answers else httpx.Response(201)

    def signed_by_us(self, request: httpx.Request) -> bool:
        """RFC 8292, 2 and 3."""
        scheme, _, words = request.headers["Authorization"].partition(" ")
        parts = dict(word.strip().split("=", 1) for word in words.split(","))
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(parts["k"]))
        claims: dict[str, Any] = jwt.decode(
            parts["t"],
            public,
            algorithms=["ES256"],
            audience=ORIGIN,
            options={"require": ["exp", "aud", "sub"]},
        )
        return (
            scheme == "vapid"
            and parts["k"] == self.key
            and claims["sub"].startswith("mailto:")
        )

    def words(self, browser: Browser) -> list[dict[str, str]]:
        """What that browser's worker script is given."""
        return [
            json.loads(browser.open(request.content))
            for request in self.requests
            if str(request.url) == browser.endpoint
        ]
