"""Keyed hashes: equal values can be found without being readable.

`HASH_KEYS` (`id:base64`, newest first): the newest makes new hashes, all of them are tried when looking.
"""

import hashlib
import hmac

from django.conf import settings

from hub.privacy.sealing import parse_keys


def keyed_hash(value: str, *, purpose: str) -> str:
    return keyed_hashes(value, purpose=purpose)[0]


def keyed_hashes(value: str, *, purpose: str) -> list[str]:
    """One hash per configured key, the newest key's first."""
    message = f"{purpose}\x1f{value}".encode()
    keys = parse_keys(tuple(settings.HASH_KEYS)).values()
    return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in keys]


def slow_hash(value: str, *, purpose: str) -> str:
    return slow_hashes(value, purpose=purpose)[0]


def slow_hashes(value: str, *, purpose: str) -> list[str]:
    """As `keyed_hashes`, each at the price of 16 MiB and some hundredths of a second: for secrets people carry.

    Without a salt for each value, so that one look finds it and every look costs the same, found or not. That is
    right for random values of 80 bits and more; never for a word that somebody chose.
    """
    keys = parse_keys(tuple(settings.HASH_KEYS)).values()
    salts = [hmac.digest(key, purpose.encode(), "sha256") for key in keys]
    return [stretched(value, salt) for salt in salts]


def stretched(value: str, salt: bytes) -> str:
    return hashlib.scrypt(value.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()
