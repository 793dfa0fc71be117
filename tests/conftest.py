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
# xdist's workers inherit the environment: with this name in it they would read the settings before their own
# engines run, and share this process's Valkey.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.core.cache import cache
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

pytest_plugins = ["tests.cast"]
flush = DatabaseOperations.execute_sql_flush
ACCESS_LOG = "ALTER TABLE privacy_accessentry {} TRIGGER USER"


def flush_the_access_log_too(self: DatabaseOperations, statements: Iterable[str]) -> None:
    """Only for the emptying between tests: everywhere else its triggers stand."""
    flush(self, [ACCESS_LOG.format("DISABLE"), *statements, ACCESS_LOG.format("ENABLE")])


DatabaseOperations.execute_sql_flush = flush_the_access_log_too  # type: ignore[method-assign, assignment]


def drop_whoever_still_looks(self: Any, name: str, verbosity: int) -> None:
    """A thread of a socket may end a moment after its test, with its connection still open."""
    with self._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(name)} WITH (FORCE)")


setattr(DatabaseCreation, "_destroy_test_db", drop_whoever_still_looks)  # noqa: B010 - unknown to the stubs


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    cache.clear()
    translation.deactivate()  # a page in Swedish leaves its language to the thread it was made in
    yield


@pytest.fixture(autouse=True)
def password_is_enough(settings: Any) -> None:
    """A test of the second factor sets it back."""
    settings.SECOND_FACTOR_REQUIRED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    engines.stop()
