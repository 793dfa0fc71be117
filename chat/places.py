"""How many places in the queue, and how many sockets, one address may take from everybody else. In Valkey: a count
under the daily hash, and of a visit that it was beyond the count, never whose.

And whose connection a ban would keep out: the hash of a visit, for that purpose alone, for some hours and sealed, so
that Valkey does not show which visits share one.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError

from hub.foundation.addresses import daily_hash, daily_key_lasts
from hub.foundation.limits import too_many
from hub.foundation.valkey import valkey
from hub.privacy.sealing import SealBroken, seal, unseal

SHARE_SECONDS = 30 * 60
LONGEST_WAIT_SECONDS = 12 * 3600
HELD_SECONDS = 3 * 3600
PURPOSE = "visit-connection"


def is_beyond_share(address: str) -> bool:
    """Counts this start. The count begins anew half an hour after its first one, whoever was answered meanwhile."""
    bucket = f"place:{daily_hash(address, purpose='place')}"
    most = settings.CHAT_WAITING_PER_ADDRESS
    return bool(address) and any(too_many([bucket], most=most, seconds=SHARE_SECONDS))


def opens_too_many_sockets(address: str) -> bool:
    """Counts this one. Room for everybody of a library whose line has just come back, and not for a loop."""
    bucket = f"socket:{daily_hash(address, purpose='socket')}"
    most = settings.CHAT_SOCKETS_PER_MINUTE
    return bool(address) and any(too_many([bucket], most=most, seconds=60))


def mark_beyond_share(conversation_id: int) -> None:
    try:
        valkey().set(_key(conversation_id), 1, ex=LONGEST_WAIT_SECONDS)
    except (RedisError, OSError):
        return  # the visit counts, as all do while Valkey is away


def beyond_share(conversation_ids: Iterable[int]) -> set[int]:
    asked = list(conversation_ids)
    try:
        found = valkey().mget(map(_key, asked)) if asked else []
    except (RedisError, OSError):
        return set()
    return {
        conversation_id for conversation_id, mark in zip(asked, found, strict=True) if mark
    }


def _key(conversation_id: int) -> str:
    return f"hub:beyond-share:{conversation_id}"


def hold_connection(conversation_id: int, address: str) -> None:
    """Never longer than the day's key, under which alone it could be known again."""
    if not address:
        return
    sealed = seal(daily_hash(address, purpose="ban").encode(), purpose=PURPOSE)
    seconds = min(HELD_SECONDS, daily_key_lasts())
    try:
        if seconds > 0:
            valkey().set(_held(conversation_id), sealed, ex=seconds)
    except (RedisError, OSError):
        return  # this visit's connection cannot be banned; its conversation can


def connection_of(conversation_id: int) -> str:
    """Empty when it is not known, or not any more."""
    try:
        sealed: Any = valkey().get(_held(conversation_id))
        return unseal(sealed, purpose=PURPOSE).decode() if sealed else ""
    except (RedisError, OSError, SealBroken):
        return ""


def _held(conversation_id: int) -> str:
    return f"hub:connection:{conversation_id}"
