"""Which visitors have lately shown a sign of life: joined, asked for news, pinged. In Valkey, by row id, never a row."""

from collections.abc import Iterable

from redis.exceptions import RedisError

from hub.foundation.valkey import valkey

# Scripts ping every half minute. Without them a person reads the page and presses a button now and then.
SILENT_AFTER_SECONDS = 5 * 60


def _key(conversation_id: int) -> str:
    return f"hub:visitor:{conversation_id}"


def beat(conversation_id: int) -> None:
    try:
        valkey().set(_key(conversation_id), 1, ex=SILENT_AFTER_SECONDS)
    except (RedisError, OSError):
        return  # while Valkey is away the door is closed, and everybody counts


def alive(conversation_ids: Iterable[int]) -> set[int]:
    """Without Valkey everybody."""
    asked = list(conversation_ids)
    try:
        found = valkey().mget(map(_key, asked)) if asked else []
    except (RedisError, OSError):
        return set(asked)
    return {
        conversation_id for conversation_id, seen in zip(asked, found, strict=True) if seen
    }
