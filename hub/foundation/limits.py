"""Counting against floods, in Valkey. Without Valkey nobody is refused."""

from collections.abc import Sequence

from redis.exceptions import RedisError

from hub.foundation.valkey import valkey


def too_many(buckets: Sequence[str], *, most: int, seconds: int) -> list[bool]:
    """Count one in each bucket, in one round trip: which are over `most` in these `seconds`.

    A bucket named twice is counted twice. Names stand in Valkey as they are: nothing about a person in them.
    """
    try:
        pipeline = valkey().pipeline(transaction=False)
        for bucket in buckets:
            pipeline.incr(f"hub:limit:{bucket}")
            pipeline.expire(f"hub:limit:{bucket}", seconds, nx=True)
        answers = pipeline.execute()
    except (RedisError, OSError):
        return [False] * len(buckets)
    return [count > most for count in answers[::2]]
