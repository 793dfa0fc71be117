import uuid

import pytest
from redis.exceptions import ConnectionError as NoValkey

from hub.foundation.limits import too_many
from hub.foundation.valkey import valkey


def test_counting_says_who_is_over_and_who_is_not() -> None:
    hasty, calm = uuid.uuid4().hex, uuid.uuid4().hex

    answers = too_many([hasty, calm, hasty, hasty], most=2, seconds=10)

    assert answers == [False, False, False, True]


def test_a_count_ends_by_itself() -> None:
    bucket = uuid.uuid4().hex

    too_many([bucket], most=1, seconds=600)
    too_many([bucket], most=1, seconds=600)

    assert 590 <= valkey().ttl(f"hub:limit:{bucket}") <= 600


def test_without_valkey_nobody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: object) -> None:
        raise NoValkey

    monkeypatch.setattr("redis.client.Pipeline.execute", dead)

    assert too_many(["anybody"], most=0, seconds=10) == [False]
