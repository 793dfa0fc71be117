"""Django's cache, in which allauth counts sign-in attempts and remembers used codes."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
# A request asks several times: a Valkey that hangs is waited for once.
REST_SECONDS = 5.0


class ForgetfulCache(RedisCache):
    """Without Valkey it remembers nothing and everything is new to it: staff can sign in, uncounted."""

    rests_until = 0.0

    def asked(self, ask: Callable[..., Any], otherwise: Any, *words: Any) -> Any:
        if time.monotonic() < self.rests_until:
            return otherwise
        try:
            return ask(*words)
        except (RedisError, OSError):
            self.rests_until = time.monotonic() + REST_SECONDS
            logger.warning("Sign-in attempts are not counted: Valkey is away")
            return otherwise

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        return bool(self.asked(super().add, True, key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self.asked(super().get, default, key, default, version)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        self.asked(super().set, None, key, value, timeout, version)

    def delete(self, key: Any, version: Any = None) -> bool:
        return bool(self.asked(super().delete, False, key, version))
