import os
from collections.abc import Iterable, Iterator
from typing import Any

import django
import pytest

from tests import engines

# Plain HTTP, plain names of static files, and no pool that would keep a test database from being dropped.
for name in ("TLS", "HASHED_STATIC", "DATABASE_POOL"):
    os.environ.setdefault(name, "0")
engines.start()
# Before pytest-django does it: the conftest of a room, named on the command line, imports models.
django.setup()

from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations

pytest_plugins = ["tests.cast"]
flush = DatabaseOperations.execute_sql_flush
ACCESS_LOG = "ALTER TABLE privacy_accessentry {} TRIGGER USER"


def flush_the_access_log_too(self: DatabaseOperations, statements: Iterable[str]) -> None:
    """Only for the emptying between tests: everywhere else its triggers stand."""
    flush(self, [ACCESS_LOG.format("DISABLE"), *statements, ACCESS_LOG.format("ENABLE")])


DatabaseOperations.execute_sql_flush = flush_the_access_log_too  # type: ignore[method-assign, assignment]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def password_is_enough(settings: Any) -> None:
    """A test of the second factor sets it back."""
    settings.SECOND_FACTOR_REQUIRED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    engines.stop()
