"""Nothing that names or quotes a person reaches a log line, Valkey, the metrics or an open column."""

import asyncio
import gc
import io
import json
import logging
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.test import Client
from prometheus_client import generate_latest

from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations import tasks
from hub.foundation.audience import OUTSIDE
from hub.people.models import Unit, User
from tests.privacy.test_no_plaintext import where
from tests.test_audience import ROUTES, declared

ADDRESS, AGENT = "203.0.113.7", "kanarialintu-selain/9"
TEXT, NAME, NUMBER, PATH = (
    "kanarialintu-viesti",
    "kanarialintu-nimi",
    "358409999123",
    "kanarialintu-polku",
)
CANARIES = [TEXT, NAME, NUMBER, PATH, ADDRESS, AGENT, "kanarialintu"]
PAGES = {
    "front": "/", "privacy": "/privacy/", "accessibility": "/accessibility/", "chat:page": "/chat/",
    "chat:start": "/chat/start/", "chat:messages": "/chat/messages/", "chat:list": "/chat/messages/list/",
    "chat:exit": "/chat/exit/", "feedback:survey": "/feedback/survey/", "chat_status": "/chat/status.json",
    "account_login": "/accounts/login/", "account_reset_password": "/accounts/password/reset/",
    "records:acknowledge": "/records/ack/",
    "whatsapp_bridge:webhook": "/whatsapp/webhook/kanarialintu-polku/", "foundation:live": "/health/live",
    "foundation:ready": "/health/ready", "foundation:metrics": "/metrics", "foundation:brand": "/brand.css",
    "foundation:security_txt": "/.well-known/security.txt", "chat:leave": "/chat/leave/",
    "chat_embed": "/chat/embed.js", "roster_calendar": "/roster/kanarialintu-polku.ics",
    "chat_hours": "/chat/hours.json", "chat:code": "/chat/code/", "chat:return": "/chat/return/",
    "chat:ask": "/chat/question/", "chat:code_file": "/chat/question/code/",
    "contact:page": "/contact-request/", "chat:consent": "/chat/consent/",
    "chat:refuse": "/chat/consent/refuse/", "chat:withdraw": "/chat/consent/withdraw/",
    "chat:embedding": "/chat/embedding/", "chat_check": "/chat/check.js", "chat_frame": "/chat/frame/",
    "chat:news": "/chat/news/kanarialintu-polku/", "chat_about": "/ar/chat/",
    "chat:copy": "/chat/copy/", "chat:delete": "/chat/delete/",
    "chat:attach": "/chat/files/", "chat:fetch": "/chat/files/fetch/",
    "push:worker": "/staff/notices/worker.js",
}  # fmt: skip


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the JSON handler writes, with everything down to the finest level let through."""
    (handler,) = [
        handler
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler
        and "structlog" in type(handler.formatter).__module__
    ]
    before = handler.setStream(caught := io.StringIO())
    yield caught
    if before:
        handler.setStream(before)


@pytest.fixture
def visitor() -> Client:
    return Client(
        REMOTE_ADDR=ADDRESS, headers={"User-Agent": AGENT}, raise_request_exception=False
    )


def valkey(url: str = "") -> Iterator[str]:
    server = redis.Redis.from_url(url or django_settings.REDIS_URL)
    read: dict[Any, Any] = {
        b"string": server.get,
        b"list": lambda key: server.lrange(key, 0, -1),
        b"set": server.smembers,
        b"hash": server.hgetall,
        b"zset": lambda key: server.zrange(key, 0, -1, withscores=True),
    }
    with server:
        for key in server.scan_iter(count=1000):
            yield f"{key!r} {read[server.type(key)](key)!r}"


def test_no_route_for_outsiders_is_left_out_of_these_tests() -> None:
    ours = {
        name
        for name in ROUTES
        if declared(name) & OUTSIDE and not name.startswith(("account_", "mfa_"))
    }

    assert ours <= set(PAGES)


def test_what_a_visitor_brings_along_is_told_nowhere(
    lines: io.StringIO,
    visitor: Client,
    visit: tuple[VisitorSession, str],
    unit: Unit,
    matti: User,
) -> None:
    token = visit[1]
    conversations.find_or_create_contact(unit=unit, identities={"wa_id": NUMBER}, name=NAME)
    words = {
        "token": token, "text": TEXT, "key": str(uuid.uuid4()), "ticket": TEXT, "login": f"{NAME}@example.org",
        "email": f"{NAME}@example.org", "password": TEXT, "password1": TEXT, "got_advice": TEXT,
        "municipality": NUMBER, "language": TEXT, "code": TEXT, "name": NAME, "phone": f"+{NUMBER}", "other": TEXT,
        "subject": TEXT, "when_note": TEXT, "ask": str(uuid.uuid4()), "give": "1",
    }  # fmt: skip

    for path in PAGES.values():
        visitor.get(path, {"q": TEXT, "hub.verify_token": TEXT, "hub.challenge": NUMBER})
        visitor.post(path, words)
        visitor.post(path, words, headers={"Origin": f"https://{NAME}.example.org"})
        visitor.post(path, words, HTTP_HOST=f"{NAME}.example.org")
    for path in (f"/{PATH}/", f"/staff/c/{PATH}/", f"/sv/{PATH}/?{TEXT}"):
        visitor.get(path)

    told = lines.getvalue()
    stored = "\n".join(valkey())
    counted = generate_latest().decode()
    assert told.count('"event": "request"') >= 4 * len(PAGES)
    for canary in [*CANARIES, token]:
        assert canary not in told, f"{canary} is in a log line"
        assert canary not in stored, f"{canary} is in Valkey"
        assert canary not in counted, f"{canary} is in the metrics"
        assert where(canary) == set()


def test_a_return_code_is_told_nowhere(
    lines: io.StringIO, visitor: Client, visit: tuple[VisitorSession, str]
) -> None:
    asked = visitor.post("/chat/code/", {"token": visit[1]})
    code = asked.context["code"]

    for path in PAGES.values():
        visitor.post(path, {"code": code, "token": code, "text": "Hei"})
    visitor.post("/chat/return/", {"code": f"{code}X"})

    told, stored = lines.getvalue(), "\n".join(valkey())
    assert told.count('"route": "chat:return"') >= 2
    for form in (code, code.replace("-", ""), code[:11], visit[1]):
        assert form not in told + stored + generate_latest().decode()
        assert where(form) == set()


def test_an_exception_is_told_by_its_class_and_its_places(
    lines: io.StringIO,
    visitor: Client,
    visit: tuple[VisitorSession, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(**words: Any) -> None:
        raise ValueError(f"row of {words['text']} from {ADDRESS}")

    monkeypatch.setattr("chat.views.visitor.services.post_message", broken)

    answer = visitor.post("/chat/messages/", {"token": visit[1], "text": TEXT})

    told = lines.getvalue()
    assert answer.status_code == 500
    assert re.search(r"ValueError < [^ ]*broken:\d+ <", told)
    for canary in [*CANARIES, visit[1]]:
        assert canary not in told
        assert canary not in answer.content.decode()


def test_a_broken_query_does_not_quote_its_row(
    lines: io.StringIO,
    visitor: Client,
    visit: tuple[VisitorSession, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hub.people.models import Unit as Row

    def broken(**_: Any) -> None:
        Row.objects.create(name=NAME)
        Row.objects.create(name=NAME)

    monkeypatch.setattr("chat.views.visitor.services.post_message", broken)

    visitor.post("/chat/messages/", {"token": visit[1], "text": TEXT})

    assert "IntegrityError" in lines.getvalue() or "UniqueViolation" in lines.getvalue()
    assert NAME not in lines.getvalue()


def test_a_failed_task_is_told_by_its_name_and_its_places(
    lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**words: Any) -> None:
        raise ValueError(f"row of {NAME} from {ADDRESS}: {words}")

    monkeypatch.setattr("hub.conversations.delivery.deliver", broken)

    tasks.deliver_message.apply(kwargs={"delivery_id": TEXT})

    (told,) = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert told["task"] == "hub.conversations.tasks.deliver_message"
    assert re.search(r"ValueError < [^ ]*broken:\d+ <", told["exception"])
    for canary in CANARIES:
        assert canary not in lines.getvalue()


def test_a_refused_request_is_told_by_route_and_status(
    lines: io.StringIO, visitor: Client, db: None
) -> None:
    visitor.get(f"/{PATH}/")
    visitor.put("/chat/messages/", {"q": TEXT})

    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    said = [
        (line["event"], line["status"], line.get("route"))
        for line in told
        if line["logger"] == "django.request"
    ]
    assert said == [
        ("A request was refused or failed", 404, None),
        ("A request was refused or failed", 405, "chat:messages"),
    ]


async def test_a_task_nobody_waits_for_tells_nothing_of_its_exception(
    lines: io.StringIO,
) -> None:
    async def broken() -> None:
        raise ValueError(f"row of {NAME}")

    forgotten = asyncio.create_task(broken())
    await asyncio.sleep(0)
    del forgotten
    gc.collect()

    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert any("nobody_waits" in line.get("exception", "") for line in told)
    assert NAME not in lines.getvalue()


def test_a_library_that_says_too_much_is_cut_short(lines: io.StringIO) -> None:
    logging.getLogger("httpx").warning("HTTP %s", f"https://x/{TEXT}")
    logging.getLogger("django.request").warning(
        "Not Found: %s", f"/{PATH}/", extra={"request": TEXT}
    )
    logging.getLogger("urllib3").warning(TEXT, extra={"reason": NAME})
    logging.getLogger("hub.anything").warning(
        "Fixed words", extra={"phone": NUMBER, "count": 3}
    )

    told = [json.loads(line) for line in lines.getvalue().splitlines()]

    assert "kanarialintu" not in lines.getvalue()
    assert NUMBER not in lines.getvalue()
    assert (told[-1]["event"], told[-1]["count"]) == ("Fixed words", 3)


def test_every_line_is_one_json_object(
    lines: io.StringIO, visitor: Client, db: None
) -> None:
    visitor.get("/health/live")

    (line,) = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert (line["route"], line["status"], line["method"]) == (
        "foundation:live",
        200,
        "GET",
    )
    assert set(line) <= {
        "event",
        "logger",
        "level",
        "route",
        "method",
        "status",
        "ms",
        "timestamp",
    }


def test_a_method_nobody_knows_is_no_label_of_its_own(client: Client) -> None:
    client.generic("KANARIALINTU", "/chat/")

    assert "KANARIALINTU" not in generate_latest().decode()
