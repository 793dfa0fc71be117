"""What the provider posts to the hub: bodies as it writes them, signed, tried again until they are taken."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any

import httpx

from demo.whatsapp_phone.options import Options
from demo.whatsapp_phone.phones import Phone
from demo.whatsapp_phone.store import Said, Store, Webhook

POLL_SECONDS = 0.05
LONGEST_WAIT = 60.0


def envelope(options: Options, value: dict[str, Any]) -> bytes:
    """Escaped to ASCII, as the real bytes are: a receiver that signs anything else notices here."""
    metadata = {
        "display_phone_number": options.display_number,
        "phone_number_id": options.phone_number_id,
    }
    content = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    change = {"field": "messages", "value": content}
    document = {
        "object": "whatsapp_business_account",
        "entry": [{"id": options.account_id, "changes": [change]}],
    }
    return json.dumps(document, separators=(",", ":")).replace("/", "\\/").encode()


def contact(phone: Phone) -> dict[str, Any]:
    ids = {"wa_id": phone.wa_id} if phone.wa_id else {}
    return {"profile": {"name": phone.name}, **ids, "user_id": phone.user_id}


def message_body(options: Options, phone: Phone, *, wamid: str, text: str) -> bytes:
    sender = {"from": phone.wa_id} if phone.wa_id else {}
    message = {
        **sender,
        "from_user_id": phone.user_id,
        "id": wamid,
        "timestamp": str(int(time.time())),
        "text": {"body": text},
        "type": "text",
    }
    return envelope(options, {"contacts": [contact(phone)], "messages": [message]})


def status_body(
    options: Options, phone: Phone, said: Said, *, status: str, code: int | None = None
) -> bytes:
    receiver = {"recipient_id": phone.wa_id} if phone.wa_id else {}
    report: dict[str, Any] = {
        "id": said.wamid,
        "status": status,
        "timestamp": str(int(time.time())),
        **receiver,
        "recipient_user_id": phone.user_id,
    }
    if said.callback:
        report["biz_opaque_callback_data"] = said.callback
    if code is not None:
        report["errors"] = [{"code": code, "title": f"Simulated error {code}"}]
        return envelope(options, {"statuses": [report]})  # real failures carry no contacts
    return envelope(options, {"contacts": [contact(phone)], "statuses": [report]})


def signature(options: Options, body: bytes) -> str:
    return (
        "sha256=" + hmac.new(options.app_secret.encode(), body, hashlib.sha256).hexdigest()
    )


async def deliver(
    options: Options, store: Store, webhook: Webhook, client: httpx.AsyncClient
) -> bool:
    """One try. Anything but 200 waits and comes again, a little later each time."""
    headers = {
        "content-type": "application/json",
        "x-hub-signature-256": signature(options, webhook.body),
    }
    try:
        response = await client.post(
            options.webhook_url, content=webhook.body, headers=headers
        )
        taken = response.status_code == httpx.codes.OK
    except httpx.HTTPError:
        taken = False
    if not taken:
        wait = min(LONGEST_WAIT, 0.5 * 2 ** min(webhook.attempts, 10))
        store.postpone(webhook, until=time.time() + wait)
        return False
    store.arrived(webhook)
    store.mark(webhook.wamid, "delivered")
    return True


async def keep_delivering(options: Options, store: Store) -> None:
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while True:
            for webhook in await asyncio.to_thread(store.due, time.time()):
                await deliver(options, store, webhook, client)
            await asyncio.sleep(POLL_SECONDS)
