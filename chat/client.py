"""HTTP to the push services of browsers: one sealed message there (RFC 8030, 8291), signed with our key (RFC 8292)."""

import base64
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from os import urandom
from urllib.parse import urlsplit

import http_ece
import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

TIMEOUT = httpx.Timeout(connect=5, read=10, write=10, pool=5)
TOKEN_SECONDS = 12 * 3600
CURVE = ec.SECP256R1()
DIGITS = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True, repr=False)
class Subscription:
    """Where a browser is reached, and what only it can open: all as the browser gave it, base64url."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` 0: nobody answered. `retry_after`: seconds that the service asks for, if it does."""

    status: int
    retry_after: int = 0


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@lru_cache(maxsize=2)
def key_pair(configured: str) -> ec.EllipticCurvePrivateKey:
    """From 32 random bytes in base64; raises ValueError without quoting them."""
    try:
        secret = decoded(configured.strip())
        if len(secret) == 32:
            return ec.derive_private_key(int.from_bytes(secret), CURVE)
    except ValueError:
        pass  # told below
    raise ValueError("WEB_PUSH_PRIVATE_KEY is not base64 of 32 bytes")


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_key() -> str:
    """What the browser binds a subscription to; empty where web push is off."""
    own = settings.WEB_PUSH_PRIVATE_KEY
    return encoded(point(key_pair(own))) if own else ""


def is_allowed(endpoint: str) -> bool:
    """A worker names this address and the hub posts to it: only to services we know, never into our own network."""
    try:
        parts = urlsplit(endpoint)
        own_port = parts.port in (None, 443)
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    known = any(
        host.endswith(name) if name.startswith(".") else host == name
        for name in settings.WEB_PUSH_HOSTS
    )
    return known and own_port and parts.scheme == "https" and "@" not in parts.netloc


def is_usable(subscription: Subscription) -> bool:
    """Whether something can be sealed for its keys at all."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(subscription.p256dh))
        return len(decoded(subscription.auth)) == 16
    except ValueError:
        return False


def post(subscription: Subscription, *, content: bytes, topic: str, ttl: int) -> Reply:
    """Never raises for what the other side does. An answer's body is of no interest, and a redirect is not followed."""
    headers = {
        "Authorization": f"vapid t={token(subscription.endpoint)}, k={public_key()}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(ttl),
        "Topic": topic,
        "Urgency": "high",
    }
    body = sealed(subscription, content)
    try:
        with httpx.stream(
            "POST",
            subscription.endpoint,
            headers=headers,
            content=body,
            timeout=TIMEOUT,
            trust_env=False,
        ) as response:
            return Reply(response.status_code, seconds(response.headers.get("Retry-After")))
    except (httpx.HTTPError, httpx.InvalidURL):
        return Reply(0)


def sealed(subscription: Subscription, content: bytes) -> bytes:
    return bytes(
        http_ece.encrypt(
            content,
            salt=urandom(16),
            private_key=ec.generate_private_key(CURVE),
            dh=decoded(subscription.p256dh),
            auth_secret=decoded(subscription.auth),
            version="aes128gcm",
        )
    )


def token(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_SECONDS,
        "sub": f"mailto:{settings.WEB_PUSH_CONTACT}",
    }
    return jwt.encode(claims, key_pair(settings.WEB_PUSH_PRIVATE_KEY), algorithm="ES256")


def seconds(header: str | None) -> int:
    """Retry-After comes as seconds or as a date; what is neither asks for nothing."""
    if header and DIGITS.fullmatch(header):
        return int(header)
    try:
        until = parsedate_to_datetime(header or "")
        return max(0, round((until - datetime.now(UTC)).total_seconds()))
    except (TypeError, ValueError):
        return 0
