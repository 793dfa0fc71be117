"""Who has a console open just now: a heartbeat in Valkey with a grace time, never a row.

When Valkey is away nobody counts as present: the door closes rather than promise a pair that is not seen.
"""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _key(user_id: int) -> str:
    return f"presence:{user_id}"


def beat(user_id: int) -> bool:
    """Say that the user is here; True when that is news (came, or came back)."""
    try:
        if cache.touch(_key(user_id), settings.PRESENCE_GRACE_SECONDS):
            return False
        cache.set(_key(user_id), 1, settings.PRESENCE_GRACE_SECONDS)
    except (RedisError, OSError):
        logger.warning("Presence was not stored", extra={"user_id": user_id})
        return False
    return True


def forget(user_id: int) -> None:
    """The user signed out."""
    try:
        cache.delete(_key(user_id))
    except (RedisError, OSError):
        logger.warning(
            "Presence was not cleared; it ends by itself", extra={"user_id": user_id}
        )


def online(user_ids: Iterable[int]) -> set[int]:
    keys = {_key(user_id): user_id for user_id in user_ids}
    try:
        found = cache.get_many(keys)
    except (RedisError, OSError):
        logger.warning("Presence could not be read")
        return set()
    return {keys[key] for key in found}
