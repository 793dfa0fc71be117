"""A blocking client of an ASGI application, usable from a test that has a loop of its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx


def client_of(application: Any) -> httpx.Client:
    async def forward(request: httpx.Request) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application)) as client:
            answer = await client.request(
                request.method,
                request.url,
                headers=request.headers,
                content=request.content,
            )
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, forward(request)).result()

    return httpx.Client(
        transport=httpx.MockTransport(answer),
        base_url="http://testserver",
        follow_redirects=True,
    )
