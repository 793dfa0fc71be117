"""Who acknowledges: an HMAC over the time and the raw bytes."""

import hashlib
import hmac

WINDOW_SECONDS = 300


def sign(body: bytes, *, timestamp: str, secret: str) -> str:
    covered = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), covered, hashlib.sha256).hexdigest()


def is_genuine(
    body: bytes, *, timestamp: str, signature: str, secret: str, now: float
) -> bool:
    """Constant-time; an empty secret trusts nobody; an old signature is worth nothing."""
    expected = sign(body, timestamp=timestamp, secret=secret)
    genuine = hmac.compare_digest(expected.encode(), signature.encode())
    if not secret or not genuine or not timestamp.isascii() or not timestamp.isdigit():
        return False
    return len(timestamp) <= 12 and abs(now - int(timestamp)) <= WINDOW_SECONDS
