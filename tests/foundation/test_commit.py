"""After the commit nothing may fail a request: the row is there, a sweep finds it."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from chat.models import VisitorSession
from hub.conversations.models import Message
from hub.foundation.commit import after_commit
from hub.foundation.realtime import publish

pytestmark = pytest.mark.django_db(transaction=True)


def broken(*_: Any, **__: Any) -> None:
    raise ConnectionError("no broker")


def test_work_is_asked_for_only_after_the_commit() -> None:
    done: list[int] = []

    with transaction.atomic():
        after_commit(done.append, 1)
        before = list(done)

    assert (before, done) == ([], [1])


def test_what_is_rolled_back_asks_for_nothing() -> None:
    done: list[int] = []

    @transaction.atomic
    def fail() -> None:
        after_commit(done.append, 1)
        raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert done == []


def test_a_nudge_that_fails_fails_nothing_else() -> None:
    done: list[int] = []

    with transaction.atomic():
        after_commit(broken)
        after_commit(done.append, 1)

    assert done == [1]


def test_a_dead_channel_layer_does_not_fail_a_message(
    client: Client, visit: tuple[VisitorSession, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead:
        group_send = broken

    monkeypatch.setattr("hub.foundation.realtime.get_channel_layer", Dead)

    answer = client.post("/chat/messages/", {"token": visit[1], "text": "Hei"})

    assert answer.status_code == 200
    assert Message.objects.count() == 1


def test_publishing_to_a_dead_layer_is_only_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        group_send = broken

    monkeypatch.setattr("hub.foundation.realtime.get_channel_layer", Dead)

    publish("thread.1", {"type": "thread.state"})


def test_a_dead_valkey_lets_visitors_write(
    client: Client, visit: tuple[VisitorSession, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in ("people.presence", "foundation.limits", "foundation.addresses"):
        monkeypatch.setattr(f"hub.{user}.valkey", broken)

    answer = client.post("/chat/messages/", {"token": visit[1], "text": "Hei"})

    assert answer.status_code == 200
    assert Message.objects.count() == 1
