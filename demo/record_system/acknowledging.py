"""The receiver's own pace: it decides over a package a moment after it came, and calls the hub back."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import httpx

from demo.record_system.store import Store, Stored

logger = logging.getLogger("record_system")
PAUSE = 0.25
AGAIN = 15.0


@dataclass(frozen=True, slots=True)
class Options:
    token: str
    ack_url: str
    ack_secret: str
    decide_after: float = 1.0


def acknowledgement(stored: Stored) -> dict[str, Any]:
    rejected = stored.status == "rejected"
    return {
        "package_id": stored.id,
        "status": stored.status,
        "receiver_document_id": stored.document_id or None,
        "received_at": stored.received_at,
        "errors": [
            {"code": "matter_not_found", "message": "Asiaa ei löydy", "field": "matter_id"}
        ]
        if rejected
        else [],
    }


def document_id(stored: Stored) -> str:
    """The same package always gets the same number."""
    number = int(hashlib.sha256(stored.id.encode()).hexdigest()[:8], 16) % 1_000_000
    return f"ASI-{stored.received_at[:4]}-{number:06}"


def decide(store: Store, stored: Stored) -> Stored | None:
    """None while the behaviour of the moment says nothing."""
    behaviour = store.behaviour()
    if stored.status != "received":
        return None if behaviour == "silent" else stored
    if behaviour == "reject":
        store.settle(stored.id, status="rejected")
    elif behaviour in ("accept", "silent"):
        store.settle(stored.id, status="accepted", document_id=document_id(stored))
    else:
        return None
    return None if behaviour == "silent" else store.find(stored.id)


async def tell(client: httpx.AsyncClient, options: Options, stored: Stored) -> bool:
    body = json.dumps(acknowledgement(stored)).encode()
    stamp = str(int(time.time()))
    mac = hmac.new(
        options.ack_secret.encode(), stamp.encode() + b"." + body, hashlib.sha256
    )
    headers = {
        "Content-Type": "application/json",
        "X-Hub-Timestamp": stamp,
        "X-Hub-Signature": f"sha256={mac.hexdigest()}",
    }
    try:
        response = await client.post(options.ack_url, content=body, headers=headers)
    except httpx.HTTPError:
        return False
    # 404 is final too: the hub does not know the package and will not later.
    return response.status_code in (200, 404)


async def acknowledge_due(
    store: Store, options: Options, client: httpx.AsyncClient
) -> None:
    for stored in store.due(time.time()):
        decided = decide(store, stored)
        if decided is None:
            continue
        if await tell(client, options, decided):
            store.told(stored.id)
        else:
            logger.warning("The hub did not take an acknowledgement; again later")
            store.postpone(stored.id, until=time.time() + AGAIN)


async def keep_acknowledging(store: Store, options: Options) -> None:
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while True:
            await acknowledge_due(store, options, client)
            await asyncio.sleep(PAUSE)
