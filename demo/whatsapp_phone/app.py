"""A made-up provider: the Graph API on one side, phones that a person can pick up on the other."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from demo.whatsapp_phone.graph import Graph, new_wamid
from demo.whatsapp_phone.options import Options
from demo.whatsapp_phone.page import ERRORS, bubbles, page
from demo.whatsapp_phone.phones import BY_SLUG, PHONES, Phone
from demo.whatsapp_phone.store import Store
from demo.whatsapp_phone.webhooks import keep_delivering, message_body

LONGEST = 65536
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Table:
    """The phones, for somebody with a browser."""

    def __init__(self, store: Store, options: Options, graph: Graph) -> None:
        self.store = store
        self.options = options
        self.graph = graph

    async def first(self, _: Request) -> Response:
        return RedirectResponse(f"/phones/{PHONES[0].slug}/", status_code=303)

    async def show(self, request: Request) -> Response:
        return HTMLResponse(page(self.store, phone_of(request)), headers=HEADERS)

    async def thread(self, request: Request) -> Response:
        return HTMLResponse(bubbles(self.store, phone_of(request)), headers=HEADERS)

    async def write(self, request: Request) -> Response:
        phone = phone_of(request)
        text = (await field(request, "text")).strip()
        if text and len(text) <= LONGEST:
            wamid = new_wamid()
            self.store.say(
                wamid=wamid, phone=phone.slug, author="client", text=text, status="sent"
            )
            body = message_body(self.options, phone, wamid=wamid, text=text)
            self.store.post(body, wamid=wamid, due_at=time.time())
        return back(phone)

    async def reading(self, request: Request) -> Response:
        phone = phone_of(request)
        chosen = "on" if await field(request, "auto") == "on" else "off"
        self.store.change(f"auto_read_{phone.slug}", chosen)
        return back(phone)

    async def read(self, request: Request) -> Response:
        phone = phone_of(request)
        for said in self.store.unread(phone.slug):
            self.graph.report(phone, said.wamid, "read")
        return back(phone)

    async def error(self, request: Request) -> Response:
        code = await field(request, "code")
        self.store.change("next_error", code if code in ERRORS else "")
        return back(phone_of(request))


def phone_of(request: Request) -> Phone:
    phone = BY_SLUG.get(request.path_params["slug"])
    if phone is None:
        raise HTTPException(404)
    return phone


async def field(request: Request, name: str) -> str:
    async with request.form() as form:
        return str(form.get(name, ""))


def back(phone: Phone) -> Response:
    return RedirectResponse(f"/phones/{phone.slug}/", status_code=303)


def application(path: Path, options: Options) -> Starlette:
    store = Store(path)
    graph = Graph(store, options)
    table = Table(store, options, graph)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(keep_delivering(options, store))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return Starlette(
        routes=[
            Route("/", table.first),
            Route("/phones/{slug}/", table.show),
            Route("/phones/{slug}/thread/", table.thread),
            Route("/phones/{slug}/messages/", table.write, methods=["POST"]),
            Route("/phones/{slug}/reading/", table.reading, methods=["POST"]),
            Route("/phones/{slug}/read/", table.read, methods=["POST"]),
            Route("/phones/{slug}/error/", table.error, methods=["POST"]),
            Route("/{version}/{number}/messages", graph.messages, methods=["POST"]),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        lifespan=lifespan,
    )
