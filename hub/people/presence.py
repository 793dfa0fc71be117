"""Who has a console open just now: a heartbeat in Valkey with a grace time, never a row.

When Valkey is away nobody counts as present: the door closes rather than promise a pair that is not seen.
"""

import logging
from collections.abc import Iterable

from django.conf import settings
from redis.exceptions import RedisError

from hub.foundation.valkey import valkey

logger = logging.getLogger(__name__)


def _key(user_id: int) -> str:
    return f"hub:presence:{user_id}"


def beat(*user_ids: int) -> set[int]:
    """Say that these users are here; returns those of whom that is news (they came, or came back)."""
    try:
        pipeline = valkey().pipeline(transaction=False)
        for user_id in user_ids:
            pipeline.set(_key(user_id), 1, ex=settings.PRESENCE_GRACE_SECONDS, get=True)
        known = pipeline.execute()
    except (RedisError, OSError):
        logger.warning("Presence was not stored", extra={"users": len(user_ids)})
        return set()
    return {
        user_id for user_id, before in zip(user_ids, known, strict=True) if before is None
    }


def forget(user_id: int) -> None:
    """The user signed out."""
    try:
        valkey().delete(_key(user_id))
    except (RedisError, OSError):
        logger.warning(
            "Presence was not cleared; it ends by itself", extra={"user_id": user_id}
        )


def online(user_ids: Iterable[int]) -> set[int]:
    asked = list(user_ids)
    try:
        found = valkey().mget(map(_key, asked)) if asked else []
    except (RedisError, OSError):
        logger.warning("Presence could not be read")
        return set()
    return {user_id for user_id, here in zip(asked, found, strict=True) if here}
