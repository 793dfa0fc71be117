"""Signed webhooks over connections that stay open, each waiting for its answer: a closed loop."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from itertools import count

from tests.load.machine import percentile

CONNECTION = "load"
PHONE_NUMBER_ID = "106540352242922"
SECRET = b"load-app-secret"
CLIENTS = 500
numbers = count(1)


def body() -> bytes:
    """A text message of the provider's shape, of one of some hundred clients, with an id never used before."""
    number = next(numbers)
    client = f"3585000{number % CLIENTS:05d}"
    message = {
        "from": client,
        "id": f"wamid.load{number:012d}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {
            "body": "Hei, voisitko kertoa, milloin päätös tulee? Vuokra erääntyy perjantaina."
        },
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "358500000000",
            "phone_number_id": PHONE_NUMBER_ID,
        },
        "contacts": [{"profile": {"name": "Asiakas"}, "wa_id": client}],
        "messages": [message],
    }
    entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def request(port: int) -> bytes:
    content = body()
    signature = hmac.new(SECRET, content, hashlib.sha256).hexdigest()
    head = (
        f"POST /whatsapp/webhook/{CONNECTION}/ HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


@dataclass
class Answers:
    delays: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.delays) / self.seconds

    @property
    def p50(self) -> float:
        return percentile(self.delays, 0.5)

    @property
    def p99(self) -> float:
        return percentile(self.delays, 0.99)


async def hammer(port: int, *, connections: int, seconds: float) -> Answers:
    """An answer other than 200 and a connection that breaks are errors."""
    answers = Answers()
    started = time.perf_counter()
    until = started + seconds
    await asyncio.gather(*(line(port, until, answers) for _ in range(connections)))
    answers.seconds = time.perf_counter() - started
    return answers


async def line(port: int, until: float, answers: Answers) -> None:
    while time.perf_counter() < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                await talk(reader, writer, port, until, answers)
            finally:
                writer.close()
        except (OSError, asyncio.IncompleteReadError):
            answers.errors += 1


async def talk(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    port: int,
    until: float,
    answers: Answers,
) -> None:
    while time.perf_counter() < until:
        content = request(port)
        asked = time.perf_counter()
        writer.write(content)
        head = await reader.readuntil(b"\r\n\r\n")
        if b"content-length: 0" not in head.lower():
            raise ConnectionError("An answer with a body is none of the webhook's.")
        if head.split(b" ", 2)[1] == b"200":
            answers.delays.append(time.perf_counter() - asked)
        else:
            answers.errors += 1
