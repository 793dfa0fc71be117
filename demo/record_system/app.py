"""The HTTP contract of the receiving side, and a small page on which a person plays it."""

import asyncio
import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from demo.record_system.acknowledging import Options, acknowledgement, keep_acknowledging
from demo.record_system.page import BEHAVIOURS, document_of, page
from demo.record_system.store import Store

PACKAGE_BYTES = 64 * 1024 * 1024
SLOW_SECONDS = 25  # longer than the hub waits
DELAY_SECONDS = 30
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class RecordSystem:
    def __init__(
        self, store: Store, options: Options, *, slow_seconds: float = SLOW_SECONDS
    ) -> None:
        self.store = store
        self.options = options
        self.slow_seconds = slow_seconds

    # --- the contract ---

    async def misbehaves(self) -> Response | None:
        behaviour = self.store.behaviour()
        if behaviour == "down":
            return Response(status_code=503, headers={"Retry-After": "30"})
        if behaviour == "nonsense":
            return HTMLResponse("<h1>It works!</h1>")
        if behaviour == "slow":
            await asyncio.sleep(self.slow_seconds)
        return None

    def is_known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {self.options.token}".encode())

    async def put(self, request: Request) -> Response:
        if not self.is_known(request):
            return JSONResponse({"error": "unknown sender"}, status_code=401)
        data = await request.body()
        digest = hashlib.sha256(data)
        promised = f"sha-256={base64.b64encode(digest.digest()).decode()}"
        if len(data) > PACKAGE_BYTES:
            return JSONResponse({"error": "too large"}, status_code=413)
        if request.headers.get("digest") != promised:
            return JSONResponse({"error": "digest does not match"}, status_code=400)
        if answer := await self.misbehaves():
            return answer
        package_id = str(request.path_params["package_id"])
        wait = (
            DELAY_SECONDS
            if self.store.behaviour() == "delay"
            else self.options.decide_after
        )
        taken = await asyncio.to_thread(
            self.store.take,
            package_id,
            digest=digest.hexdigest(),
            data=data,
            status="received",
            due_at=time.time() + wait,
        )
        if taken == "conflict":
            return JSONResponse({"error": "another content with this id"}, status_code=409)
        stored = self.store.find(package_id)
        body = acknowledgement(stored) if stored else {}
        return JSONResponse(body, status_code=201 if taken == "new" else 200)

    async def get(self, request: Request) -> Response:
        if not self.is_known(request):
            return JSONResponse({"error": "unknown sender"}, status_code=401)
        if answer := await self.misbehaves():
            return answer
        stored = self.store.find(str(request.path_params["package_id"]))
        if stored is None:
            return JSONResponse({"error": "unknown package"}, status_code=404)
        return JSONResponse(acknowledgement(stored))

    # --- the page ---

    async def show(self, _: Request) -> Response:
        return HTMLResponse(
            page(self.store.behaviour(), self.store.newest()), headers=HEADERS
        )

    async def behave(self, request: Request) -> Response:
        async with request.form() as form:
            chosen = str(form.get("behaviour", ""))
        if chosen in BEHAVIOURS:
            self.store.behave(chosen)
        return RedirectResponse("/", status_code=303)

    async def document(self, request: Request) -> Response:
        package_id: uuid.UUID = request.path_params["package_id"]
        path = self.store.path(str(package_id))
        if not path.exists():
            return Response("Ei löydy", status_code=404, media_type="text/plain")
        pdf = await asyncio.to_thread(document_of, path, package_id)
        return Response(pdf, media_type="application/pdf", headers=HEADERS)


def application(
    folder: Path, options: Options, *, slow_seconds: float = SLOW_SECONDS
) -> Starlette:
    system = RecordSystem(Store(folder), options, slow_seconds=slow_seconds)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(keep_acknowledging(system.store, options))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return Starlette(
        routes=[
            Route("/", system.show),
            Route("/behaviour/", system.behave, methods=["POST"]),
            Route("/packages/{package_id:uuid}", system.put, methods=["PUT"]),
            Route("/packages/{package_id:uuid}", system.get, methods=["GET"]),
            Route("/packages/{package_id:uuid}/document.pdf", system.document),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        lifespan=lifespan,
    )
