"""Whose request this is, as far as limits and networks need to know: looked at, hashed, never kept."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError

from hub.foundation.valkey import valkey

Address = IPv4Address | IPv6Address
DAY = 24 * 3600
DAILY_KEY = "hub:daily-hash-key"


def client_address(meta: Mapping[str, Any]) -> Address | None:
    """The right-most address of X-Forwarded-For that is no trusted proxy's, if the peer is one; else the peer.

    What stands further left is the client's own word and is not read. Behind an entry that is no address
    nobody is believed either: the proxy that passed it on answers for it.
    """
    found = parsed(meta.get("REMOTE_ADDR", ""))
    hops = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while hops and is_trusted(found):
        before = parsed(hops.pop())
        if before is None:
            break
        found = before
    return found


def parsed(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_trusted(address: Address | None) -> bool:
    return address is not None and any(
        address in network for network in settings.TRUSTED_PROXIES
    )


def counted_address(meta: Mapping[str, Any]) -> str:
    """What limits count by: one IPv6 subscriber has a whole /64."""
    address = client_address(meta)
    if isinstance(address, IPv6Address):
        address = ip_network((int(address), 64), strict=False).network_address
    return str(address or "")


def counted_peer(scope: Mapping[str, Any]) -> str:
    """The same of a socket, which comes without Django's request."""
    hops = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    peer = (scope.get("client") or [""])[0]
    forwarded = b",".join(hops).decode("latin1")
    return counted_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded})


def daily_hash(value: str, *, purpose: str) -> str:
    """For abuse limits: under a random key that Valkey forgets within a day, so nobody can look back, and another
    for each purpose, so that nobody sees in Valkey that who started a chat also answered the survey.

    Without Valkey every call has a key of its own: limits rest, visitors are served.
    """
    fresh = secrets.token_bytes(32)
    try:
        known: Any = valkey().set(DAILY_KEY, fresh, ex=DAY, nx=True, get=True)
        key: bytes = known or fresh
    except (RedisError, OSError):
        key = fresh
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()[:32]


def daily_key_lasts() -> int:
    """Seconds in which an address still has the same hash; none without Valkey."""
    try:
        left: Any = valkey().ttl(DAILY_KEY)
    except (RedisError, OSError):
        return 0
    return max(0, int(left))
