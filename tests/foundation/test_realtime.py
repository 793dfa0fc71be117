"""The channel layer against a Valkey that lets go of us."""

import asyncio
from contextlib import suppress

import redis
from channels.layers import get_channel_layer
from django.conf import settings


async def test_a_connection_that_died_unnoticed_refuses_no_socket() -> None:
    layer = get_channel_layer()
    assert layer
    with suppress(TimeoutError):  # listens for a moment, and lets go
        await asyncio.wait_for(layer.receive(await layer.new_channel()), 0.05)
    with redis.from_url(settings.REDIS_URL) as valkey:
        valkey.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    channel = await layer.new_channel()
    await layer.group_add("thread.1", channel)
    await layer.group_send("thread.1", {"type": "thread.state"})

    assert await asyncio.wait_for(layer.receive(channel), 5) == {"type": "thread.state"}
