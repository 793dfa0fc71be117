"""AES-256-GCM envelopes. Sealed bytes name their key, so that keys can be changed while in use.

`seal()` uses the newest key of `SEALING_KEYS` (`id:base64 of 32 bytes`, newest first). A conversation has a
data key of its own, stored only wrapped: without its row, its messages stay unreadable, in backups too.
"""

import base64
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
# What a BinaryField gives: bytes when just made, a memoryview when read.
Sealed = bytes | memoryview


class SealBroken(Exception):
    """The bytes were not sealed by us for this purpose, or their key is gone. Says nothing more."""


@lru_cache(maxsize=8)
def parse_keys(configured: tuple[str, ...]) -> dict[str, bytes]:
    """`id:base64` lines to keys, order kept; raises ValueError without quoting a key."""
    keys: dict[str, bytes] = {}
    for position, line in enumerate(configured, 1):
        key_id, _, encoded = line.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not key_id or len(key_id) > 16 or len(key) != KEY_BYTES:
            raise ValueError(
                f"Key number {position} is not `id:base64 of {KEY_BYTES} bytes`"
            )
        keys[key_id] = key
    return keys


@lru_cache(maxsize=64)
def _cipher(key: bytes, purpose: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key))


def _sealing_keys() -> dict[str, bytes]:
    return parse_keys(tuple(settings.SEALING_KEYS))


def newest_key_id() -> str:
    return next(iter(_sealing_keys()))


def seal(plaintext: bytes, *, purpose: str) -> bytes:
    key_id, key = next(iter(_sealing_keys().items()))
    name = key_id.encode()
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(key, purpose).encrypt(nonce, plaintext, purpose.encode())
    return VERSION + bytes([len(name)]) + name + nonce + sealed


def key_id_of(sealed: Sealed) -> str:
    head = bytes(sealed[:18])
    if len(head) < 2 or head[:1] != VERSION:
        raise SealBroken
    return head[2 : 2 + head[1]].decode("ascii", "replace")


def unseal(sealed: Sealed, *, purpose: str) -> bytes:
    sealed = bytes(sealed)
    key = _sealing_keys().get(key_id_of(sealed))
    if key is None:
        raise SealBroken
    start = 2 + sealed[1]
    nonce, body = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
    try:
        return _cipher(key, purpose).decrypt(nonce, body, purpose.encode())
    except (InvalidTag, ValueError):  # ValueError: too short to be ours
        raise SealBroken from None


def seal_text(text: str, *, purpose: str) -> str:
    """The envelope in base64, for columns that hold text or JSON."""
    return base64.b64encode(seal(text.encode(), purpose=purpose)).decode()


def unseal_text(sealed: str, *, purpose: str) -> str:
    return unseal(envelope(sealed), purpose=purpose).decode()


def envelope(sealed: str) -> bytes:
    try:
        return base64.b64decode(sealed, validate=True)
    except ValueError:
        raise SealBroken from None


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """One conversation's key. `context` binds a sealed text to its place: moved elsewhere, it does not open."""

    key: bytes

    @classmethod
    def new(cls) -> "DataKey":
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def unwrap(cls, wrapped: Sealed) -> "DataKey":
        return cls(unseal(wrapped, purpose="data-key"))

    def wrapped(self) -> bytes:
        return seal(self.key, purpose="data-key")

    def seal(self, text: str, *, context: str) -> bytes:
        return self.seal_bytes(text.encode(), context=context)

    def open(self, sealed: Sealed, *, context: str) -> str:
        return self.open_bytes(sealed, context=context).decode()

    def seal_bytes(self, plaintext: bytes, *, context: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, plaintext, context.encode())

    def open_bytes(self, sealed: Sealed, *, context: str) -> bytes:
        sealed = bytes(sealed)
        try:
            return AESGCM(self.key).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode()
            )
        except (InvalidTag, ValueError):  # ValueError: too short to be ours
            raise SealBroken from None
