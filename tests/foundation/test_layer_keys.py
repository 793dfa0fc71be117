"""What travels between processes is sealed, and a key can be changed while both the old and the new are known."""

import pytest
from cryptography.exceptions import InvalidTag

from hub.foundation.layer import HubChannelLayer

EVENT = {"type": "thread.message", "text": "Apua, häätö on huomenna"}


def layer(*keys: str) -> HubChannelLayer:
    return HubChannelLayer(symmetric_encryption_keys=keys, serializer_format="sealed-json")


def test_an_event_is_unreadable_on_its_way_and_differs_each_time() -> None:
    one = layer("key")

    sealed = one.serialize(EVENT)

    assert b"Apua" not in sealed
    assert sealed != one.serialize(EVENT)
    assert one.deserialize(sealed) == EVENT


def test_an_older_key_still_opens_and_a_strange_one_does_not() -> None:
    sealed = layer("old").serialize(EVENT)

    assert layer("new", "old").deserialize(sealed) == EVENT
    with pytest.raises(InvalidTag):
        layer("new", "newer").deserialize(sealed)
    with pytest.raises(InvalidTag):
        layer("old").deserialize(sealed[:-1] + bytes([sealed[-1] ^ 1]))
