import asyncio
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from channels_redis.pubsub import RedisPubSubChannelLayer
from channels_redis.serializers import JSONSerializer, registry
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Event = dict[str, Any]
Deliver = Callable[[Event], None]
AGAIN = 0.2
NONCE_BYTES = 12


class Cipher:
    """AES-256-GCM where the library would use Fernet: both keep and prove, this in a twentieth of the time."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.ciphers = [AESGCM(hashlib.sha256(key.encode()).digest()) for key in keys]

    def encrypt(self, message: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.ciphers[0].encrypt(nonce, message, None)

    def decrypt(self, message: bytes, _lifetime: int | None = None) -> bytes:
        """Raises InvalidTag for what none of the keys has sealed."""
        nonce, sealed = message[:NONCE_BYTES], message[NONCE_BYTES:]
        for cipher in self.ciphers[:-1]:
            with suppress(InvalidTag):
                return cipher.decrypt(nonce, sealed, None)
        return self.ciphers[-1].decrypt(nonce, sealed, None)


class SealedJSON(JSONSerializer):
    def _setup_encryption(self, symmetric_encryption_keys: Iterable[str]) -> None:
        self.crypter = Cipher(symmetric_encryption_keys)


registry.register_serializer("sealed-json", SealedJSON)


class Ear:
    """Stands where the library keeps a queue for each channel: an event is handed on in the moment it comes."""

    __slots__ = ("deliver", "layer")

    def __init__(self, layer: "HubChannelLayer", deliver: Deliver) -> None:
        self.layer, self.deliver = layer, deliver

    def put_nowait(self, message: bytes) -> None:
        self.deliver(self.layer.deserialize(message))


class HubChannelLayer(RedisPubSubChannelLayer):
    """The pub/sub layer of channels_redis, spared three costs: a round trip for each event, opening an event anew
    for each socket of this process that it reaches, and a queue with its waiting task for each socket.

    Receivers share the opened event and must not change it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._opened: tuple[bytes, Event] = (b"", {})

    async def listen(self, deliver: Deliver) -> str:
        """A name to join groups by; `deliver` gets their events in order, in the loop that called this.

        Raises RedisError or OSError without Valkey: joining alone may go to a connection that died unnoticed.
        """
        layer = self._get_layer()
        for shard in layer._shards:
            async with shard._lock:
                shard._ensure_redis()
                await shard._redis.ping()
        name = f"ear.{uuid4().hex}"
        layer.channels[name] = Ear(self, deliver)
        return name

    async def group_add(self, group: str, channel: str) -> None:
        """Tried once more when redis-py finds two at one connection: the library's reader makes a lost one anew just
        when somebody joins."""
        layer = self._get_layer()
        try:
            await layer.group_add(group, channel)
        except RuntimeError:
            await asyncio.sleep(AGAIN)
            await layer.group_add(group, channel)

    def forget(self, name: str) -> None:
        self._get_layer().channels.pop(name, None)

    async def group_send_many(self, events: Iterable[tuple[str, Event]]) -> None:
        """Like `group_send` for each, in this order; one round trip for each Valkey server."""
        layer = self._get_layer()
        batches = defaultdict(list)
        for group, event in events:
            name = layer._get_group_channel_name(group)
            batches[layer._get_shard(name)].append((name, self.serialize(event)))
        for shard, batch in batches.items():
            async with shard._lock:
                shard._ensure_redis()
                pipeline = shard._redis.pipeline(transaction=False)
                for name, sealed in batch:
                    pipeline.publish(name, sealed)
                await pipeline.execute()

    def deserialize(self, message: bytes) -> Event:
        sealed, event = self._opened
        if sealed is not message:
            event = super().deserialize(message)
            self._opened = (message, event)
        return event
