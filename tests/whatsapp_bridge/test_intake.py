import asyncio
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from channels.db import database_sync_to_async
from channels.testing import HttpCommunicator
from django.db import connection as database

from tests.whatsapp_bridge.conftest import Post
from tests.whatsapp_bridge.samples import FILES, body, signed, text, value
from whatsapp_bridge import intake, services
from whatsapp_bridge.models import Connection, WebhookBody

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("connection"),
]


@database_sync_to_async
def rows() -> int:
    try:
        return WebhookBody.objects.count()
    finally:
        database.close()  # this thread's own, which nobody else would close


@database_sync_to_async
def only_row() -> WebhookBody:
    return WebhookBody.objects.get()


@database_sync_to_async
def switch_off() -> None:
    Connection.objects.update(enabled=False)


async def test_every_known_body_is_answered_200(post: Post) -> None:
    answers = [await post(path.read_bytes()) for path in FILES]

    assert set(answers) == {200}
    assert await rows() == len({path.read_bytes() for path in FILES})


async def test_an_answer_is_not_cached_and_taken_as_what_it_is() -> None:
    server = HttpCommunicator(intake.application, "POST", "/whatsapp/webhook/")

    answer = await server.get_response(timeout=10)

    said = dict(answer["headers"])
    assert said[b"cache-control"] == b"no-store"
    assert said[b"x-content-type-options"] == b"nosniff"


async def test_the_same_bytes_twice_are_one_row_and_two_thanks(post: Post) -> None:
    content = body(value(messages=[text("wamid.1")]))

    answers = await asyncio.gather(*[post(content) for _ in range(20)])

    assert set(answers) == {200}
    assert await rows() == 1


async def test_many_at_once_are_one_nudge(post: Post, nudges: list[dict[str, Any]]) -> None:
    contents = [body(value(messages=[text(f"wamid.{number}")])) for number in range(20)]

    await asyncio.gather(*[post(content) for content in contents])
    await asyncio.sleep(3 * intake.NUDGE_SECONDS)

    assert await rows() == 20
    assert 1 <= len(nudges) <= 4


@pytest.mark.parametrize("header", [b"", b"sha256=" + b"0" * 64, b"\xff"])
async def test_a_forged_signature_leaves_no_row(post: Post, header: bytes) -> None:
    answer = await post(b"{}", headers={b"x-hub-signature-256": header})

    assert answer == 403
    assert await rows() == 0


async def test_an_unknown_connection_or_one_switched_off_takes_nothing(post: Post) -> None:
    assert await post(b"{}", path="/whatsapp/webhook/nobody/") == 403
    await switch_off()
    intake.gates.clear()
    assert await post(b"{}") == 403
    assert await post(b"{}", path="/whatsapp/webhook/../x/") == 404


async def test_both_secrets_hold_while_one_replaces_the_other(
    post: Post, connection: Connection
) -> None:
    await database_sync_to_async(services.change_app_secret)(
        connection=connection, app_secret="new-secret", by=None
    )

    assert await post(b'{"a":1}') == 200
    assert await post(b'{"a":2}', headers=signed(b'{"a":2}', b"new-secret")) == 200


async def test_broken_json_is_refused_and_odd_json_kept(post: Post) -> None:
    assert await post(b'{"object":') == 400
    assert await post(b"\xff\xfe") == 400
    assert await post(b"[1]") == 200
    assert await rows() == 1


async def test_a_number_too_long_to_be_read_is_kept_and_set_aside(post: Post) -> None:
    assert await post(b'{"object": ' + b"9" * 6000 + b"}") == 200
    assert await rows() == 1


async def test_three_megabytes_are_taken_and_five_are_not(post: Post) -> None:
    large = body(value(messages=[text("wamid.1", "ä" * 500_000)]))
    too_large = b'"' + b"x" * (5 * 1024 * 1024) + b'"'

    assert len(large) > 3_000_000
    assert await post(large) == 200
    assert await post(too_large) == 413


async def test_nothing_readable_is_in_the_row(post: Post) -> None:
    await post(body(value(messages=[text("wamid.1", "KANARIA")])))

    row = await only_row()
    assert b"KANARIA" not in bytes(row.body)
    assert b"KANARIA" in row.raw


async def test_without_a_database_the_provider_is_asked_to_come_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise psycopg.OperationalError

    await post(b'{"a":1}')
    monkeypatch.setattr(intake.database, "execute", away)

    assert await post(b'{"a":2}') == 503
    intake.gates.clear()
    assert await post(b'{"a":3}') == 503


async def test_connections_that_died_are_replaced(post: Post) -> None:
    await post(b'{"a":1}')
    assert intake.database.pool is not None
    async with intake.database.pool.connection() as broken:
        await broken.close()

    assert await post(b'{"a":2}') == 200


def test_the_payload_folder_is_json(tmp_path: Path) -> None:
    assert all(isinstance(json.loads(path.read_bytes()), dict) for path in FILES)
