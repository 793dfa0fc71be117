"""Keyed hashes: equal values can be found without being readable.

`HASH_KEYS` (`id:base64`, newest first): the newest makes new hashes, all of them are tried when looking.
"""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.cache import cache

from hub.privacy.sealing import parse_keys

DAY = 24 * 3600


def keyed_hash(value: str, *, purpose: str) -> str:
    return keyed_hashes(value, purpose=purpose)[0]


def keyed_hashes(value: str, *, purpose: str) -> list[str]:
    """One hash per configured key, the newest key's first."""
    message = f"{purpose}\x1f{value}".encode()
    keys = parse_keys(tuple(settings.HASH_KEYS)).values()
    return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in keys]


def daily_hash(value: str) -> str:
    """For abuse limits: under a random key that Valkey forgets within a day, so nobody can look back.

    Without Valkey every call has a key of its own: limits rest, visitors are served.
    """
    fresh = secrets.token_hex(32)
    key = cache.get_or_set("daily-hash-key", fresh, DAY) or fresh
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]
