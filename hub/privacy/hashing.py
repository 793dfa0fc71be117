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
