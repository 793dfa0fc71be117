"""Events leave a web process in order and at once; without a layer the process goes on."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
import redis
from channels.layers import get_channel_layer
from django.conf import settings

from hub.foundation.realtime import outbox, publish

EVENTS = 50


async def test_events_of_a_thread_arrive_in_the_order_they_were_published() -> None:
    layer: Any = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("thread.1", channel)
    outbox.attach()

    def talk() -> None:
        for number in range(EVENTS):
            publish("thread.1", {"type": "thread.state", "number": number})

    await asyncio.to_thread(talk)
    async with asyncio.timeout(10):
        heard = [(await layer.receive(channel))["number"] for _ in range(EVENTS)]

    assert heard == list(range(EVENTS))


async def test_what_travels_through_valkey_cannot_be_read_there() -> None:
    layer: Any = get_channel_layer()
    shard = layer._get_shard("hub__group__thread.1")
    shard._ensure_redis()
    listener = shard._redis.pubsub()
    await listener.subscribe("hub__group__thread.1")
    await listener.get_message(timeout=5)

    await layer.group_send_many(
        [("thread.1", {"type": "thread.message", "text": "kanarialintu"})]
    )
    async with asyncio.timeout(10):
        while (
            message := await listener.get_message(ignore_subscribe_messages=True, timeout=5)
        ) is None:
            pass
    await listener.aclose()

    assert b"kanarialintu" not in message["data"]


async def test_a_dead_layer_is_only_logged_and_the_next_event_is_tried(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[str] = []

    class Failing:
        async def group_send_many(self, events: list[tuple[str, Any]]) -> None:
            sent.extend(group for group, _event in events)
            raise ConnectionError

    monkeypatch.setattr("hub.foundation.realtime.get_channel_layer", Failing)
    outbox.attach()

    for group in ("thread.1", "thread.2"):
        await asyncio.to_thread(publish, group, {"type": "thread.state"})
        await asyncio.sleep(0.01)

    assert sent == ["thread.1", "thread.2"]
    assert "did not take an event" in caplog.text


async def test_a_connection_that_died_unnoticed_refuses_no_socket() -> None:
    layer: Any = get_channel_layer()
    with suppress(TimeoutError):  # listens for a moment, and lets go
        await asyncio.wait_for(layer.receive(await layer.new_channel()), 0.05)
    with redis.from_url(settings.REDIS_URL) as valkey:
        valkey.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    channel = await layer.new_channel()
    await layer.group_add("thread.1", channel)
    await layer.group_send("thread.1", {"type": "thread.state"})

    assert await asyncio.wait_for(layer.receive(channel), 5) == {"type": "thread.state"}


async def test_who_joins_while_a_lost_connection_is_made_anew_gets_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer: Any = get_channel_layer()
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    name = await layer.listen(heard.put_nowait)
    shard = layer._get_shard("hub__group__thread.1")
    subscribe, tries = shard.subscribe, []

    async def first_at_the_wrong_moment(channel: str) -> None:
        tries.append(channel)
        if len(tries) == 1:
            raise RuntimeError("readuntil() called while another coroutine is waiting")
        await subscribe(channel)

    monkeypatch.setattr(shard, "subscribe", first_at_the_wrong_moment)
    await layer.group_add("thread.1", name)
    await layer.group_send("thread.1", {"type": "thread.state"})

    assert await asyncio.wait_for(heard.get(), 5) == {"type": "thread.state"}
