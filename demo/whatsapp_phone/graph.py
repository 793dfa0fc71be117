"""The provider's HTTP interface as far as the hub uses it, refusing what the real one refuses."""

import hmac
import re
import time
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from demo.whatsapp_phone.options import Options
from demo.whatsapp_phone.phones import Phone, by_address
from demo.whatsapp_phone.store import Store
from demo.whatsapp_phone.webhooks import status_body

LONGEST_TEXT = 4096
# These codes the real service tells later, in a status, having first said yes.
LATE = frozenset({131026, 131047, 131049, 131051, 131053, 137000})
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def error(code: int, *, status: int = 400) -> JSONResponse:
    details = {"message": f"(#{code}) Simulated", "type": "OAuthException", "code": code}
    return JSONResponse({"error": details}, status_code=status)


def new_wamid() -> str:
    return f"wamid.SIM{uuid.uuid4().hex.upper()}"


class Graph:
    def __init__(self, store: Store, options: Options) -> None:
        self.store = store
        self.options = options

    async def messages(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.options.token}".encode()):
            return error(190, status=401)
        if request.path_params["number"] != self.options.phone_number_id:
            return error(100)
        try:
            message = await request.json()
        except ValueError:
            return error(100)
        if not isinstance(message, dict) or message.get("messaging_product") != "whatsapp":
            return error(100)
        return self.mark_read(message) if "status" in message else self.send(message)

    def mark_read(self, message: dict[str, Any]) -> Response:
        known = self.store.find(str(message.get("message_id")))
        if message["status"] != "read" or known is None:
            return error(131009)
        self.store.mark(known.wamid, "read")
        return JSONResponse({"success": True})

    def send(self, message: dict[str, Any]) -> Response:
        refused = fault_of(message)
        if refused is not None:
            return error(refused)
        ordered = self.take_ordered_error()
        if ordered is not None and ordered not in LATE:
            return error(ordered, status=500 if ordered in {2, 131016} else 400)
        address = str(message.get("to") or message.get("recipient"))
        wamid = new_wamid()
        # A user id in `to` is accepted and lost, as it is in the real service.
        lost = "to" in message and USER_ID.fullmatch(address) is not None
        phone = None if lost else by_address(address)
        self.receive(
            message, wamid, phone, code=ordered or (None if phone or lost else 131026)
        )
        return JSONResponse(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": address, **ids_of(phone)}],
                "messages": [{"id": wamid, "message_status": "accepted"}],
            }
        )

    def take_ordered_error(self) -> int | None:
        ordered = self.store.setting("next_error", "")
        if not ordered:
            return None
        self.store.change("next_error", "")
        return int(ordered)

    def receive(
        self, message: dict[str, Any], wamid: str, phone: Phone | None, *, code: int | None
    ) -> None:
        self.store.say(
            wamid=wamid,
            phone=phone.slug if phone and code is None else "",
            author="business",
            text=str(message["text"]["body"]),
            status="sending",
            callback=str(message.get("biz_opaque_callback_data") or ""),
        )
        receiver = phone or Phone(slug="", name="", about="", user_id="FI.0")
        if code is not None:
            self.report(receiver, wamid, "failed", code=code)
        elif phone is not None:
            self.report(phone, wamid, "sent")
            self.report(phone, wamid, "delivered", after=self.options.tick_seconds)
            if self.store.setting(f"auto_read_{phone.slug}", "on") == "on":
                self.report(phone, wamid, "read", after=2 * self.options.tick_seconds)

    def report(
        self,
        phone: Phone,
        wamid: str,
        status: str,
        *,
        after: float = 0.05,
        code: int | None = None,
    ) -> None:
        said = self.store.find(wamid)
        if said is None:
            return
        body = status_body(self.options, phone, said, status=status, code=code)
        self.store.post(body, wamid="", due_at=time.time() + after)
        if status in {"sent", "delivered", "read"}:
            self.store.mark(wamid, status)


def ids_of(phone: Phone | None) -> dict[str, str]:
    if phone is None:
        return {}
    return {"wa_id": phone.wa_id} if phone.wa_id else {"user_id": phone.user_id}


def fault_of(message: dict[str, Any]) -> int | None:
    """The code of the first thing wrong with an outbound message."""
    callback = message.get("biz_opaque_callback_data", "")
    if not (message.get("to") or message.get("recipient")):
        return 131008
    if message.get("type") != "text":
        return 131051
    content = message.get("text")
    body = content.get("body") if isinstance(content, dict) else None
    if not isinstance(body, str) or not 0 < len(body) <= LONGEST_TEXT:
        return 131009
    return None if isinstance(callback, str) and len(callback) <= 512 else 131009
