"""Slow files tie up a handful of threads at most, and no connection to the database."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from hub.conversations import cleaning
from hub.conversations.services.attachments import cleaned_or_refused
from hub.foundation.errors import TooFast
from tests.conversations.samples import picture


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(cleaning, "PATIENCE", 1)
    with ExitStack() as turns:
        for _ in range(2):
            turns.enter_context(cleaning.TURNS)
        yield


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_turn_holds_no_connection_and_is_refused(taken: None) -> None:
    told: list[object] = []

    def upload() -> None:
        connection.ensure_connection()
        try:
            cleaned_or_refused(picture())
        except TooFast as refusal:
            told.extend((refusal.code, connection.connection))

    thread = threading.Thread(target=upload)
    began = time.monotonic()
    thread.start()
    thread.join(5)

    assert told == ["too_fast", None]
    assert 0.9 < time.monotonic() - began < 4


def test_beyond_the_places_one_is_refused_at_once(taken: None) -> None:
    with ExitStack() as places:
        for _ in range(5):
            places.enter_context(cleaning.PLACES)
        began = time.monotonic()
        with pytest.raises(cleaning.Unclean, match="busy"):
            cleaning.clean(picture(), largest=1 << 20)

    assert time.monotonic() - began < 0.5
