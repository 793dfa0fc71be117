from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry


@lru_cache
def valkey() -> "redis.Redis":
    """This process's one pool of connections. Django's cache would open one for each socket it is used from.

    A lost connection is tried once more; a Valkey that is away answers with RedisError or OSError soon.
    """
    return redis.Redis.from_url(
        settings.REDIS_URL, retry=Retry(NoBackoff(), 1), **settings.VALKEY_PATIENCE
    )
