"""Valkey counts sign-in attempts; while it is away staff are let in all the same, and are told nothing of it."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from hub.foundation import cache as forgetful
from hub.people.models import User

LOGIN = "/accounts/login/"
RIGHT = {"login": "maija@example.org", "password": "a long word of theirs"}


def at(settings: Any, address: str) -> None:
    """The same cache, but its Valkey is expected elsewhere."""
    patience = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": address, "OPTIONS": patience}
    }


@pytest.fixture
def nobody_there(settings: Any) -> None:
    at(settings, "redis://127.0.0.1:1/0")


@pytest.fixture
def deaf(settings: Any) -> Iterator[socket.socket]:
    """Takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        at(settings, f"redis://127.0.0.1:{listening.getsockname()[1]}/0")
        yield listening


def test_a_worker_signs_in(client: Client, maija: User, nobody_there: None) -> None:
    answer = client.post(LOGIN, RIGHT)

    assert (answer.status_code, answer["Location"]) == (302, "/staff/inbox/")


def test_a_wrong_password_is_refused_as_ever(
    client: Client, maija: User, nobody_there: None
) -> None:
    answer = client.post(LOGIN, RIGHT | {"password": "wrong"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_with_valkey_attempts_are_counted(client: Client, maija: User) -> None:
    answers = [client.post(LOGIN, RIGHT | {"password": "wrong"}) for _ in range(6)]

    assert "_auth_user_id" not in client.session
    assert answers[-1].content != answers[0].content
    client.post(LOGIN, RIGHT)
    assert "_auth_user_id" not in client.session


def test_a_valkey_that_hangs_is_waited_for_once(
    deaf: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [
        cache.add("a", 1), cache.get("a", "nothing"), cache.set("a", 2), cache.delete("a"),
    ]  # fmt: skip

    assert answers == [True, "nothing", None, False]
    assert [record.name for record in caplog.records] == [forgetful.__name__]
